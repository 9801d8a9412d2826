internal import HTTPWire

extension Connection {
    /// Up to this many bytes of body are copied behind the head; more go out from where they are.
    private static let inlineBody = 16_384
    /// `output` is handed to the kernel when it has grown to this.
    private static let outputCap = 65_536
    /// How much of a file goes out before other connections get their turn.
    private static let filePiece: Int64 = 262_144

    /// Writes an answer into `output`, and to the kernel as far as it does not fit there.
    ///
    /// - Parameter request: nil where no request could be parsed.
    func write(_ response: Response, to request: RequestHead?) async throws(ConnectionEnd) {
        let method = request?.method
        let version = request?.version ?? .http11
        let hasBody = method != .head && !response.status.forbidsBody
        let framing: ResponseFraming =
            switch response.body.length {
            case let length?: .length(Int(length))
            case nil where version == .http10: .untilClose
            case nil: .chunked
            }
        output.append { bytes in
            ResponseHeadWriter.append(
                status: response.status, fields: response.fields, bodyFraming: framing, version: version,
                connectionClose: response.closesConnection, keepAlive10: !response.closesConnection,
                date: loop.date, to: &bytes)
        }
        if hasBody {
            switch response.body {
            case .none: break
            case .bytes(let body): try await write(body)
            case .file(let file, let range): try await write(file, range)
            case .stream(let length, let produce):
                try await stream(length: length, isChunked: framing == .chunked, produce)
            }
        }
        if output.count > Self.outputCap { try await flush() }
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
            if count == 0 { throw .peerGone }
            // A peer that reads as fast as we write may not keep the loop for itself.
            await Task.yield()
        }
    }

    private func stream(
        length: Int64?, isChunked: Bool, _ produce: @Sendable (ResponseWriter) async throws -> Void
    ) async throws(ConnectionEnd) {
        let writer = ResponseWriter(connection: self, isChunked: isChunked)
        do {
            try await produce(writer)
        } catch {
            // Without its end the peer knows that the body is not whole.
            throw .peerGone
        }
        if let length, writer.written != length { throw .peerGone }
        if isChunked { output.append("0\r\n\r\n") }
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
