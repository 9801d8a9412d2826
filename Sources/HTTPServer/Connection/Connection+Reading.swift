internal import HTTPWire

extension Connection {
    var now: Int64 { loop.now }

    /// How many bytes of input may wait: a head as long as its limit, which the parser then refuses, and what came with
    /// it.
    var maximumInput: Int { server.configuration.limits.maximumHead + InputBuffer.ordinarySize }

    /// Waits for bytes and takes them in; 0 at the end of the peer's bytes.
    func fill(by deadline: Int64) async throws(ConnectionEnd) -> Int {
        while true {
            if let count = try fillAtOnce() {
                if isTurnOver(after: count) { await loop.yield() }
                return count
            }
            try await ready(by: deadline)
        }
    }

    /// Takes in the bytes that are there: 0 at the end of the peer's bytes, nil when there are none yet.
    @inline(never)
    func fillAtOnce() throws(ConnectionEnd) -> Int? {
        guard socket.mayHaveBytes else { return nil }
        return try buffers.input.fill(from: socket, upTo: maximumInput)
    }

    /// Waits until there may be bytes to read. With none in hand the connection holds no buffers meanwhile.
    func ready(by deadline: Int64) async throws(ConnectionEnd) {
        rest()
        switch await socket.waitUntilReadable(by: deadline) {
        case .ready: return
        case .deadline: throw .timedOut
        case .interrupted: throw .interrupted
        }
    }

    /// Tells a client that waits with its body to send it (RFC 9110 §10.1.1), unless bytes are here already.
    func invite() async throws(BodyError) {
        let needed = server.configuration.limits.maximumHead
        do throws(ConnectionEnd) {
            // Its bytes may have come since the kernel last said that there are none.
            socket.isReadable = true
            if buffers.input.isEmpty, let count = try buffers.input.fill(from: socket, upTo: needed), count == 0 {
                throw .peerGone
            }
            guard buffers.input.isEmpty else { return }
            buffers.output.append { ResponseHeadWriter.appendContinue(to: &$0) }
            try await flush()
        } catch {
            throw .incomplete
        }
    }

    /// The next bytes of a body, nil at its end.
    ///
    /// - Parameter deadline: when more of it must have come.
    func readBody(
        with decoder: inout BodyDecoder, upTo maximum: Int, deadline: Int64
    ) async throws(BodyError) -> [UInt8]? {
        // An allowance that was earned with many bytes is not for standing still.
        let deadline = min(deadline, server.configuration.deadlines.idleDeadline(since: loop.now))
        while true {
            if !buffers.input.isEmpty {
                do throws(WireError) {
                    // A chunk may decode to nothing yet, which is not the end.
                    if let bytes = try buffers.input.takeBody(with: &decoder, upTo: maximum) {
                        return bytes.isEmpty ? nil : bytes
                    }
                } catch {
                    throw .malformed(error)
                }
            }
            do throws(ConnectionEnd) {
                // Answers before this request may not wait for its body.
                if !buffers.output.isEmpty { try await flush() }
                if let remaining = decoder.remainingLength, remaining > UInt64(InputBuffer.ordinarySize) {
                    let wanted = Int(min(remaining, UInt64(maximum)))
                    return try await readStraight(wanted, with: &decoder, by: deadline)
                }
                if try await fill(by: deadline) == 0 { throw .peerGone }
            } catch {
                switch error {
                case .timedOut: throw .tooSlow
                case .wire(let error): throw .malformed(error)
                case .peerGone, .interrupted, .answerFailed: throw .incomplete
                }
            }
        }
    }

    /// Reads body bytes of a known length from the socket into their own array, without a copy through `input`.
    ///
    /// Fills the array unless the deadline or the end comes first, so that whoever works on the bytes gets few, large
    /// pieces, and so that what did come before the end is not lost to those who can use a part (a resumable upload).
    private func readStraight(
        _ count: Int, with decoder: inout BodyDecoder, by deadline: Int64
    ) async throws(ConnectionEnd) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        do throws(ConnectionEnd) {
            while filled < count {
                guard let read = try socket.read(into: &bytes, from: filled) else {
                    try await ready(by: deadline)
                    continue
                }
                if read == 0 { throw .peerGone }
                filled += read
                if isTurnOver(after: read) { await loop.yield() }
            }
        } catch {
            // The next call meets the same end, or has the deadline that these bytes have earned.
            guard filled > 0 else { throw error }
        }
        bytes.removeLast(count - filled)
        do throws(WireError) {
            _ = unsafe try decoder.next(bytes.span.bytes)
        } catch {
            throw .wire(error)
        }
        return bytes
    }
}
