internal import Crypto
internal import DraftModel
internal import HTTPServer
internal import HTTPWire

/// The words of tus 1.0.
enum Tus {
    static let version = "1.0.0"
    static let extensions = "creation,creation-with-upload,creation-defer-length,termination,checksum,expiration"
    static let contentType = "application/offset+octet-stream"
    static let checksumAlgorithms = Checksum.Algorithm.allCases.map(\.rawValue).joined(separator: ",")

    static let checksumAlgorithm = name("Tus-Checksum-Algorithm")
    static let deferLength = name("Upload-Defer-Length")
    static let expires = name("Upload-Expires")
    /// The id of the media that the upload has become: the one field that is not of tus.
    static let media = name("Draftroll-Media")

    private static func name(_ text: StaticString) -> FieldName { FieldName("\(text)") ?? .tusExtension }
}

/// What `POST /v1/uploads` asks for.
struct UploadCreation: Sendable {
    /// In bytes; nil if the client will say later.
    let length: Int64?
    /// `Upload-Metadata` as it was sent.
    let metadata: String?
    /// Its `filename`, without any path.
    let fileName: String?

    /// Reads *Upload-Length*, *Upload-Defer-Length* and *Upload-Metadata*.
    ///
    /// - Throws: 400 for fields that cannot be read or contradict each other, 413 for a file over the limit, 415 for an
    ///   empty one, which is no media.
    init(_ head: RequestHead) throws(Problem) {
        length = try head.count(.uploadLength)
        let deferred = head.value(Tus.deferLength)
        guard deferred == nil || deferred == "1" else {
            throw Problem(.malformedRequest, "`Upload-Defer-Length` is 1, or not sent.")
        }
        guard (length == nil) != (deferred == nil) else {
            throw Problem(
                .malformedRequest, "Send `Upload-Length`, or `Upload-Defer-Length: 1` to say it later, and not both.")
        }
        if let length, length > maximumUpload { throw .uploadTooLarge }
        if length == 0 { throw .notMedia }
        // To take a part for a whole file would be worse than to refuse it.
        guard head.value(named: "Upload-Concat") == nil else {
            throw Problem(.malformedRequest, "Uploads are not concatenated here. Send the file as one upload.")
        }
        metadata = head.value(.uploadMetadata)
        let entries = try metadata.map { text throws(Problem) in try Self.entries(of: text) } ?? [:]
        fileName = (entries["filename"] ?? entries["name"]).flatMap { Self.fileName($0) }
    }

    /// What tells this creation from another with the same `Idempotency-Key`.
    var fingerprint: String { "\(length.map(String.init) ?? "later")\n\(metadata ?? "")" }

    /// Pairs of a key and a value in base64, with commas between them; a key may stand alone (*Upload-Metadata*).
    static func entries(of field: String) throws(Problem) -> [String: [UInt8]] {
        var entries: [String: [UInt8]] = [:]
        for pair in field.split(separator: ",") {
            let parts = pair.split(separator: " ", omittingEmptySubsequences: true)
            guard let key = parts.first.map(String.init), parts.count <= 2, entries[key] == nil,
                let value = parts.count == 2 ? Base64.decode(String(parts[1])) : []
            else {
                throw Problem(
                    .malformedRequest,
                    "`Upload-Metadata` is a list of different keys, each with a space and its value in base64, and commas between."
                )
            }
            entries[key] = value
        }
        return entries
    }

    /// What follows the last slash of a name; nil if nothing usable is left, as with `Content-Disposition`.
    private static func fileName(_ bytes: [UInt8]) -> String? {
        guard let text = String(validating: bytes, as: UTF8.self),
            let last = text.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "/" || $0 == "\\" }).last,
            !last.isEmpty, last != ".", last != "..", last.count <= 255,
            !last.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f })
        else { return nil }
        return String(last)
    }
}

/// What the client says a part of an upload hashes to (*Upload-Checksum*).
struct UploadChecksum: Sendable {
    let checksum: Checksum
    private let expected: [UInt8]

    /// Nil without the field.
    ///
    /// - Throws: 400 for an algorithm that is not offered, and for what is no digest of it.
    init?(_ head: RequestHead) throws(Problem) {
        guard let field = head.value(named: "Upload-Checksum") else { return nil }
        let parts = field.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, let algorithm = Checksum.Algorithm(rawValue: String(parts[0])),
            let digest = Base64.decode(String(parts[1])), digest.count == algorithm.digestLength
        else {
            throw Problem(
                .malformedRequest,
                "`Upload-Checksum` is one of \(Tus.checksumAlgorithms), a space, and the digest in base64.")
        }
        expected = digest
        checksum = Checksum(algorithm)
    }

    /// - Throws: 460 when other bytes came.
    func check() throws {
        guard try checksum.finalize() == expected else {
            throw Problem(
                .checksumMismatch,
                "These are not the bytes that `Upload-Checksum` is of. None was kept; send them again.")
        }
    }
}

extension RequestHead {
    /// A field that is a number of bytes: digits alone.
    func count(_ name: FieldName) throws(Problem) -> Int64? {
        guard let text = value(name) else { return nil }
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let count = Int64(text) else {
            throw Problem(.malformedRequest, "`\(name)` is a number of bytes.")
        }
        return count
    }
}

extension Upload {
    /// The upload's length, which the client may say once if it has not yet (*Upload-Defer-Length*).
    func length(declaredIn head: RequestHead) throws(Problem) -> Int64? {
        guard let declared = try head.count(.uploadLength) else { return length }
        guard length == nil || length == declared, declared >= offset else {
            throw Problem(.malformedRequest, "`Upload-Length` is said once, and never below what is here already.")
        }
        if declared > maximumUpload { throw .uploadTooLarge }
        return declared
    }
}
