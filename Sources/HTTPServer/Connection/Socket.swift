internal import CLinux
internal import Glibc

/// Why a wait ended.
enum Wake {
    case ready
    /// The deadline of the wait has passed.
    case deadline
    /// The server wants the connection's task back: it drains, or it gives up on the connection.
    case interrupted
}

/// One connected, non-blocking TCP socket on its loop. Loop only.
///
/// It is registered at most once, edge-triggered, for both directions: the kernel tells when a direction becomes ready,
/// and the flags remember it until a call says "would block".
@safe final class Socket: Registration {
    let loop: EventLoop
    let descriptor: FileDescriptor
    private let deadline: Deadline

    /// Once the handshake begins, every byte goes through this.
    var tls: TLSSession?

    var isReadable = true
    var isWritable = true
    /// The peer has finished sending; it may still be reading (RFC 9112 §9.6).
    private(set) var hasPeerFinished = false
    private var waiter: UnsafeContinuation<Wake, Never>?
    private var isWaitingToWrite = false

    /// What works for this socket: cancelled when the connection breaks (reset, or closed in both directions).
    var task: Task<Void, Never>?

    /// Whether `close` was called.
    private(set) var isClosed = false

    /// Takes over a connected descriptor. Before anything is waited for, or soon after, it is to be watched.
    init(owning raw: Int32, on loop: EventLoop) {
        self.loop = loop
        descriptor = FileDescriptor(owning: raw)
        deadline = Deadline(on: loop)
        super.init()
        deadline.action = { [unowned self] in wake(.deadline) }
    }

    /// Lets the kernel tell what becomes of the socket, and what has become of it since it was accepted.
    func watch() throws(SystemError) {
        let events = UInt32(
            CLINUX_EPOLLIN | CLINUX_EPOLLOUT | CLINUX_EPOLLRDHUP | Int(CLINUX_EPOLLET))
        try loop.register(self, descriptor: descriptor.raw, events: events)
    }

    /// Stops watching. The descriptor closes with the object.
    func close() {
        isClosed = true
        task = nil
        tls?.sayGoodbye()
        deadline.end()
        loop.forget(self)
    }

    override func receive(events: UInt32) {
        let failed = UInt32(CLINUX_EPOLLHUP | CLINUX_EPOLLERR)
        if events & UInt32(CLINUX_EPOLLRDHUP) | events & failed != 0 { hasPeerFinished = true }
        if events & UInt32(CLINUX_EPOLLIN | CLINUX_EPOLLRDHUP) | events & failed != 0 {
            isReadable = true
            if !isWaitingToWrite { wake(.ready) }
        }
        if events & UInt32(CLINUX_EPOLLOUT) | events & failed != 0 {
            isWritable = true
            if isWaitingToWrite { wake(.ready) }
        }
        if events & failed != 0 { task?.cancel() }
    }

    // MARK: Waiting

    /// Waits until there may be bytes to read, or `time` (monotonic nanoseconds).
    func waitUntilReadable(by time: Int64) async -> Wake {
        if let tls { return await wait(for: tls.readNeeds, by: time) }
        if isReadable { return .ready }
        return await wait(toWrite: false, by: time)
    }

    /// Waits until there may be room to write, or `time` (monotonic nanoseconds).
    func waitUntilWritable(by time: Int64) async -> Wake {
        if let tls { return await wait(for: tls.writeNeeds, by: time) }
        if isWritable { return .ready }
        return await wait(toWrite: true, by: time)
    }

    func wait(toWrite: Bool, by time: Int64) async -> Wake {
        // Two waits at once would lose the first one's task for ever. Only a handler that uses its request in two tasks
        // at the same time can bring it about, never a peer.
        unsafe precondition(waiter == nil, "a connection was waited for by two tasks at once")
        isWaitingToWrite = toWrite
        deadline.set(time)
        return await unsafe withUnsafeContinuation { unsafe waiter = $0 }
    }

    private func wake(_ wake: Wake) {
        guard let continuation = unsafe waiter else { return }
        unsafe waiter = nil
        isWaitingToWrite = false
        deadline.lift()
        unsafe continuation.resume(returning: wake)
    }

    /// Ends the wait that the connection's task is in, if it is in one.
    func interrupt() {
        wake(.interrupted)
    }

    // MARK: Reading and writing

    /// Whether a read may find something: the kernel has not said that there is nothing, or OpenSSL has to be asked.
    var mayHaveBytes: Bool { isReadable || tls != nil }

