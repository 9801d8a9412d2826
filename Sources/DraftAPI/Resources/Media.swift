internal import Crypto
internal import DraftModel
internal import DraftStore
internal import HTTPServer
internal import HTTPWire
internal import JSON

extension Router<Handler> {
    /// Uploaded videos, sounds and pictures. The upload itself is in `MediaUpload.swift`.
    mutating func addMedia() {
        on(.get, "/v1/media", listMedia)
        on(.post, "/v1/media", uploadMedia)
        on(.get, "/v1/media/{media_id}", getMedia)
        on(.delete, "/v1/media/{media_id}", deleteMedia)
        on(.get, "/v1/media/{media_id}/content", getMediaContent)
    }
}

private func listMedia(_ call: Call) async throws -> Response {
    let user = try call.user()
    let urls = call.services.urls
    return try call.list(try call.reader.media(of: user, page: try call.page())) { media, json in
        try media.write(to: &json, urls: urls, at: call.now)
    }
}

private func getMedia(_ call: Call) async throws -> Response {
    let user = try call.user()
    guard let media = try call.reader.media(try call.id("media_id"), owner: user) else { throw Problem.notFound }
    var json = JSONWriter()
    try media.write(to: &json, urls: call.services.urls, at: call.now)
    return try call.response(.ok, json, etag: .ofContent)
}

/// `DELETE /v1/media/{media_id}`: only what no draft uses.
private func deleteMedia(_ call: Call) async throws -> Response {
    let user = try call.user()
    let id = try call.id("media_id", of: MediaID.self)
    try await call.store.write { transaction in try transaction.deleteMedia(id, owner: user) }
    return Response(status: .noContent)
}

private func getMediaContent(_ call: Call) async throws -> Response {
    guard let user = try call.viewer(), let media = try call.reader.media(try call.id("media_id"), owner: user) else {
        throw Problem.notFound
    }
    return try call.blob(sha256: media.sha256, type: media.contentType)
}

extension Media {
    /// Writes the media with a link to its bytes for its owner.
    func write(to json: inout JSONWriter, urls: SignedURLs, at now: Timestamp) throws(CryptoError) {
        let link = try urls.link(to: "/v1/media/\(id)/content", viewer: ownerID, at: now)
        write(to: &json, contentURL: link.url, expiresAt: link.expiresAt)
    }
}

extension Call {
    /// Serves a stored blob, in parts where asked.
    func blob(
        sha256: String, type: String, cacheControl: FieldValue = "private, max-age=3600"
    ) throws -> Response {
        guard let digest = Digest256(hex: sha256), let blob = try store.blobs.open(digest) else {
            throw Problem(.internalError, "The bytes are missing from the data directory.", cause: "blob \(sha256)")
        }
        let size = blob.size
        return try content(
            .file(OpenFile(owning: blob.takeDescriptor(), size: size)), tag: EntityTag(strong: sha256), type: type,
            cacheControl: cacheControl)
    }

    /// Serves bytes in parts where asked, to whom the route has let in.
    func content(
        _ source: Content.Source, tag: EntityTag, type: String, cacheControl: FieldValue
    ) throws -> Response {
        let content = Content(source: source, type: try FieldValue(type), etag: tag, cacheControl: cacheControl)
        var response = content.response(to: request)
        // What people upload is never a page of ours, whatever it says it is.
        response.fields.set(.xContentTypeOptions, "nosniff")
        var problem: Problem
        switch response.status {
        case .rangeNotSatisfiable:
            problem = Problem(.rangeNotSatisfiable, "There are \(content.size) bytes. Ask for a range within them.")
        case .preconditionFailed:
            problem = .preconditionFailed
        default:
            return response
        }
        problem.fields = response.fields
        throw problem
    }
}
