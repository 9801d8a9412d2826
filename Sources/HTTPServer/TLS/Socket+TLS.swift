internal import Glibc

/// What `read`, `write` and `send` do when the socket has a TLS session. Same contracts.
extension Socket {
    func read(into buffer: inout [UInt8], from start: Int, through session: TLSSession) throws(ConnectionEnd) -> Int? {
        let outcome = unsafe buffer.withUnsafeMutableBytes { unsafe session.read(into: .init(rebasing: $0[start...])) }
        switch outcome {
        case .bytes(let count): return count
        case .wouldBlock: return nil
        case .ended: return 0
        // An end without `close_notify` may be somebody else's cut: what came before it is no whole body.
        case .failed: throw .peerGone
        }
    }

    func write(
        _ head: [UInt8], from start: Int, body: [UInt8], bodyFrom: Int, more: Bool, through session: TLSSession
    ) throws(ConnectionEnd) -> Int? {
        let outcome = unsafe head.withUnsafeBytes { head in
            unsafe body.withUnsafeBytes { body in
                let head = unsafe UnsafeRawBufferPointer(rebasing: head[start...])
                let body = unsafe UnsafeRawBufferPointer(rebasing: body[bodyFrom...])
                if unsafe body.isEmpty { return unsafe session.write(head, more: more) }
                if unsafe head.isEmpty { return unsafe session.write(body, more: more) }
                return unsafe Self.writeTogether(head, body, more: more, through: session)
            }
        }
        return try Self.written(outcome)
    }

    /// Puts the end of a head and the beginning of its body into one record.
    private static func writeTogether(
        _ head: UnsafeRawBufferPointer, _ body: UnsafeRawBufferPointer, more: Bool, through session: TLSSession
    ) -> TLSSession.Outcome {
        let ofHead = min(head.count, TLSSession.recordSize)
        let ofBody = min(body.count, TLSSession.recordSize - ofHead)
        let isAll = ofHead == head.count && ofBody == body.count
        return unsafe withUnsafeTemporaryAllocation(byteCount: ofHead + ofBody, alignment: 1) { record in
            unsafe record.copyMemory(from: .init(rebasing: head[..<ofHead]))
            unsafe UnsafeMutableRawBufferPointer(rebasing: record[ofHead...]).copyMemory(
                from: .init(rebasing: body[..<ofBody]))
            return unsafe session.write(UnsafeRawBufferPointer(record), more: more || !isAll)
        }
    }

    /// Reads pieces of the file and writes each as a record: the kernel cannot encrypt them on their way. Sends no more than
    /// a turn's worth, because encrypting takes longer than `sendfile` does.
    func send(file: Int32, offset: inout Int64, count: Int, through session: TLSSession) throws(ConnectionEnd) -> Int? {
        var piece = [UInt8](repeating: 0, count: TLSSession.recordSize)
        let count = min(count, Connection.turn)
        var sent = 0
        while sent < count {
            let wanted = min(TLSSession.recordSize, count - sent)
            let from = offset
            let read = unsafe piece.withUnsafeMutableBytes {
                unsafe pread(file, $0.baseAddress, min(wanted, $0.count), off_t(from))
            }
            // The file is shorter than it was, or cannot be read: 0 tells, once what was sent before has been told.
            guard read > 0 else { return sent }
            let outcome = unsafe piece.withUnsafeBytes { bytes in
                unsafe session.write(.init(rebasing: bytes[..<read]), more: sent + read < count)
            }
            guard let written = try Self.written(outcome) else { return sent > 0 ? sent : nil }
            sent += written
            offset += Int64(written)
        }
        return sent
    }

    private static func written(_ outcome: TLSSession.Outcome) throws(ConnectionEnd) -> Int? {
        switch outcome {
        case .bytes(let count): return count
        case .wouldBlock: return nil
        case .ended, .failed: throw .peerGone
        }
    }

    // MARK: Waiting

    /// Waits for what the session needs to go on with a read, a write or its handshake.
    @inline(never)
    func wait(for direction: TLSSession.Direction, by time: Int64) async -> Wake {
        switch direction {
        case .reading where isReadable, .writing where isWritable:
            // The session wants to be called again at once, after a message that carried no bytes. A peer that sends
            // nothing else may keep neither the loop nor the deadline for itself.
            await loop.yield()
            return loop.now < time ? .ready : .deadline
        case .reading: return await wait(toWrite: false, by: time)
        case .writing: return await wait(toWrite: true, by: time)
        }
    }
}
