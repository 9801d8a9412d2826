internal import Crypto
internal import DraftModel
internal import DraftStore
internal import HTTPServer
internal import HTTPWire
internal import JSON
internal import Jobs
internal import Logging
internal import Media

/// `GET /v1/drafts/{draft_id}/cover`: the picture that stands for the video, as a JPEG: the one that the draft says, or
/// with `at_ms` any frame. While the video is being rendered, 202 as for the preview.
func getCover(_ call: Call) async throws -> Response {
    let time = try call.coverTime()
    if time == nil, let chosen = try call.chosenPicture() { return try await call.picture(of: chosen) }
    let (draft, rendering) = try await call.renderedDraft()
    guard let video = rendering.video.finished else { return try await call.accepted(draft, rendering) }
    return try await call.frame(of: video, at: time ?? draft.coverTime)
}

extension Draft {
    /// Where in the video its cover is.
    fileprivate var coverTime: Milliseconds {
        if case .at(let time) = composition.cover { time } else { Milliseconds(0) }
    }
}

extension Call {
    /// The query's `at_ms`, nil without one.
    fileprivate func coverTime() throws(Problem) -> Milliseconds? {
        guard let text = try parameter("at_ms") else { return nil }
        guard let count = Int64(text), (0...Composition.maximumDuration.count).contains(count) else {
            throw .parameter("at_ms", "`at_ms` is a time in the video: 0 to \(Composition.maximumDuration.count) ms.")
        }
        return Milliseconds(count)
    }

    /// The uploaded picture that the draft in the path has for its cover, if it has one.
    fileprivate func chosenPicture() throws -> Media? {
        guard let user = try viewer(), let draft = try reader.draft(try id("draft_id"), owner: user) else {
            throw Problem.notFound
        }
        guard case .media(let id) = draft.composition.cover else { return nil }
        return try reader.media(id, owner: user)
    }

    fileprivate func picture(of media: Media) async throws -> Response {
        guard let digest = Digest256(hex: media.sha256) else { throw Problem.missingBytes(media.sha256) }
        let path = store.blobs.path(of: digest)
        return try await jpeg(tag: media.sha256) { renderer in try await renderer.picture(of: path) }
    }

    fileprivate func frame(of video: Post.Video, at time: Milliseconds) async throws -> Response {
        guard let digest = Digest256(hex: video.sha256) else { throw Problem.missingBytes(video.sha256) }
        let path = store.blobs.path(of: digest)
        return try await jpeg(tag: "\(video.sha256)-\(time.count)") { renderer in
            try await renderer.frame(of: path, at: time, duration: video.duration)
        }
    }

    /// Serves a picture, made only if the client does not have it.
    private func jpeg(tag: String, _ make: (Renderer) async throws -> [UInt8]) async throws -> Response {
        guard let studio = await services.tools.studio else {
            throw Problem(
                .renderingUnavailable, "Covers are made with ffmpeg, which is not installed on this server.")
        }
        let etag = EntityTag(strong: tag)
        var picture: [UInt8] = []
        if Conditions(request.head).evaluate(etag: etag, lastModified: nil, method: request.method) == .proceed {
            do {
                picture = try await make(studio.renderer)
            } catch let error as RenderError {
                throw Problem(
                    .renderFailed,
                    "No picture could be made of the video. Look at the preview, and choose another time.",
                    cause: "\(error)")
            }
        }
        return try content(.bytes(picture), tag: etag, type: "image/jpeg", cacheControl: "private, no-cache")
    }
}

extension Problem {
    fileprivate static func missingBytes(_ name: String) -> Problem {
        Problem(.internalError, "The bytes are missing from the data directory.", cause: "blob \(name)")
    }
}
