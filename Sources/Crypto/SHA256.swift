/// A streaming SHA-256 (FIPS 180-4), computed by OpenSSL.
public struct SHA256: ~Copyable, Sendable {
    private var digest = MessageDigest(.sha256)

    public init() {}

    /// Takes in more of the message.
    @unsafe public mutating func update(_ bytes: UnsafeRawBufferPointer) { unsafe digest.update(bytes) }

    /// Takes in more of the message.
    public mutating func update(_ bytes: RawSpan) {
        unsafe bytes.withUnsafeBytes { unsafe digest.update($0) }
    }

    /// Takes in more of the message.
    public mutating func update(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe digest.update($0) }
    }

    /// The digest of everything taken in. Throws if OpenSSL failed at any step.
    public consuming func finalize() throws(CryptoError) -> Digest256 {
        let bytes = try digest.finish()
        guard let value = Digest256(bytes: bytes) else { throw CryptoError(.unavailable, cause: "short digest") }
        return value
    }

    /// The digest of one whole message.
    public static func hash(_ message: [UInt8]) throws(CryptoError) -> Digest256 {
        var hasher = SHA256()
        hasher.update(message)
        return try hasher.finalize()
    }

    /// The digest of a text's UTF-8 bytes.
    public static func hash(_ message: String) throws(CryptoError) -> Digest256 { try hash(Array(message.utf8)) }
}
