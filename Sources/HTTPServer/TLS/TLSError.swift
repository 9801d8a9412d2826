/// Why TLS cannot be set up: a file that cannot be used, or OpenSSL that refuses.
public struct TLSError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of problem it is.
    public enum Code: String, Sendable, Hashable {
        /// A file is not there or may not be read or written.
        case unreadableFile = "unreadable_file"
        /// A file does not hold what it should, in PEM.
        case malformedFile = "malformed_file"
        /// The private key is not the certificate's.
        case keyMismatch = "key_mismatch"
        /// The certificate is no longer valid, or not yet.
        case outsideValidity = "outside_validity"
        /// A name that is neither a DNS name nor an address.
        case badName = "bad_name"
        /// The peer's certificate is not trusted, or the handshake failed.
        case handshakeFailed = "handshake_failed"
        /// OpenSSL refused something that should work.
        case unavailable
    }

    /// What kind of problem it is.
    public let code: Code
    /// What is wrong and what to do, in one sentence for who runs the server. It may name files.
    public let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// OpenSSL failed at `action`, for the reason in its queue.
    static func openSSL(_ action: String) -> TLSError {
        TLSError(.unavailable, "OpenSSL could not \(action): \(OpenSSLErrors.takeReason() ?? "it gives no reason").")
    }
}
