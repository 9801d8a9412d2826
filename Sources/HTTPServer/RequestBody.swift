internal import HTTPWire

/// A request's body as a stream: read from the socket only as fast as the handler asks for it.
///
/// A body that was sent with `Content-Encoding: gzip` is unpacked on the way, up to the size the server's configuration
/// allows. It belongs to the task that answers the request, and is at its end once the answer is written.
public final class RequestBody: @unchecked Sendable {
    /// The body of a request without one.
    static let empty = RequestBody()

    /// The length that `Content-Length` announced, in bytes; nil where only the end tells it: for chunked bodies, and for
    /// those that are unpacked.
    public let declaredLength: UInt64?

    // Loop only, like the connection, which is let go with the answer: a handler that keeps its request keeps nothing
    // open, and finds the body ended.
    private var connection: Connection?
    private var decoder: BodyDecoder
    private var unpacking: Unpacking
    private(set) var failure: BodyError?
    private var mustInvite: Bool
    private var isReading = false
    /// Bytes of the framed body, as they were sent.
    private var received: UInt64 = 0
    private var handedOut: Int64 = 0
    private var startedAt: Int64?
    /// For how long the handler did other things between two reads, which is not the peer's fault.
    private var paused: Int64 = 0
    private var lastReadAt: Int64 = 0

    private enum Unpacking {
        case none
        case unsupported
        case gzip(BodyInflater)
    }

    private init() {
        declaredLength = 0
        decoder = BodyDecoder(.none)
        unpacking = .none
        mustInvite = false
    }

    init(of head: RequestHead, on connection: Connection) {
        self.connection = connection
        let configuration = connection.server.configuration
        decoder = BodyDecoder(head.framing, limits: configuration.limits)
        switch head.contains(.contentEncoding) ? head.combinedValue(.contentEncoding)?.lowercased() : nil {
        case nil, "identity": unpacking = .none
        case "gzip", "x-gzip": unpacking = .gzip(BodyInflater(limit: configuration.maximumUnpackedBody))
        default: unpacking = .unsupported
        }
        if case .none = unpacking { declaredLength = decoder.remainingLength } else { declaredLength = nil }
        mustInvite = head.expectsContinue
    }

    /// Whether all of the body has been read from the wire.
    var isFinished: Bool { decoder.isComplete }

    /// How many bytes of the body have been handed out, unpacked.
    public var bytesRead: Int64 { handedOut }

    /// Whether the client waits for `100 Continue` and has not got it.
    var awaitsInvitation: Bool { mustInvite && !isFinished }

    /// How many bytes are known to be still to come; nil when only the peer knows.
    var remaining: UInt64? { decoder.remainingLength }

    /// The answer is written: whatever the handler left is no longer its business.
    func detach() {
        // The body of a request without one is everybody's, and is not written to.
        if connection != nil { connection = nil }
    }

    /// The next bytes of the body, at most `maximum`, nil at its end.
    ///
    /// - Throws: `BodyError`; from then on every call throws the same, and the connection closes after the answer.
    public func read(upTo maximum: Int = 65_536) async throws(BodyError) -> [UInt8]? {
        if let failure { throw failure }
        do throws(BodyError) {
            let bytes: [UInt8]?
            switch unpacking {
            case .none: bytes = try await readFramed(upTo: maximum)
            case .unsupported: throw .unsupportedCoding
            case .gzip(let inflater):
                bytes = try await inflater.next(upTo: maximum) { () async throws(BodyError) in
                    try await readFramed(upTo: 65_536)
                }
            }
            if let bytes { handedOut += Int64(bytes.count) }
            return bytes
        } catch {
            failure = error
            throw error
        }
    }

    /// The next bytes as they came over the wire.
    private func readFramed(upTo maximum: Int) async throws(BodyError) -> [UInt8]? {
        if isFinished { return nil }
        guard let connection else { throw .incomplete }
        precondition(connection.loop.isCurrent, "a request's body was read outside of the task of its connection")
        precondition(!isReading, "a request's body was read by two tasks at once")
        isReading = true
        defer { isReading = false }
        let started = startedAt ?? connection.now
        if startedAt != nil { paused += max(0, connection.now - lastReadAt) }
        startedAt = started
        if mustInvite {
            mustInvite = false
            try await connection.invite()
        }
        let deadline = connection.server.configuration.deadlines.bodyDeadline(
            start: started, received: received, paused: paused)
        let bytes = try await connection.readBody(with: &decoder, upTo: max(1, maximum), deadline: deadline)
        received += UInt64(bytes?.count ?? 0)
        lastReadAt = connection.now
        return bytes
    }

    /// The whole body in one array.
    ///
    /// - Throws: `BodyError.tooLarge` as soon as it is known to be longer than `limit` bytes, before reading it.
    public func collect(upTo limit: Int) async throws(BodyError) -> [UInt8] {
        if let declaredLength, declaredLength > UInt64(max(0, limit)) { throw .tooLarge(limit: limit) }
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

    /// Reads the rest away, at most `limit` bytes as they came; false when there was more or it did not come.
    func drain(upTo limit: Int) async -> Bool {
        var drained = 0
        do throws(BodyError) {
            while let bytes = try await readFramed(upTo: 65_536) {
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
