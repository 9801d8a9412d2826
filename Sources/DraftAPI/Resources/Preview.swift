internal import Crypto
internal import DraftModel
internal import DraftStore
internal import HTTPServer
internal import HTTPWire
internal import JSON
internal import Jobs

extension Router<Handler> {
    /// The finished video of a draft, before it is posted. The cover is in `Cover.swift`.
    mutating func addPreview() {
        on(.get, "/v1/drafts/{draft_id}/preview", getPreview)
        on(.get, "/v1/drafts/{draft_id}/cover", getCover)
    }
}

/// `GET /v1/drafts/{draft_id}/preview`: the rendered video; while there is none, 202 and the job that makes it, which the
/// first such request starts.
private func getPreview(_ call: Call) async throws -> Response {
    let (draft, rendering) = try await call.renderedDraft()
    guard let video = rendering.video.finished else { return try await call.accepted(draft, rendering) }
    // The address stays while the draft changes, so what is behind it is asked for each time.
    return try call.blob(sha256: video.sha256, type: video.contentType, cacheControl: "private, no-cache")
}

extension Services {
    /// What renders and looks into files.
    var tools: MediaTools { jobs.tools }
    /// Whether drafts can be rendered here.
    var canRender: Bool { get async { await tools.studio != nil } }
}

extension Call {
    /// The draft in the path and where its video stands; if nobody has asked for the video yet, a job is started.
    ///
    /// - Throws: `not_found`, `draft_empty`, `rendering_unavailable`, and `render_failed` when the last job failed.
    func renderedDraft() async throws -> (Draft, Rendering) {
        guard let user = try viewer(), let draft = try reader.draft(try id("draft_id"), owner: user) else {
            throw Problem.notFound
        }
        var rendering = try reader.rendering(of: draft)
        if rendering.video == .none {
            let canRender = await services.canRender
            rendering = try await store.write { transaction in
                try transaction.requestRender(of: draft.id, owner: user, canRender: canRender)
            }
        }
        if case .failed(let job) = rendering.video {
            var problem = Problem(.renderFailed, job.error?.detail ?? "The video could not be rendered.")
            problem.links = [("job", "/v1/jobs/\(job.id)"), ("retry", "/v1/jobs/\(job.id)/retry")]
            throw problem
        }
        return (draft, rendering)
    }

    /// 202: it is being rendered; ask again, or follow the job.
    func accepted(_ draft: Draft, _ rendering: Rendering) async throws -> Response {
        var json = JSONWriter()
        try write(rendering, of: draft, canRender: await services.canRender, to: &json)
        var location: String?
        if case .rendering(let job) = rendering.video { location = "/v1/jobs/\(job.id)" }
        var response = try self.response(.accepted, json, etag: .ofContent, location: location)
        // The tag of a video that is to come is not the tag of this.
        response.fields.remove(.etag)
        response.fields.set(.cacheControl, "no-store")
        response.fields.set(.retryAfter, "1")
        return response
    }

    /// Where a draft's video stands, with the links to it and to the cover.
    func write(_ rendering: Rendering, of draft: Draft, canRender: Bool, to json: inout JSONWriter) throws {
        let preview = try services.urls.link(to: "/v1/drafts/\(draft.id)/preview", viewer: draft.ownerID, at: now)
        let cover = try services.urls.link(to: "/v1/drafts/\(draft.id)/cover", viewer: draft.ownerID, at: now)
        json.object(nil) { json in
            json.member("state", rendering.state(canRender: canRender || draft.clips.isEmpty))
            json.member("composition_hash", rendering.compositionHash.hex)
            json.member("content_hash", rendering.contentHash.hex)
            json.member("duration_ms", rendering.video.finished?.duration)
            json.member("size", rendering.video.finished?.size)
            json.key("job")
            switch rendering.video {
            case .rendering(let job), .failed(let job): job.write(to: &json)
            case .original, .rendered, .none: json.null()
            }
            json.member("content_url", preview.url)
            json.member("content_url_expires_at", preview.expiresAt)
            json.member("cover_url", cover.url)
            json.member("cover_url_expires_at", cover.expiresAt)
        }
    }
}

extension Rendering {
    fileprivate func state(canRender: Bool) -> String {
        switch video {
        case .original, .rendered: "ready"
        case .rendering: "rendering"
        case .failed: "failed"
        case .none: canRender ? "none" : "unavailable"
        }
    }
}
