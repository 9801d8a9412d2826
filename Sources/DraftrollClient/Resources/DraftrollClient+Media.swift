public import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

extension DraftrollClient {
    /// The user's uploads, the newest first.
    public func media() -> Listing<Media> {
        Listing(client: self, request: APIRequest(.get, ["v1", "media"]))
    }

    /// One upload.
    public func media(_ id: ResourceID<Media>) async throws(DraftrollError) -> Media {
        try await value(APIRequest(.get, ["v1", "media", id.rawValue]))
    }

    /// Uploads a file, streaming it from disk.
    ///
    /// - Parameters:
    ///   - file: A video, sound or picture.
    ///   - contentType: Its media type; guessed from the name's extension if nil. The server looks into the file anyway.
    ///   - sha256: The file's SHA-256 in base64, if known: the server then refuses an upload that was damaged on the way.
    ///   - idempotencyKey: A key of your own, to go on after the app was restarted.
    /// - Throws: ``DraftrollError`` with `fileUnusable`, or what the server says.
    public func upload(
        _ file: URL, contentType: String? = nil, sha256: String? = nil, idempotencyKey: String? = nil
    ) async throws(DraftrollError) -> Media {
        guard FileManager.default.isReadableFile(atPath: file.path(percentEncoded: false)) else {
            throw DraftrollError(.fileUnusable, detail: "\(file.path(percentEncoded: false)) cannot be read.")
        }
        var request = APIRequest(.post, ["v1", "media"]).idempotencyKey(idempotencyKey)
        request.headers["Content-Type"] = contentType ?? ContentTypes.guess(pathExtension: file.pathExtension)
        request.headers["Content-Disposition"] = ContentTypes.attachment(named: file.lastPathComponent)
        if let sha256 { request.headers["Repr-Digest"] = "sha-256=:\(sha256):" }
        return try await upload(request, file: file)
    }

    /// Deletes an upload that no draft uses.
    public func deleteMedia(_ id: ResourceID<Media>) async throws(DraftrollError) {
        try await perform(APIRequest(.delete, ["v1", "media", id.rawValue]))
    }

    /// Downloads what a `contentURL` points to into a file, streaming it to disk. The link carries its own permission.
    ///
    /// - Parameters:
    ///   - link: The `contentURL` of media, a post or a saved video.
    ///   - destination: Where the file goes. A file that is there is replaced.
    public func download(_ link: String, to destination: URL) async throws(DraftrollError) {
        let request = URLRequest(url: try absoluteURL(link))
        let temporary: URL
        let response: HTTPURLResponse
        do {
            (temporary, response) = try await transport.download(for: request)
        } catch {
            throw connectionError(error)
        }
        defer { try? FileManager.default.removeItem(at: temporary) }  // gone already after a success
        do {
            guard response.statusCode == 200 else {
                // A problem document is small; more than that is not one.
                let handle = try FileHandle(forReadingFrom: temporary)
                defer { try? handle.close() }
                throw Self.error(try handle.read(upToCount: 65_536) ?? Data(), response)
            }
            if FileManager.default.fileExists(atPath: destination.path(percentEncoded: false)) {
                try FileManager.default.removeItem(at: destination)
            }
            try FileManager.default.moveItem(at: temporary, to: destination)
        } catch let error as DraftrollError {
            throw error
        } catch {
            throw DraftrollError(
                .fileUnusable, detail: "\(destination.path(percentEncoded: false)) cannot be written.", cause: error)
        }
    }
}
