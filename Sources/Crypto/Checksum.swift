internal import Synchronization

/// A checksum over bytes that come in pieces, by an algorithm that a client names: for accidents of transport.
///
/// One task at a time; it may move between threads, as the pieces do.
public final class Checksum: Sendable {
    /// The algorithms, by the names that tus clients use.
    public enum Algorithm: String, Sendable, Hashable, CaseIterable {
        case sha1
        case md5
        case sha256

        /// The length of a digest, in bytes.
        public var digestLength: Int {
            switch self {
            case .sha1: 20
            case .md5: 16
            case .sha256: 32
            }
        }
    }

    private struct State: ~Copyable {
        var digest: MessageDigest?
    }

    private let state: Mutex<State>

    public init(_ algorithm: Algorithm) {
        let known: MessageDigest.Algorithm =
            switch algorithm {
            case .sha1: .sha1
            case .md5: .md5
            case .sha256: .sha256
            }
        state = Mutex(State(digest: MessageDigest(known)))
    }

    /// Takes in more bytes. Without effect after `finalize`.
    public func update(_ bytes: [UInt8]) {
        state.withLock { state in
            unsafe bytes.withUnsafeBytes { bytes in unsafe state.digest?.update(bytes) }
        }
    }

    /// The digest of everything taken in. To be called once.
    ///
    /// - Throws: `CryptoError` if OpenSSL failed at any step, or when it was called before.
    public func finalize() throws(CryptoError) -> [UInt8] {
        try state.withLock { state throws(CryptoError) in
            guard let digest = state.digest.take() else { throw CryptoError(.unavailable, cause: "finalized before") }
            return try digest.finish()
        }
    }
}
