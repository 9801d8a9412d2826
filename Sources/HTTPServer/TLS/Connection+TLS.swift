internal import HTTPWire
internal import Logging

extension Connection {
    /// The first byte of every TLS connection: a record of the handshake (RFC 8446 §5.1).
    private static let handshakeRecord: UInt8 = 22

    /// Does the TLS handshake, if this server speaks TLS.
    ///
    /// - Throws: `ConnectionEnd.peerGone` if the connection cannot go on; what there was to tell the peer has been told.
    func secure() async throws(ConnectionEnd) {
        guard let tls = server.tls else { return }
        let deadline = server.configuration.deadlines.handshakeDeadline(start: loop.now)
        // No request is in flight yet: a server that drains need not wait.
        isIdle = true
        defer { isIdle = false }
        do throws(HandshakeFailure) {
            guard try await speaksTLS(by: deadline) else {
                try await explainTLS()
                throw HandshakeFailure(reason: "the peer speaks HTTP without TLS")
            }
            let session = try start(tls)
            socket.tls = session
            tls.countHandshake(resumed: try await handshake(session, by: deadline))
        } catch {
            tls.countFailure()
            server.logger.debug(
                "TLS handshake failed", metadata: ["reason": "\(error.reason)", "peer": "\(peer.address)"])
            throw .peerGone
        }
    }

    private struct HandshakeFailure: Error {
        let reason: String

        init(reason: String) {
            self.reason = reason
        }

        init(_ end: ConnectionEnd, orElse other: String) {
            switch end {
            case .timedOut: reason = "the handshake took too long"
            case .interrupted: reason = "the server is stopping"
            case .peerGone, .wire, .answerFailed: reason = other
            }
        }
    }

    private func start(_ tls: TLSContext) throws(HandshakeFailure) -> TLSSession {
        do throws(TLSError) {
            return try tls.makeSession(over: socket)
        } catch {
            throw HandshakeFailure(reason: error.description)
        }
    }

    /// Whether the peer begins as TLS does. Without this look OpenSSL would take the bytes and drop them.
    private func speaksTLS(by deadline: Int64) async throws(HandshakeFailure) -> Bool {
        do throws(ConnectionEnd) {
            while true {
                if let byte = try socket.firstByte() { return byte == Self.handshakeRecord || !Self.isUppercase(byte) }
                if isDraining { throw .interrupted }
                try Self.check(await socket.waitUntilReadable(by: deadline))
            }
        } catch {
            throw HandshakeFailure(error, orElse: "the peer closed the connection before its first byte")
        }
    }

    /// Every method begins with a capital letter, and no record does.
    private static func isUppercase(_ byte: UInt8) -> Bool { byte >= 0x41 && byte <= 0x5a }

    private func handshake(_ session: TLSSession, by deadline: Int64) async throws(HandshakeFailure) -> Bool {
        while true {
            switch session.handshake() {
            case .finished(let resumed): return resumed
            case .failed(let reason): throw HandshakeFailure(reason: reason)
            case .wouldBlock:
                do throws(ConnectionEnd) {
                    if isDraining { throw .interrupted }
                    try Self.check(await socket.wait(for: session.readNeeds, by: deadline))
                } catch {
                    throw HandshakeFailure(error, orElse: "the peer closed the connection")
                }
            }
        }
    }

    private static func check(_ wake: Wake) throws(ConnectionEnd) {
        switch wake {
        case .ready: return
        case .deadline: throw .timedOut
        case .interrupted: throw .interrupted
        }
    }

    /// Answers a browser that was sent to `http://` of this port with what to do, in the clear.
    private func explainTLS() async throws(HandshakeFailure) {
        var fields = ResponseFields()
        fields.set(.contentType, "text/plain; charset=utf-8")
        let text = "This port speaks HTTPS. Send the request to https:// instead of http://.\n"
        var response = Response(status: .badRequest, fields: fields, body: .bytes(Array(text.utf8)))
        response.closesConnection = true
        do throws(ConnectionEnd) {
            _ = try await write(response)
            try await flush()
        } catch {
            throw HandshakeFailure(reason: "the peer speaks HTTP without TLS and did not take the answer")
        }
        mustLinger = true
    }
}
