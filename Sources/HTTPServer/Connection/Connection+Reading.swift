internal import HTTPWire

extension Connection {
    var now: Int64 { loop.now }

    /// Waits for bytes and takes them in; 0 at the end of the peer's bytes.
    func fill(by deadline: Int64) async throws(ConnectionEnd) -> Int {
        // A head may be as long as its limit, and then the parser has refused it.
        let needed = server.configuration.limits.maximumHead + EventLoop.bufferSize
        while true {
            if let count = try input.fill(from: socket, upTo: needed) { return count }
            try await ready(by: deadline)
        }
    }

    private func ready(by deadline: Int64) async throws(ConnectionEnd) {
        switch await socket.waitUntilReadable(by: deadline) {
        case .ready: return
        case .deadline: throw .timedOut
        case .interrupted: throw .interrupted
        }
    }

    /// Tells a client that waits with its body to send it (RFC 9110 §10.1.1), unless bytes are here already.
    func invite() async throws(BodyError) {
        guard input.isEmpty else { return }
        output.append("HTTP/1.1 100 Continue\r\n\r\n")
        do throws(ConnectionEnd) { try await flush() } catch { throw .incomplete }
    }

    /// The next bytes of a body, nil at its end.
    func readBody(
        with decoder: inout BodyDecoder, upTo maximum: Int, startedAt: Int64, received: Int64
    ) async throws(BodyError) -> [UInt8]? {
        while true {
            if !input.isEmpty {
                if let bytes = try decode(with: &decoder, upTo: maximum) { return bytes.isEmpty ? nil : bytes }
            }
            // Answers before this request may not wait for its body.
            do throws(ConnectionEnd) {
                try await flush()
                let deadline = server.configuration.deadlines.bodyDeadline(startedAt: startedAt, received: received)
                if try await fill(by: deadline) == 0 { throw .peerGone }
            } catch {
                if case .timedOut = error { throw .tooSlow }
                throw .incomplete
            }
        }
    }

    /// Decodes what has arrived: some bytes, an empty array at the body's end, nil when more is needed.
    private func decode(with decoder: inout BodyDecoder, upTo maximum: Int) throws(BodyError) -> [UInt8]? {
        do throws(WireError) {
            switch try decoder.next(input.bytes(atMost: maximum)) {
            case .needMore(let consumed):
                input.consume(consumed)
                return nil
            case .data(let range, let consumed):
                let data = Array(input.storage[(input.start + range.lowerBound)..<(input.start + range.upperBound)])
                input.consume(consumed)
                return data
            case .end(let consumed):
                input.consume(consumed)
                return []
            }
        } catch {
            throw .malformed(error)
        }
    }
}
