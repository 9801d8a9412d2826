/// Where the server's certificate is.
///
/// What TLS is spoken like is not configurable, because every other choice than this one is worse: versions 1.2 and 1.3,
/// forward-secret AEAD ciphers, no compression, no renegotiation, no early data.
public struct TLSConfiguration: Sendable, Hashable {
    /// The path of a PEM file: the server's certificate, followed by the intermediates up to the root.
    public var certificateFile: String
    /// The path of a PEM file: the private key of that certificate, without a passphrase.
    public var keyFile: String

    /// A certificate chain and its key.
    public init(certificateFile: String, keyFile: String) {
        self.certificateFile = certificateFile
        self.keyFile = keyFile
    }
}

/// How many handshakes there were.
public struct TLSStatistics: Sendable, Hashable {
    /// Finished ones.
    public var handshakes: UInt64 = 0
    /// Those of the finished that went on with an earlier session, by its ticket.
    public var resumptions: UInt64 = 0
    /// Failed ones: refused, given up by the peer, or too slow.
    public var failures: UInt64 = 0
}
