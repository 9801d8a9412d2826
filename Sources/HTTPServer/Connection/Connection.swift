// The life of a connection: read a head, respond, write, repeat.
//
// One task runs `run()` from top to bottom; there is hardly other state than where it stands. What is always true:
//
// - Answers leave in the order of their requests, because the next head is parsed only after the last answer is in
//   `output`. Pipelined requests that arrive together are answered with one write: `flush` runs when more bytes are
//   needed from the peer, or when `output` is full.
// - A body that was not read is drained up to a small cap or the connection closes, so that it is never taken for the
//   next request (RFC 9112 §9.3).
// - After an answer that leaves bytes unread the connection lingers: it reads on for a moment, so that a reset does
//   not destroy the answer before the peer has read it (RFC 9112 §9.6).

internal import HTTPWire
internal import Logging

/// One connection on its loop. Loop only.
final class Connection: @unchecked Sendable {
    /// How long a closing connection reads on.
    private static let lingerNanoseconds: Int64 = 2_000_000_000

    /// How many bytes a closing connection reads on.
    private static let lingerBytes = 4 << 20
    /// How many bytes may pass without a wait before the other connections of the loop get their turn.
    static let turn = 131_072
    /// What a step counts for in that at least: it costs more than its bytes.
    private static let leastPassed = 1_024

    let loop: EventLoop
    let socket: Socket
    let server: ServerContext
    private let responder: Responder
    let peer: Peer
    private let acceptor: Acceptor
    private let accessLog: AccessLogBuffer?

    var buffers: ConnectionBuffers
    /// How many bytes have passed since the task last yielded.
    var passed = 0
    /// Whether the task waits between two requests; only then may a draining server interrupt it.
    var isIdle = false
    private(set) var isDraining = false
    /// When the head that is being received began, in monotonic nanoseconds.
    private var headStart: Int64?
    /// Whether the peer may still be sending what nobody will read.
    var mustLinger = false

    init(
        socket: Socket, peer: Peer, server: ServerContext, acceptor: Acceptor, responder: @escaping Responder
    ) {
        loop = socket.loop
        self.socket = socket
        self.peer = peer
        self.server = server
        self.acceptor = acceptor
        accessLog = acceptor.accessLog
        self.responder = responder
        buffers = ConnectionBuffers(limits: server.configuration.limits)
    }

    /// Starts the connection's task on its loop.
    func start() {
        socket.task = loop.spawn { [self] in
            await run()
            socket.close()
            acceptor.forget(self)
        }
    }

    /// Lets the request in flight finish and then closes; closes at once between requests.
    func drain() {
        isDraining = true
        if isIdle { socket.interrupt() }
    }

    /// Ends the connection now, whatever it does.
    func abort() {
        socket.task?.cancel()
        socket.abort()
    }

    // MARK: The life

    private func run() async {
        do throws(ConnectionEnd) {
            try await secure()
            while true {
                if try takeHead() {
                    guard try await answer() else { break }
                } else {
                    if try !flushAtOnce() { try await flush() }
                    guard try await receive() else { break }
                }
            }
            try await flush()
        } catch {
            await finish(after: error)
        }
        if mustLinger { await linger() }
        buffers.input.discard()
        buffers.rest(on: loop)
    }

    /// Parses the next head; false when bytes of it are missing.
    private func takeHead() throws(ConnectionEnd) -> Bool {
        do throws(WireError) {
            guard try buffers.takeHead(from: loop) else { return false }
            headStart = nil
            return true
        } catch {
            throw .wire(error)
        }
    }

    /// Waits for bytes of the next head; false at an orderly end between requests.
    private func receive() async throws(ConnectionEnd) -> Bool {
        isIdle = buffers.input.isEmpty
        defer { isIdle = false }
        if isIdle {
            if isDraining { return false }
            buffers.rest(on: loop)
        } else if headStart == nil {
            headStart = loop.now
        }
        let deadlines = server.configuration.deadlines
        let deadline =
            headStart.map { deadlines.headDeadline(firstByte: $0) } ?? deadlines.idleDeadline(since: loop.now)
        while true {
            if let count = try buffers.input.fill(from: socket, upTo: maximumInput) {
                if count > 0 {
                    if isTurnOver(after: count) { await loop.yield() }
                    return true
                }
                guard isIdle else { throw .peerGone }
                return false
            }
            // The server has begun to drain since the task went idle, and this wait was for nothing.
            if isIdle, isDraining { throw .interrupted }
            try await ready(by: deadline)
        }
    }

