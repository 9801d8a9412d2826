internal import CLinux
internal import Glibc

/// The bytes under TLS: what its session reads from the socket and writes to it.
extension Socket {
    /// What a call came to.
    enum Transfer {
        /// So many bytes; none, when reading, is the end of the peer's bytes.
        case bytes(Int)
        case wouldBlock
        case broken
    }

    /// Reads without asking the kernel for what it is known not to have, and not for ever within one operation: then it
    /// says "would block" while the socket stays readable, and the wait that follows lets other connections have a turn.
    func receive(into bytes: UnsafeMutableRawPointer, _ room: Int) -> Transfer {
        guard isReadable, tls?.takeRead() == true else { return .wouldBlock }
        let count = unsafe recv(descriptor.raw, bytes, room, 0)
        if count >= 0 {
            // As in `read(into:from:)`: a short read has emptied the socket, unless the end may already be waiting.
            if count > 0, count < room, !hasPeerFinished { isReadable = false }
            return .bytes(count)
        }
        switch clinux_errno() {
        case EAGAIN:
            isReadable = false
            return .wouldBlock
        case EINTR: return .wouldBlock
        default: return .broken
        }
    }

    /// Writes; `MSG_MORE` lets the kernel fill its packets when the session knows that more follows.
    func transmit(_ bytes: UnsafeRawPointer, _ count: Int) -> Transfer {
        guard isWritable else { return .wouldBlock }
        let flags = Int32(MSG_NOSIGNAL) | (tls?.moreFollows == true ? Int32(MSG_MORE) : 0)
        let sent = unsafe Glibc.send(descriptor.raw, bytes, count, flags)
        if sent >= 0 { return .bytes(sent) }
        switch clinux_errno() {
        case EAGAIN:
            isWritable = false
            return .wouldBlock
        case EINTR: return .wouldBlock
        default: return .broken
        }
    }

    /// The first byte that the peer sent, which stays unread; nil when there is none yet.
    ///
    /// - Throws: `ConnectionEnd.peerGone` when there will be none.
    func firstByte() throws(ConnectionEnd) -> UInt8? {
        var byte: UInt8 = 0
        let count = unsafe recv(descriptor.raw, &byte, 1, Int32(MSG_PEEK))
        if count > 0 { return byte }
        guard count < 0 else { throw .peerGone }
        switch clinux_errno() {
        case EAGAIN:
            isReadable = false
            return nil
        case EINTR: return nil
        default: throw .peerGone
        }
    }
}
