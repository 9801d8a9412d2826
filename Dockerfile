# Draftroll as a container: a build stage with the Swift toolchain, and a slim image that runs as an ordinary user.
#
#   docker build -t draftroll .
#   docker run --rm -p 8080:8080 -v draftroll-data:/data draftroll
#
# docs/containers.md says more. Both base images must be of the same Debian release: the build links the system
# libraries (OpenSSL, SQLite, zlib, curl) of one, and runs with those of the other.
ARG BUILD_IMAGE=swift:6.3-bookworm
ARG RUNTIME_IMAGE=debian:bookworm-slim

FROM ${BUILD_IMAGE} AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libssl-dev zlib1g-dev libsqlite3-dev libcurl4-openssl-dev libxml2-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
# The packages are fetched in a layer of their own: a change of a source does not fetch them again.
COPY Package.swift ./
RUN swift package resolve
COPY Sources Sources
# Not built here, but a package whose test targets are missing does not load.
COPY Tests Tests
# With Swift's own libraries inside, the two programs need no toolchain where they run.
RUN for product in draftroll draftroll-phone; do \
        swift build -c release --static-swift-stdlib --product "$product" \
        && install -D --strip "$(swift build -c release --show-bin-path)/$product" "/output/$product" \
        || exit 1; \
    done

FROM ${RUNTIME_IMAGE}
# 0 leaves out ffmpeg and the fonts: a small image, in which drafts of one untouched video are posted and nothing is
# rendered. The fonts are of Latin, Greek, Cyrillic, Arabic and Hebrew, of East Asia, of most other scripts, and emoji.
ARG WITH_FFMPEG=1
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libssl3 libsqlite3-0 zlib1g libcurl4 \
        $(if [ "$WITH_FFMPEG" = 1 ]; then echo ffmpeg fontconfig fonts-dejavu-core \
            fonts-wqy-microhei fonts-noto-core fonts-symbola; fi) \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin draftroll \
    && install --directory --owner draftroll --group draftroll /data
COPY --from=build /output/ /usr/local/bin/
COPY openapi.yaml /usr/share/draftroll/
COPY Public /usr/share/draftroll/Public
# The options also reach `docker run draftroll serve --demo`, which replaces the command below.
ENV DRAFTROLL_HOST=0.0.0.0 \
    DRAFTROLL_PORT=8080 \
    DRAFTROLL_DATA_DIR=/data \
    DRAFTROLL_PUBLIC_DIR=/usr/share/draftroll/Public
USER draftroll
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=15s --retries=3 \
    CMD ["draftroll", "health", "--url", "http://127.0.0.1:8080/healthz"]
ENTRYPOINT ["draftroll"]
CMD ["serve", "--host", "0.0.0.0", "--data-dir", "/data"]