    /// Routes one request and writes its answer; false when the connection is to be closed.
    private func answer() async throws(ConnectionEnd) -> Bool {
        let began = accessLog == nil ? 0 : EventLoop.monotonicNanoseconds()
        let (version, keepAlive) = (buffers.head.version, buffers.head.keepAlive)
        let isToHead = buffers.head.method == .head
        let body = buffers.head.framing.hasBody ? RequestBody(of: buffers.head, on: self) : RequestBody.empty
        var request = Request(
            head: buffers.lendHead(), body: body, peer: peer, number: server.nextRequestNumber())
        defer {
            body.detach()
            // A handler that keeps its request keeps its head too.
            if isKnownUniquelyReferenced(&request) { buffers.head = request.giveBackHead() }
        }
        var response = await responder(request)
        if response.status.isInformational {
            // A final answer is owed, and 1xx would let the next answer be taken for it.
            server.logger.error("a handler answered with an interim status", metadata: ["request_id": "\(request.id)"])
            response = Response(status: .internalServerError)
        }
        let canDrain = (body.remaining ?? 0) <= UInt64(server.configuration.maximumDrain)
        // HTTP/1.0 knows no chunks: a body of unknown length ends with its connection.
        let hasKnownEnd = version != .http10 || response.body.length != nil
        let keepsOpen =
            keepAlive && !response.closesConnection && !isDraining && hasKnownEnd
            && body.failure == nil && !body.awaitsInvitation && canDrain
        response.closesConnection = !keepsOpen
        if request.head.contains(.xRequestID) { request.passOnID(to: &response.fields) }
        let sent: Int64
        do throws(ConnectionEnd) {
            sent =
                if let count = writeAtOnce(response, version: version, isToHead: isToHead) {
                    count
                } else {
                    try await write(response, version: version, isToHead: isToHead)
                }
        } catch {
            accessLog?.record(request, status: response.status, bytes: nil, since: began)
            throw error
        }
        accessLog?.record(request, status: response.status, bytes: sent, since: began)
        if keepsOpen, body.isFinished { return true }
        if keepsOpen {
            try await flush()
            if await body.drain(upTo: server.configuration.maximumDrain) { return true }
        }
        mustLinger = !body.isFinished
        return false
    }

    /// Counts bytes that came or went without a wait. After a while the task is to yield to the other connections of the
    /// loop: a peer that is as fast as we are may not keep it for itself, nor one that sends its bytes singly, each in a
    /// TLS record of its own.
    func isTurnOver(after count: Int) -> Bool {
        passed += max(count, Self.leastPassed)
        guard passed >= Self.turn else { return false }
        passed = 0
        return true
    }

    // MARK: The end

    /// Answers what can still be answered when the way was cut short.
    private func finish(after end: ConnectionEnd) async {
        switch end {
        case .interrupted:
            return
        case .peerGone:
            // An answer may have been cut short, and then its end may not look like one.
            socket.tls?.giveUp()
        case .answerFailed(let endsWithConnection):
            if endsWithConnection {
                socket.tls?.giveUp()
                // Only a reset tells this peer that what it got is not the whole.
                socket.resetOnClose()
                return
            }
            // The answers before this one are whole, and so is what the peer may conclude from the missing end.
            mustLinger = true
            do throws(ConnectionEnd) { try await flush() } catch { mustLinger = false }
        case .timedOut:
            // Between requests that is the ordinary end; within a head the client learns why (RFC 9110 §15.5.9).
            if !buffers.input.isEmpty { await refuse(WireError(.headTimeout)) }
        case .wire(let error):
            await refuse(error)
        }
    }

    private func refuse(_ error: WireError) async {
        let began = accessLog == nil ? 0 : EventLoop.monotonicNanoseconds()
        let id = RequestID.text(server.nextRequestNumber())
        var response = server.refusal(error, id)
        response.closesConnection = true
        accessLog?.record(refusal: error, id: id, status: response.status, since: began)
        mustLinger = true
        do throws(ConnectionEnd) {
            _ = try await write(response)
            try await flush()
        } catch {
            // The peer did not wait for its refusal: there is nobody left to tell, nor to linger for.
            mustLinger = false
        }
    }

    /// RFC 9112 §9.6: says that no more will come, and reads away what the peer still sends, for a short while.
    private func linger() async {
        socket.finishSending()
        let deadline = loop.now &+ Self.lingerNanoseconds
        var discarded = 0
        do throws(ConnectionEnd) {
            while discarded < Self.lingerBytes {
                buffers.input.discard()
                let count = try await fill(by: deadline)
                if count == 0 { break }
                discarded += count
            }
        } catch {
            // Whatever ended the reading, the connection closes next.
        }
    }
}
