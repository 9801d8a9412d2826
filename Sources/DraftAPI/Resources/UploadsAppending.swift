internal import Crypto
internal import DraftModel
internal import DraftStore
internal import HTTPServer
internal import HTTPWire
internal import Logging
internal import Media
internal import Threads

/// After so many bytes of one request they are synced and recorded, so that a crash costs no more: 16 MiB.
private let checkpointSize: Int64 = 16 << 20

extension Call {
    /// Takes the body in behind the upload's offset. With its last byte the upload becomes media.
    ///
    /// What came before a connection broke is kept, unless a checksum was to be over it. A file that turns out to be no
    /// media is given up.
    ///
    /// - Parameter length: the whole file's, if it is known by now.
    func append(to upload: Upload, length: Int64?, _ lock: UploadLock) async throws -> Upload {
        let room = (length ?? maximumUpload) - upload.offset
        if let declared = request.body.declaredLength, declared > UInt64(max(0, room)) { throw Problem.uploadOverrun }
        if upload.isComplete { return try await expectNothingMore(of: upload) }
        let checksum = try UploadChecksum(request.head)
        let file = try await services.pool.run { [store] in try store.blobs.uploads.open(lock, at: upload.offset) }
        var part = UploadPart(upload: upload, length: length, file: file)
        do {
            try await receive(&part, checksum)
        } catch let problem as Problem where problem.code == .unsupportedMediaType {
            try await end(lock, of: upload.ownerID)
            throw problem
        } catch {
            if checksum == nil { await keep(part) }
            throw error
        }
        if let checksum { try await services.pool.run { () throws in try checksum.check() } }
        guard part.offset == length else { return try await record(part) }
        return try await complete(part, lock)
    }

    private func receive(_ part: inout UploadPart, _ checksum: UploadChecksum?) async throws {
        while let bytes = try await request.body.read(upTo: uploadPieceSize) {
            if bytes.isEmpty { continue }
            let offset = part.offset
            guard offset + Int64(bytes.count) <= part.length ?? maximumUpload else { throw Problem.uploadOverrun }
            // Told at once, not after gigabytes.
            if offset == 0, bytes.count >= MediaFormat.prefixLength, MediaFormat.detect(bytes) == nil {
                throw Problem.notMedia
            }
            try await services.pool.run { [file = part.file] in
                checksum?.checksum.update(bytes)
                try file.write(bytes, at: offset)
            }
            part.offset += Int64(bytes.count)
            // Bytes under a checksum count only together; the last ones only as media.
            if checksum == nil, part.offset - part.upload.offset >= checkpointSize, part.offset != part.length {
                part.upload = try await record(part)
            }
        }
    }

    /// Makes what was written count: first on the disk, then in the row.
    private func record(_ part: UploadPart) async throws -> Upload {
        try await services.pool.run { try part.file.sync() }
        return try await store.write { transaction in
            try transaction.advanceUpload(part.upload, to: part.offset, length: part.length)
        }
    }

    /// Keeps what came before a failure. If that fails too, the client goes on from the last offset that was recorded.
    private func keep(_ part: UploadPart) async {
        // The last bytes count only as media: they have to come again.
        guard part.offset > part.upload.offset, part.offset != part.length else { return }
        do {
            _ = try await record(part)
        } catch {
            services.logger.warning(
                "a part of an upload was not kept",
                metadata: ["request_id": "\(request.id)", "error": "\(String(reflecting: error))"])
        }
    }

    /// Makes media of the whole file, as `POST /v1/media` does.
    private func complete(_ part: UploadPart, _ lock: UploadLock) async throws -> Upload {
        let file = try await services.pool.run { [store] in
            FinishedFile(
                writer: try store.blobs.makeWriter(of: lock), start: try part.file.prefix(MediaFormat.prefixLength),
                fileName: part.upload.fileName)
        }
        let made: (media: Media, blob: StoredBlob)
        do {
            made = try await media(of: file, owner: part.upload.ownerID)
        } catch let problem as Problem {
            // It is all there and will never be media.
            try await end(lock, of: part.upload.ownerID)
            throw problem
        }
        let upload = try await store.write { transaction in
            // The blob is held until its row is committed.
            try withExtendedLifetime(made.blob) { () throws in
                try transaction.completeUpload(part.upload, as: made.media)
            }
        }
        try await services.pool.run { [store] in try store.blobs.uploads.remove(lock.id) }
        return upload
    }

    /// A part for a complete upload is empty: its client has missed the last answer.
    private func expectNothingMore(of upload: Upload) async throws -> Upload {
        while let bytes = try await request.body.read(upTo: 1) {
            guard bytes.isEmpty else { throw Problem.uploadOverrun }
        }
        return upload
    }
}

/// The part of an upload that one request brings.
private struct UploadPart: Sendable {
    /// As it was last recorded.
    var upload: Upload
    let length: Int64?
    let file: UploadFile
    /// Where the next byte goes.
    var offset: Int64

    init(upload: Upload, length: Int64?, file: UploadFile) {
        self.upload = upload
        self.length = length
        self.file = file
        offset = upload.offset
    }
}

extension Problem {
    fileprivate static var uploadOverrun: Problem {
        Problem(
            .bodyTooLarge, "These are more bytes than the upload has left. Ask with HEAD how far it is and how long.")
    }
}
