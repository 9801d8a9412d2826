public import HTTPWire

/// Why a body could not be read to its end.
public enum BodyError: Error, Sendable {
    /// The peer closed, reset or stalled before the body was whole. Nothing of it may be used.
    case incomplete
    /// The body did not come at the least rate that is asked for.
    case tooSlow
    /// The body is longer than the handler accepts, in bytes.
    case tooLarge(limit: Int)
    /// The framing of the body is broken.
    case malformed(WireError)
}

/// A request's body as a stream: read from the socket only as fast as the handler asks for it.
public final class RequestBody: @unchecked Sendable {
    /// The length that `Content-Length` announced; nil for chunked bodies.
    public let declaredLength: UInt64?

    // Loop only, like the connection.
    private unowned let connection: Connection?
    private var decoder: BodyDecoder
    private(set) var failure: BodyError?
    private var mustInvite: Bool
    private var received: Int64 = 0
    private var startedAt: Int64?

    init(of head: RequestHead, on connection: Connection?) {
        self.connection = connection
        decoder = BodyDecoder(head.framing, limits: connection?.server.configuration.limits ?? WireLimits())
        declaredLength = decoder.remainingLength
        mustInvite = head.expectsContinue
    }

    /// Whether all of the body has been read.
    var isFinished: Bool { decoder.isComplete }

    /// How many bytes of the body have been handed out.
    public var bytesRead: Int64 { received }

    /// Whether the client waits for `100 Continue` and has not got it.
    var awaitsInvitation: Bool { mustInvite && !isFinished }

    /// How many bytes are known to be still to come; nil when only the peer knows.
    var remaining: UInt64? { decoder.remainingLength }

    /// The next bytes of the body, at most `maximum`, nil at its end.
    ///
    /// - Throws: `BodyError`; from then on every call throws the same, and the connection closes after the answer.
    public func read(upTo maximum: Int = 65_536) async throws(BodyError) -> [UInt8]? {
        if let failure { throw failure }
        if isFinished { return nil }
        guard let connection else { throw .incomplete }
        do throws(BodyError) {
            let started = startedAt ?? connection.now
            startedAt = started
            if mustInvite {
                mustInvite = false
                try await connection.invite()
            }
            let bytes = try await connection.readBody(
                with: &decoder, upTo: maximum, startedAt: started, received: UInt64(received))
            received += Int64(bytes?.count ?? 0)
            return bytes
        } catch {
            failure = error
            throw error
        }
    }

    /// The whole body in one array.
    ///
    /// - Throws: `BodyError.tooLarge` as soon as it is known to be longer than `limit` bytes, before reading it.
    public func collect(upTo limit: Int) async throws(BodyError) -> [UInt8] {
        if let declaredLength, declaredLength > UInt64(limit) { throw .tooLarge(limit: limit) }
        var bytes: [UInt8] = []
        while let next = try await read(upTo: min(limit, 65_536) + 1) {
            if bytes.isEmpty {
                bytes = next
            } else {
                bytes.append(contentsOf: next)
            }
            if bytes.count > limit { throw .tooLarge(limit: limit) }
        }
        return bytes
    }

    /// Reads the rest away, at most `limit` bytes; false when there was more or it did not come.
    func drain(upTo limit: Int) async -> Bool {
        var drained = 0
        do throws(BodyError) {
            while let bytes = try await read(upTo: 65_536) {
                drained += bytes.count
                if drained > limit { return false }
            }
            return true
        } catch {
            // The connection is closed for it, and nobody waits for these bytes.
            return false
        }
    }
}
