internal import HTTPWire
internal import Logging

extension Connection {
    /// Up to this many bytes of body are copied behind the head; more go out from where they are.
    private static let inlineBody = 16_384
    /// `output` is handed to the kernel when it has grown to this.
    private static let outputCap = 65_536
    /// How much of a file goes out with one call: it keeps the thread until it has returned.
    private static let filePiece: Int64 = 2_097_152

    /// Writes an answer into `output`, and to the kernel as far as it does not fit there.
    ///
    /// - Parameters:
    ///   - version: the request's.
    ///   - isToHead: whether the request is a HEAD, whose answer has no body (RFC 9110 §9.3.2).
    /// - Returns: how many bytes of body were written.
    @inline(never)
    func write(
        _ response: Response, version: HTTPVersion = .http11, isToHead: Bool = false
    ) async throws(ConnectionEnd) -> Int64 {
        let framing = writeHead(of: response, version: version)
        if buffers.output.count > Self.outputCap { try await flush() }
        if isToHead || response.status.forbidsBody { return 0 }
        switch response.body {
        case .none:
            return 0
        case .bytes(let body):
            try await write(body)
            return Int64(body.count)
        case .file(let file, let range):
            try await write(file, range)
            return range.upperBound - range.lowerBound
        case .stream(let length, let produce):
            return try await stream(length: length, framing, produce)
        }
    }

    /// Does what `write` does for an answer that has no body, or a small one, while there is room for it: without a
    /// suspension, which is what nearly every answer needs.
    ///
    /// - Returns: nil, and nothing is done, for any other.
    @inline(never)
    func writeAtOnce(_ response: Response, version: HTTPVersion, isToHead: Bool) -> Int64? {
        let body: [UInt8]
        switch response.body {
        case .none: body = []
        case _ where isToHead || response.status.forbidsBody: body = []
        case .bytes(let bytes) where bytes.count <= Self.inlineBody: body = bytes
        case .bytes, .file, .stream: return nil
        }
        guard buffers.output.count <= Self.outputCap else { return nil }
        _ = writeHead(of: response, version: version, followedBy: body)
        return Int64(body.count)
    }

    /// Writes a head into `output`, and a small body behind it.
    ///
    /// - Returns: how the length of the body is told in it.
    private func writeHead(
        of response: Response, version: HTTPVersion, followedBy body: [UInt8] = []
    ) -> ResponseFraming {
        let framing: ResponseFraming =
            switch response.body.length {
            case let length?: .length(Int(length))
            case nil where version == .http10: .untilClose
            case nil: .chunked
            }
        let date = loop.date
        buffers.output.append { bytes in
            ResponseHeadWriter.append(
                status: response.status, fields: response.fields, bodyFraming: framing, version: version,
                connectionClose: response.closesConnection, keepAlive10: !response.closesConnection,
                date: date, to: &bytes)
            bytes.append(contentsOf: body)
        }
        return framing
    }

    private func write(_ body: [UInt8]) async throws(ConnectionEnd) {
        var bodySent = 0
        while !buffers.output.isEmpty || bodySent < body.count {
            guard
                let count = try socket.write(
                    buffers.output.bytes, from: buffers.output.sent, body: body, bodyFrom: bodySent)
            else {
                try await writable()
                continue
            }
            let ofHead = min(count, buffers.output.count)
            buffers.output.markSent(ofHead)
            bodySent += count - ofHead
            if isTurnOver(after: count) { await loop.yield() }
        }
    }

    private func write(_ file: OpenFile, _ range: Range<Int64>) async throws(ConnectionEnd) {
        try await flush(more: !range.isEmpty)
        var offset = range.lowerBound
        while offset < range.upperBound {
            let piece = Int(min(Self.filePiece, range.upperBound - offset))
            guard let count = try socket.send(file: file.descriptor, offset: &offset, count: piece) else {
                try await writable()
                continue
            }
            // The file has become shorter than it was: what was promised cannot be kept.
            if count == 0 { throw .answerFailed(endsWithConnection: false) }
            if isTurnOver(after: count) { await loop.yield() }
        }
    }

    private func stream(
        length: Int64?, _ framing: ResponseFraming, _ produce: @Sendable (ResponseWriter) async throws -> Void
    ) async throws(ConnectionEnd) -> Int64 {
        let writer = ResponseWriter(connection: self, isChunked: framing == .chunked, length: length)
        defer { writer.detach() }
        let endsWithConnection = framing == .untilClose
        do {
            try await produce(writer)
        } catch is ConnectionClosed where !writer.isOverrun && writer.packingFailure == nil {
            throw .peerGone
        } catch {
            if Task.isCancelled { throw .peerGone }
            // Without its end the peer knows that the body is not whole.
            let cause: any Error = writer.packingFailure ?? error
            server.logger.error("a streamed answer broke off", metadata: ["error": "\(cause)"])
            throw .answerFailed(endsWithConnection: endsWithConnection)
        }
        if writer.isOverrun || (length != nil && writer.written != length) {
            server.logger.error("a streamed answer was not as long as announced")
            throw .answerFailed(endsWithConnection: endsWithConnection)
        }
        if framing == .chunked { buffers.output.append("0\r\n\r\n") }
        return writer.written
    }

    /// Adds a piece of a streamed body.
    func writeBody(_ bytes: [UInt8], chunked: Bool) async throws(ConnectionClosed) {
        if chunked { buffers.output.append { ChunkedEncoder.appendChunkHead(count: bytes.count, to: &$0) } }
        buffers.output.append(bytes)
        if chunked { buffers.output.append("\r\n") }
        if buffers.output.count > Self.inlineBody { try await flushOutput() }
    }

    func flushOutput() async throws(ConnectionClosed) {
        do throws(ConnectionEnd) { try await flush() } catch { throw ConnectionClosed() }
        // It may wait for news for hours.
        rest()
    }

    /// Hands all of `output` to the kernel.
    ///
    /// - Parameter more: whether more follows at once, which lets the kernel fill its packets.
    @inline(never)
    func flush(more: Bool = false) async throws(ConnectionEnd) {
        while !buffers.output.isEmpty {
            if let count = try buffers.output.write(to: socket, more: more) {
                if isTurnOver(after: count) { await loop.yield() }
            } else {
                try await writable()
            }
        }
    }

    /// Hands `output` to the kernel as far as it takes it without a wait.
    ///
    /// - Returns: whether all of it is gone; if not, `flush`.
    @inline(never)
    func flushAtOnce() throws(ConnectionEnd) -> Bool {
        let buffers = buffers
        if buffers.output.isEmpty { return true }
        // Whoever has written much yields when the next bytes come.
        if let count = try buffers.output.write(to: socket) { passed += count }
        return buffers.output.isEmpty
    }

    private func writable() async throws(ConnectionEnd) {
        let deadline = server.configuration.deadlines.writeDeadline(lastProgress: loop.now)
        switch await socket.waitUntilWritable(by: deadline) {
        case .ready: return
        case .deadline, .interrupted: throw .peerGone
        }
    }
}
