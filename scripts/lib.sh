# shellcheck shell=bash
# What the scripts share. Sourced by them, never run by itself.
#
# Every script works from any directory, as root or as a user who may sudo, and installs what it needs the first time;
# the second time that costs one look at dpkg's database.

set -euo pipefail

# The package this script belongs to, wherever it was called from.
# shellcheck disable=SC2034  # read by the scripts that source this file
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)

# Colours are for people: none in a file, a pipe or CI, or where NO_COLOR asks for none (https://no-color.org).
if [[ -t 1 && -z ${NO_COLOR:-} ]]; then
    bold=$'\e[1m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m'
else
    bold='' red='' green='' plain=''
fi

# What every build needs beside the toolchain: the three system libraries, what Foundation links for networking and XML,
# and the C++ library and linker that Swift takes from the system.
# shellcheck disable=SC2034  # read by the scripts that source this file
build_packages=(
    libssl-dev zlib1g-dev libsqlite3-dev pkg-config
    libcurl4-openssl-dev libxml2-dev
    git g++ ca-certificates
)

step() { printf '%s== %s%s\n' "$bold" "$*" "$plain"; }
good() { printf '%s%s%s\n' "$green" "$*" "$plain"; }
complain() { printf '%s%s%s\n' "$red" "$*" "$plain" >&2; }
fail() {
    complain "error: $*"
    exit 1
}

# Prints the comment at the head of the calling script: its usage is written once, at the top of the file.
usage() { sed -n '2,/^[^#]/{s/^# \{0,1\}//p}' "$0"; }

# Runs a command as root: directly, or through sudo.
as_root() {
    if [[ $(id -u) -eq 0 ]]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "'$*' needs root, and there is no sudo: run it as root, then start again"
    fi
}

# Installs those of the named Debian packages that are missing.
install_packages() {
    local package missing=()
    if ! command -v dpkg-query >/dev/null; then
        echo "Not a Debian system: these packages, or what they are called here, must be installed already: $*" >&2
        return
    fi
    for package in "$@"; do
        if [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) != installed ]]; then
            missing+=("$package")
        fi
    done
    if [[ ${#missing[@]} -eq 0 ]]; then return; fi

    step "Installing ${missing[*]}"
    # `env`, because sudo drops the variable from our own environment.
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300)
    as_root "${apt[@]}" update
    as_root "${apt[@]}" install --yes --no-install-recommends "${missing[@]}" >/dev/null
}

# Puts the Swift toolchain on the PATH if it is not there, and refuses one that is too old for Package.swift.
find_swift() {
    if ! command -v swift >/dev/null; then
        local folder
        for folder in "${SWIFTLY_BIN_DIR:-$HOME/.local/share/swiftly/bin}" "$HOME"/.swiftly/bin \
            /usr/libexec/swift/bin /usr/libexec/swift/*/bin /opt/swift*/usr/bin; do
            if [[ -x $folder/swift ]]; then
                PATH=$folder:$PATH
                break
            fi
        done
    fi
    command -v swift >/dev/null ||
        fail "no Swift toolchain found: install Swift 6.2 or later (https://www.swift.org/install) or put it on the PATH"

    local version
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
    if [[ $(printf '%s\n' 6.2 "${version:-0}" | sort --version-sort | head -n 1) != 6.2 ]]; then
        fail "Swift ${version:-of an unknown version} is too old: Package.swift needs 6.2 or later"
    fi
}

# Makes the video of the story at the given path, once: four seconds of a phone's portrait format with sound, H.264 and
# AAC, its index in front (faststart) as a phone's upload has it.
make_video() {
    local video=$1
    if [[ -s $video ]]; then return; fi
    step "Making a video: $video"
    mkdir -p -- "$(dirname -- "$video")"
    # Renamed when it is complete: an interrupted run leaves no half video behind.
    ffmpeg -nostdin -loglevel error -y \
        -f lavfi -i testsrc2=size=1080x1920:rate=30:duration=4 -f lavfi -i sine=frequency=440:duration=4 \
        -c:v libx264 -preset veryfast -pix_fmt yuv420p -c:a aac -b:a 128k -shortest -movflags +faststart \
        -f mp4 "$video.part"
    mv -- "$video.part" "$video"
}

# Builds a release, unless it is up to date; `$binary` is then the path of the executable.
build_release() {
    step "Building a release"
    local build=(swift build --configuration release --scratch-path "${SCRATCH_PATH:-.build}")
    "${build[@]}" --product draftroll
    binary=$("${build[@]}" --show-bin-path)/draftroll
}

# Starts `$binary serve` on a free port with what it needs in the named folder and the other arguments as options.
# `$service` is then its process, `$url` and `$port` where it listens.
start_service() {
    local folder=$1
    shift
    "$binary" serve --data-dir "$folder/data" --port 0 "$@" >"$folder/output" 2>"$folder/errors" &
    service=$!
    for _ in {1..100}; do
        if grep -q '^listening on ' "$folder/output"; then break; fi
        kill -0 "$service" 2>/dev/null || fail "the service did not start: $(cat "$folder/errors")"
        sleep 0.1
    done
    url=$(sed -n 's/^listening on //p' "$folder/output")
    [[ -n $url ]] || fail "the service did not start in 10 s"
    # shellcheck disable=SC2034  # read by the scripts that source this file
    port=${url##*:}
}

# Stops what `start_service` started, and waits for its end.
stop_service() {
    [[ -n ${service:-} ]] || return 0
    kill "$service" 2>/dev/null || true
    wait "$service" 2>/dev/null || true
    service=
}
