// The way of an upload: its bytes go from the socket into a temporary file as they come, hashed on the way; what they
// are is decided by looking at them; the file becomes a blob; a row makes it media. Whatever fails before the row,
// nothing is left behind. Memory does not grow with the size of the file.

internal import Crypto
internal import DraftModel
internal import DraftStore
internal import HTTPServer
internal import HTTPWire
internal import JSON
internal import Jobs
internal import Logging
internal import Media
internal import Threads

/// The largest file that is taken, in bytes: 4 GiB.
let maximumUpload: Int64 = 4 << 30
/// The pieces in which a body is read and written.
let uploadPieceSize = 262_144

/// `POST /v1/media`: raw bytes, or the one part `file` of a form.
func uploadMedia(_ call: Call) async throws -> Response {
    let user = try call.user()
    if let length = call.request.body.declaredLength, length > UInt64(maximumUpload) { throw Problem.uploadTooLarge }
    let digests = try ExpectedDigests(call.request.head)
    let writer = try await call.services.pool.run { [store = call.store] in
        try store.blobs.makeWriter(computingMD5: digests.md5 != nil)
    }
    let upload: (media: Media, blob: StoredBlob)
    do {
        upload = try await receive(call, into: writer, digests, owner: user)
    } catch {
        await call.services.pool.run { writer.abort() }
        throw error
    }
    let urls = call.services.urls
    return try await call.once(user, content: upload.blob.digest.bytes) { transaction in
        // The blob is held until its row is committed.
        try withExtendedLifetime(upload.blob) { () throws in try transaction.createMedia(upload.media) }
        var json = JSONWriter()
        try upload.media.write(to: &json, urls: urls, at: transaction.now)
        return StoredAnswer(201, json.bytes, location: "/v1/media/\(upload.media.id)")
    }
}

private func receive(
    _ call: Call, into writer: BlobWriter, _ digests: ExpectedDigests, owner: UserID
) async throws -> (Media, StoredBlob) {
    var source = try UploadSource(call.request)
    var start: [UInt8] = []
    var size: Int64 = 0
    while let bytes = try await source.next(upTo: uploadPieceSize) {
        if bytes.isEmpty { continue }
        size += Int64(bytes.count)
        if size > maximumUpload { throw Problem.uploadTooLarge }
        if start.count < MediaFormat.prefixLength {
            start += bytes.prefix(MediaFormat.prefixLength - start.count)
            // Told at once, not after gigabytes.
            if start.count == MediaFormat.prefixLength, MediaFormat.detect(start) == nil { throw Problem.notMedia }
        }
        try await call.services.pool.run { try writer.write(bytes) }
    }
    let file = FinishedFile(writer: writer, start: start, fileName: source.fileName)
    return try await call.media(of: file, owner: owner, checking: digests)
}

/// A temporary file whose bytes are all there, however they came.
struct FinishedFile {
    let writer: BlobWriter
    /// Its first bytes, at least `MediaFormat.prefixLength` if it has them.
    let start: [UInt8]
    let fileName: String?
}

extension Call {
    /// Makes media of a finished file: its digests and what it is are checked, and its bytes become a blob, which has to
    /// be held until the media's row is committed. Every way of uploading ends here.
    ///
    /// - Throws: problems with status 400, 415 and 422 for a file that is not what it should be, and what the store throws.
    func media(
        of file: FinishedFile, owner: UserID, checking digests: ExpectedDigests? = nil
    ) async throws -> (media: Media, blob: StoredBlob) {
        guard let format = MediaFormat.detect(file.start) else { throw Problem.notMedia }
        let facts = try await services.pool.run { try file.writer.seal() }
        try digests?.check(facts)
        let probed = try await probe(self, file.writer.temporaryPath, format, file.start)
        let blob = try await services.pool.run { try file.writer.commit() }
        let media = Media(
            id: try newID(), ownerID: owner, kind: format.kind, contentType: format.contentType,
            fileExtension: format.fileExtension, size: facts.size, sha256: facts.digest.hex, fileName: file.fileName,
            duration: probed?.duration, width: probed?.width, height: probed?.height,
            details: Media.Details(
                container: probed == nil ? nil : format.fileExtension, videoCodec: probed?.videoCodec,
                audioCodec: probed?.audioCodec, frameRate: probed?.frameRate, rotation: probed?.rotation),
            createdAt: now)
        return (media, blob)
    }
}

