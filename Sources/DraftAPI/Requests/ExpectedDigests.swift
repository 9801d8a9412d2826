internal import Crypto
internal import DraftStore
internal import HTTPWire

/// What the client says its bytes hash to.
struct ExpectedDigests: Sendable {
    /// From `Repr-Digest` (RFC 9530 §3): its `sha-256` member. Other algorithms are ignored, as the RFC allows.
    let sha256: Digest256?
    /// From `Content-MD5` (RFC 1864), for clients that have nothing better.
    let md5: [UInt8]?

    /// - Throws: `digest_mismatch` for a digest that is malformed: it would never match.
    init(_ head: RequestHead) throws(Problem) {
        sha256 = try head.combinedValue(.reprDigest).flatMap { field throws(Problem) in try Self.sha256(in: field) }
        md5 = try head.value(.contentMD5).map { field throws(Problem) in
            guard let bytes = Base64.decode(field), bytes.count == 16 else {
                throw Problem(.digestMismatch, "`Content-MD5` is the MD5 of the body in base64: 24 characters.")
            }
            return bytes
        }
    }

    /// A dictionary of byte sequences: `sha-256=:BASE64:` (RFC 9651 §3.2, §3.3.5).
    private static func sha256(in field: String) throws(Problem) -> Digest256? {
        for member in field.split(separator: ",") {
            let text = member.filter { $0 != " " && $0 != "\t" }
            guard text.hasPrefix("sha-256=") else { continue }
            let value = text.dropFirst(8)
            guard value.count > 2, value.first == ":", value.last == ":",
                let digest = Digest256(base64: String(value.dropFirst().dropLast()))
            else { throw Problem(.digestMismatch, "`Repr-Digest` is written `sha-256=:BASE64:`, with colons.") }
            return digest
        }
        return nil
    }

    /// - Throws: `digest_mismatch` when the bytes that came are others.
    func check(_ facts: BlobWriter.Facts) throws(Problem) {
        if let sha256, sha256 != facts.digest {
            throw Problem(
                .digestMismatch,
                "The bytes that arrived have SHA-256 \(facts.digest.hex), not what `Repr-Digest` says. Send them again."
            )
        }
        if let md5, md5 != facts.md5 {
            throw Problem(.digestMismatch, "The bytes that arrived are not those of `Content-MD5`. Send them again.")
        }
    }
}
