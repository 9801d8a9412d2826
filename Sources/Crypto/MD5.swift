/// A streaming MD5 (RFC 1321), for checking a `Content-MD5` field and nothing else: it protects against accidents of
/// transport, not against anybody's intent.
public struct MD5: ~Copyable, Sendable {
    private var digest = MessageDigest(.md5)

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

    /// The 16 bytes of the digest of everything taken in. Throws if OpenSSL failed at any step.
    public consuming func finalize() throws(CryptoError) -> [UInt8] { try digest.finish() }
}