/// Looks into the file, where ffprobe is there to do it; nil where it is not.
///
/// - Throws: 415 for what cannot be played, 422 for what breaks a published limit, with the limit.
private func probe(
    _ call: Call, _ path: String, _ format: MediaFormat, _ start: [UInt8]
) async throws -> MediaFacts? {
    // A picture that unpacks to more than there is memory is known by its first bytes, and not unpacked at all.
    if let size = MediaFormat.pngSize(start) {
        try Problem.checkLimits(format.kind, MediaFacts(width: size.width, height: size.height))
    }
    guard let probe = await call.services.tools.probe else { return nil }
    let facts: MediaFacts
    do throws(MediaProbe.Failure) {
        // A task of its own: a client that breaks its connection off cancels its request, and a look that was cut short
        // must not be taken for one that could not be had. All bytes are here; the upload goes on without the client.
        let look = Task {
            do throws(MediaProbe.Failure) {
                return Result<MediaFacts, MediaProbe.Failure>.success(
                    try await probe.facts(ofFileAt: path, kind: format.kind))
            } catch {
                return .failure(error)
            }
        }
        facts = try await look.value.get()
    } catch .notMedia(let words) {
        call.services.logger.info(
            "upload refused", metadata: ["request_id": "\(call.request.id)", "ffprobe": "\(words)"])
        throw Problem(.unsupportedMediaType, unreadable(format))
    } catch .incomplete {
        throw Problem(.unsupportedMediaType, "The file ends before the video in it does. Send the whole of it.")
    } catch .unavailable(let reason) {
        // The file may be fine: it is taken, with nothing known but its format.
        call.services.logger.warning("probing failed", metadata: ["reason": "\(reason)"])
        return nil
    }
    try Problem.checkLimits(format.kind, facts)
    return facts
}

/// What to say of a file that begins like media.
private func unreadable(_ format: MediaFormat) -> String {
    switch format.kind {
    // Older versions of ffmpeg do not know these.
    case .image where ["heic", "avif"].contains(format.fileExtension):
        """
        The file is damaged, or ffmpeg on this server cannot read \(format.fileExtension.uppercased()) pictures. Send it \
        as JPEG.
        """
    case .image:
        """
        The file begins like a picture but cannot be read as one. Is it complete? A picture has up to \
        \(MediaLimits.pictureSides.upperBound) pixels a side.
        """
    case .video, .audio: "The file begins like media but cannot be read as such. Is it complete? Try to play it."
    }
}

extension Problem {
    /// - Throws: `media_limit_exceeded`, naming each limit that is broken.
    fileprivate static func checkLimits(_ kind: MediaKind, _ facts: MediaFacts) throws(Problem) {
        let broken = MediaLimits.problems(
            kind: kind, duration: facts.duration, width: facts.width, height: facts.height, frameRate: facts.frameRate)
        guard let first = broken.first else { return }
        throw Problem(.mediaLimitExceeded, first.detail, errors: broken)
    }
}

extension Problem {
    static var uploadTooLarge: Problem {
        Problem(.bodyTooLarge, "A file may have up to 4 GiB (\(maximumUpload) bytes).")
    }

    static var notMedia: Problem {
        Problem(
            .unsupportedMediaType,
            "This is no video, sound or picture that is known here. Send MP4, MOV, WebM, Matroska, AVI, 3GP, MP3, AAC, M4A, WAV, FLAC, Ogg, PNG, JPEG, GIF, WebP, HEIC or AVIF."
        )
    }
}
