/// A cryptographic operation that could not be carried out.
///
/// OpenSSL's own text is kept as a private cause: it goes to a log through `debugDescription`, never into an answer.
public struct CryptoError: Error, Sendable, Hashable {
    /// What went wrong, in terms a caller can act on.
    public enum Code: String, Sendable, Hashable {
        /// The library refused: out of memory, or an algorithm it was built without.
        case unavailable
        /// The random generator has no entropy to give.
        case noRandomness
        /// A stored password hash is not one of ours, or asks for more work than we do.
        case malformedPasswordHash
    }

    public let code: Code
    private let cause: String

    init(_ code: Code, cause: String = "") {
        self.code = code
        self.cause = cause
    }
}

extension CryptoError: CustomStringConvertible, CustomDebugStringConvertible {
    public var description: String { "cryptography failed: \(code.rawValue)" }
    public var debugDescription: String { cause.isEmpty ? description : "\(description) (\(cause))" }
}
