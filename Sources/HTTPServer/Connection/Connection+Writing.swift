internal import HTTPWire
internal import Logging

extension Connection {
    /// Up to this many bytes of body are copied behind the head; more go out from where they are.
    private static let inlineBody = 16_384
    /// `output` is handed to the kernel when it has grown to this.
    private static let outputCap = 65_536
    /// How much of a file goes out with one call: it keeps the thread until it has returned.
    private static let filePiece: Int64 = 262_144

    /// Writes an answer into `output`, and to the kernel as far as it does not fit there.
    ///
    /// - Parameter request: nil where no request could be parsed.
    /// - Returns: how many bytes of body were written.
    func write(_ response: Response, to request: RequestHead?) async throws(ConnectionEnd) -> Int64 {
        let version = request?.version ?? .http11
        let hasBody = request?.method != .head && !response.status.forbidsBody
        let framing: ResponseFraming =
            switch response.body.length {
            case let length?: .length(Int(length))
            case nil where version == .http10: .untilClose
            case nil: .chunked
            }
        output.borrow(from: loop)
        output.append { bytes in
            ResponseHeadWriter.append(
                status: response.status, fields: response.fields, bodyFraming: framing, version: version,
                connectionClose: response.closesConnection, keepAlive10: !response.closesConnection,
                date: loop.date, to: &bytes)
        }
        var written: Int64 = 0
        if hasBody {
            switch response.body {
            case .none: break
            case .bytes(let body):
                try await write(body)
                written = Int64(body.count)
            case .file(let file, let range):
                try await write(file, range)
                written = range.upperBound - range.lowerBound
            case .stream(let length, let produce):
                written = try await stream(length: length, framing, produce)
            }
        }
        if output.count > Self.outputCap { try await flush() }
        return written
    }

    private func write(_ body: [UInt8]) async throws(ConnectionEnd) {
        if body.count <= Self.inlineBody {
            output.append(body)
            return
        }
        var bodySent = 0
        while !output.isEmpty || bodySent < body.count {
            guard let count = try socket.write(output.bytes, from: output.sent, body: body, bodyFrom: bodySent) else {
                try await writable()
                continue
            }
            let ofHead = min(count, output.count)
            output.markSent(ofHead)
            bodySent += count - ofHead
            await pass(count)
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
            await pass(count)
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
        } catch is ConnectionClosed where !writer.isOverrun {
            throw .peerGone
        } catch {
            if Task.isCancelled { throw .peerGone }
            // Without its end the peer knows that the body is not whole.
            server.logger.error("a streamed answer broke off", metadata: ["error": "\(error)"])
            throw .answerFailed(endsWithConnection: endsWithConnection)
        }
        if writer.isOverrun || (length != nil && writer.written != length) {
            server.logger.error("a streamed answer was not as long as announced")
            throw .answerFailed(endsWithConnection: endsWithConnection)
        }
        if framing == .chunked { output.append("0\r\n\r\n") }
        return writer.written
    }

    /// Adds a piece of a streamed body.
    func writeBody(_ bytes: [UInt8], chunked: Bool) async throws(ConnectionClosed) {
        if chunked { output.append { ChunkedEncoder.appendChunkHead(count: bytes.count, to: &$0) } }
        output.append(bytes)
        if chunked { output.append("\r\n") }
        if output.count > Self.inlineBody { try await flushOutput() }
    }

    func flushOutput() async throws(ConnectionClosed) {
        do throws(ConnectionEnd) { try await flush() } catch { throw ConnectionClosed() }
    }

    /// Hands all of `output` to the kernel.
    ///
    /// - Parameter more: whether more follows at once, which lets the kernel fill its packets.
    func flush(more: Bool = false) async throws(ConnectionEnd) {
        while !output.isEmpty {
            if let count = try socket.write(output.bytes, from: output.sent, more: more) {
                output.markSent(count)
                await pass(count)
            } else {
                try await writable()
            }
        }
    }

    private func writable() async throws(ConnectionEnd) {
        let deadline = server.configuration.deadlines.writeDeadline(lastProgress: loop.now)
        switch await socket.waitUntilWritable(by: deadline) {
        case .ready: return
        case .deadline, .interrupted: throw .peerGone
        }
    }
}
