internal import COpenSSL

/// The TLS of one connection: an `SSL` over a socket that it does not own. Loop only.
///
/// What is always true:
///
/// - Any operation may need either direction (a read may have to answer a key update first), so each remembers what it
///   waits for: `readNeeds`, `writeNeeds`.
/// - After a fatal error nothing is called but `deinit`: OpenSSL forbids even `SSL_shutdown` then.
/// - One call writes at most one record. A write that would block is repeated with the same bytes or more behind them;
///   where they lie may change.
@safe final class TLSSession {
    /// The plaintext that fits one record (RFC 8446 §5.1), in bytes.
    static let recordSize = 16_384

    /// A direction of the socket.
    enum Direction { case reading, writing }

    /// What an operation came to.
    enum Outcome: Equatable {
        case bytes(Int)
        /// Nothing yet; try again when the direction that it needs is ready.
        case wouldBlock
        /// The peer has said that it sends no more (`close_notify`).
        case ended
        /// The session cannot go on: a violation of the protocol, or the connection ended without `close_notify`.
        case failed
    }

    /// How often one operation may ask the kernel for bytes. A record needs one or two; more is a peer that sends only
    /// what carries none, such as key updates, which OpenSSL would go on to read for as long as they come.
    private static let readsPerOperation = 8

    private let ssl: OpaquePointer
    /// Keeps the ticket keys and callbacks of the context alive.
    private let material: TLSMaterial
    private var isFailed = false
    private var isOpen = false
    private var hasUnfinishedWrite = false
    private var readsLeft = 0

    /// What the last `read` (or the handshake) that would block waits for.
    private(set) var readNeeds = Direction.reading
    /// What the last `write` that would block waits for.
    private(set) var writeNeeds = Direction.writing
    /// Whether more bytes follow the ones being written at once. The socket asks.
    private(set) var moreFollows = false

    /// - Throws: `TLSError` without memory.
    init(_ material: TLSMaterial, over socket: Socket) throws(TLSError) {
        OpenSSLErrors.clear()
        guard let ssl = unsafe SSL_new(material.context) else { throw .openSSL("make a session") }
        unsafe self.ssl = ssl
        self.material = material
        guard let bio = unsafe SocketBIO.make(for: socket) else { throw .openSSL("make a session") }
        // One reference for both directions: OpenSSL takes exactly one when they are the same.
        unsafe SSL_set_bio(ssl, bio, bio)
        unsafe SSL_set_accept_state(ssl)
    }

    deinit {
        unsafe SSL_free(ssl)
    }

    // MARK: The handshake

    /// Goes on with the handshake as far as the socket allows.
    ///
    /// - Returns: nil when it is finished, `wouldBlock` to call again, or the reason of its failure.
    func handshake() -> HandshakeStep {
        begin()
        let result = unsafe SSL_do_handshake(ssl)
        if result == 1 {
            isOpen = true
            return .finished(resumed: unsafe SSL_session_reused(ssl) == 1)
        }
        switch unsafe SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ:
            readNeeds = .reading
            return .wouldBlock
        case SSL_ERROR_WANT_WRITE:
            readNeeds = .writing
            return .wouldBlock
        default:
            isFailed = true
            return .failed(OpenSSLErrors.takeReason() ?? "the peer reset the connection")
        }
    }

    /// What a piece of the handshake came to.
    enum HandshakeStep {
        case finished(resumed: Bool)
        /// Try again when the direction `readNeeds` is ready.
        case wouldBlock
        case failed(_ reason: String)
    }

    // MARK: Bytes

    /// Reads plaintext: at most one record.
    func read(into bytes: UnsafeMutableRawBufferPointer) -> Outcome {
        guard !isFailed, let start = bytes.baseAddress, unsafe !bytes.isEmpty else { return .failed }
        begin()
        var count = 0
        let result = unsafe SSL_read_ex(ssl, start, bytes.count, &count)
        if result == 1 { return .bytes(count) }
        return outcome(ofResult: result, needs: &readNeeds)
    }

    /// Writes the beginning of `bytes`: at most one record.
    ///
    /// - Parameter more: whether there is more to write right after these bytes.
    func write(_ bytes: UnsafeRawBufferPointer, more: Bool) -> Outcome {
        guard !isFailed, let start = bytes.baseAddress else { return .failed }
        if unsafe bytes.isEmpty { return .bytes(0) }
        begin()
        moreFollows = more || bytes.count > Self.recordSize
        var count = 0
        let result = unsafe SSL_write_ex(ssl, start, bytes.count, &count)
        hasUnfinishedWrite = result != 1
        if result == 1 { return .bytes(count) }
        return outcome(ofResult: result, needs: &writeNeeds)
    }

    private func begin() {
        OpenSSLErrors.clear()
        readsLeft = Self.readsPerOperation
    }

    /// Whether the operation in progress may ask the kernel for bytes once more. The socket asks.
    func takeRead() -> Bool {
        guard readsLeft > 0 else { return false }
        readsLeft -= 1
        return true
    }

    private func outcome(ofResult result: Int32, needs: inout Direction) -> Outcome {
        switch unsafe SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ:
            needs = .reading
            return .wouldBlock
        case SSL_ERROR_WANT_WRITE:
            needs = .writing
            return .wouldBlock
        case SSL_ERROR_ZERO_RETURN:
            return .ended
        default:
            isFailed = true
            OpenSSLErrors.clear()
            return .failed
        }
    }

    /// Tells the peer that no more bytes come (`close_notify`, RFC 8446 §6.1), so that it can tell the end from a cut. Says
    /// nothing where that is not possible any more: the end is then a cut.
    func sayGoodbye() {
        guard isOpen, !isFailed, !hasUnfinishedWrite else { return }
        isOpen = false
        moreFollows = false
        OpenSSLErrors.clear()
        // The first call sends; the peer's own is not waited for, because no byte of this connection is used again.
        if unsafe SSL_shutdown(ssl) < 0 { OpenSSLErrors.clear() }
    }

    /// From now on only an end without `close_notify` is possible, which the peer takes for a cut.
    func giveUp() {
        isFailed = true
    }
}