    /// Reads into `buffer[start...]`.
    ///
    /// - Returns: how many bytes came, 0 at the end of the peer's bytes, nil when there are none yet.
    func read(into buffer: inout [UInt8], from start: Int) throws(ConnectionEnd) -> Int? {
        if let tls { return try read(into: &buffer, from: start, through: tls) }
        // The kernel has said that there is nothing, and has not said otherwise since.
        guard isReadable else { return nil }
        let room = buffer.count - start
        let count = unsafe buffer.withUnsafeMutableBytes { bytes in
            unsafe recv(descriptor.raw, bytes.baseAddress.map { unsafe $0 + start }, room, 0)
        }
        if count > 0 {
            // A short read has emptied the socket; asking again would only cost a call. The end of the peer's bytes
            // may already have been announced with these, though.
            if count < room, !hasPeerFinished { isReadable = false }
            return count
        }
        if count == 0 { return 0 }
        switch clinux_errno() {
        case EAGAIN:
            isReadable = false
            return nil
        case EINTR:
            return nil
        default:
            throw .peerGone
        }
    }

    /// Writes some of `head[start...]` and then of `body`, in one call.
    ///
    /// - Returns: how many bytes the kernel took, nil when there is no room.
    func write(_ head: [UInt8], from start: Int, body: [UInt8] = [], bodyFrom: Int = 0, more: Bool = false)
        throws(ConnectionEnd) -> Int?
    {
        if let tls {
            return try write(head, from: start, body: body, bodyFrom: bodyFrom, more: more, through: tls)
        }
        let flags = Int32(MSG_NOSIGNAL) | (more ? Int32(MSG_MORE) : 0)
        let count = unsafe head.withUnsafeBytes { head in
            unsafe body.withUnsafeBytes { body in
                let headCount = head.count - start
                let bodyCount = body.count - bodyFrom
                if bodyCount == 0 {
                    return unsafe Glibc.send(
                        descriptor.raw, head.baseAddress.map { unsafe $0 + start }, headCount, flags)
                }
                var parts = unsafe (
                    iovec(
                        iov_base: UnsafeMutableRawPointer(mutating: head.baseAddress.map { unsafe $0 + start }),
                        iov_len: headCount),
                    iovec(
                        iov_base: UnsafeMutableRawPointer(mutating: body.baseAddress.map { unsafe $0 + bodyFrom }),
                        iov_len: bodyCount)
                )
                return unsafe withUnsafeMutablePointer(to: &parts) { parts in
                    var message = unsafe msghdr()
                    unsafe message.msg_iov = UnsafeMutableRawPointer(parts).assumingMemoryBound(to: iovec.self)
                    unsafe message.msg_iovlen = 2
                    return unsafe sendmsg(descriptor.raw, &message, flags)
                }
            }
        }
        return try written(count)
    }

    /// Sends bytes of a file from `offset`, which moves on, without copying them through this process.
    func send(file: Int32, offset: inout Int64, count: Int) throws(ConnectionEnd) -> Int? {
        if let tls { return try send(file: file, offset: &offset, count: count, through: tls) }
        return try written(unsafe clinux_sendfile(descriptor.raw, file, &offset, count))
    }

    private func written(_ count: Int) throws(ConnectionEnd) -> Int? {
        if count >= 0 { return count }
        switch clinux_errno() {
        case EAGAIN:
            isWritable = false
            return nil
        case EINTR:
            return nil
        default:
            throw .peerGone
        }
    }

    /// Says that no more bytes will be sent, and keeps reading possible.
    func finishSending() {
        // What still comes will be thrown away: there is no need to decrypt it.
        tls?.sayGoodbye()
        tls = nil
        _ = shutdown(descriptor.raw, Int32(SHUT_WR))
    }

    /// Makes the close a reset (RST): what was not sent is dropped, and the peer cannot take the end for an orderly one.
    func resetOnClose() {
        tls?.giveUp()
        var immediately = linger(l_onoff: 1, l_linger: 0)
        _ = unsafe setsockopt(
            descriptor.raw, SOL_SOCKET, SO_LINGER, &immediately, socklen_t(MemoryLayout<linger>.size))
    }

    /// Cuts both directions and ends the wait, if there is one: from now on every call finds the end.
    func abort() {
        _ = shutdown(descriptor.raw, Int32(SHUT_RDWR))
        hasPeerFinished = true
        isReadable = true
        isWritable = true
        wake(.interrupted)
    }
}
