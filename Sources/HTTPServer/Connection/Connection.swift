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
// - What can be done without a suspension is done by functions that are not inlined into those that suspend: the frames of
//   a task are memory of its own, and with hundreds of connections whatever lies there is out of the cache.

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

    private var borrowed: ConnectionBuffers?
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
    }

    /// Borrowed from the loop while bytes are in flight.
    var buffers: ConnectionBuffers {
        if let borrowed { return borrowed }
        let taken = loop.takeBuffers(limits: server.configuration.limits)
        borrowed = taken
        return taken
    }

    /// Gives the buffers back, unless something is in them.
    @inline(never)
    func rest() {
        guard let buffers = borrowed, buffers.areEmpty else { return }
        borrowed = nil
        loop.recycle(buffers)
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
                if var request = try takeRequest() {
                    let goesOn = try await answer(request)
                    buffers.giveBack(&request)
                    guard goesOn else { break }
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
        borrowed?.discardInput()
        rest()
    }

    /// The next request; nil when bytes of its head are missing.
    @inline(never)
    private func takeRequest() throws(ConnectionEnd) -> Request? {
        do throws(WireError) {
            guard let request = try buffers.takeRequest() else { return nil }
            headStart = nil
            request.peer = peer
            request.number = server.nextRequestNumber()
            if request.head.framing.hasBody { request.body = RequestBody(of: request.head, on: self) }
            return request
        } catch {
            throw .wire(error)
        }
    }

    /// Waits for bytes of the next head; false at an orderly end between requests.
    private func receive() async throws(ConnectionEnd) -> Bool {
        isIdle = borrowed?.input.isEmpty ?? true
        defer { isIdle = false }
        if isIdle, isDraining { return false }
        let deadline = receiveDeadline()
        while true {
            if let count = try fillAtOnce() {
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

    /// When the next head, or what is missing of it, must have come.
    @inline(never)
    private func receiveDeadline() -> Int64 {
        let deadlines = server.configuration.deadlines
        if isIdle { return deadlines.idleDeadline(since: loop.now) }
        let start = headStart ?? loop.now
        headStart = start
        return deadlines.headDeadline(firstByte: start)
    }

    /// Routes one request and writes its answer; false when the connection is to be closed.
    private func answer(_ request: Request) async throws(ConnectionEnd) -> Bool {
        let began = accessLog == nil ? 0 : EventLoop.monotonicNanoseconds()
        let (version, isToHead) = (request.head.version, request.head.method == .head)
        defer { request.body.detach() }
        var response = await responder(request)
        let keepsOpen = settle(&response, for: request)
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
        if keepsOpen, request.body.isFinished { return true }
        if keepsOpen {
            try await flush()
            if await request.body.drain(upTo: server.configuration.maximumDrain) { return true }
        }
        mustLinger = !request.body.isFinished
        return false
    }

    /// Makes the answer one that can be sent, and decides whether the connection goes on after it.
    @inline(never)
    private func settle(_ response: inout Response, for request: Request) -> Bool {
        if response.status.isInformational {
            // A final answer is owed, and 1xx would let the next answer be taken for it.
            server.logger.error("a handler answered with an interim status", metadata: ["request_id": "\(request.id)"])
            response = Response(status: .internalServerError)
        }
        let body = request.body
        let canDrain = (body.remaining ?? 0) <= UInt64(server.configuration.maximumDrain)
        // HTTP/1.0 knows no chunks: a body of unknown length ends with its connection.
        let hasKnownEnd = request.head.version != .http10 || response.body.length != nil
        let keepsOpen =
            request.head.keepAlive && !response.closesConnection && !isDraining && hasKnownEnd
            && body.failure == nil && !body.awaitsInvitation && canDrain
        response.closesConnection = !keepsOpen
        if request.head.hasRequestID { request.passOnID(to: &response.fields) }
        return keepsOpen
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
    @inline(never)
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
    @inline(never)
    private func linger() async {
        socket.finishSending()
        let deadline = loop.now &+ Self.lingerNanoseconds
        var discarded = 0
        do throws(ConnectionEnd) {
            while discarded < Self.lingerBytes {
                buffers.discardInput()
                let count = try await fill(by: deadline)
                if count == 0 { break }
                discarded += count
            }
        } catch {
            // Whatever ended the reading, the connection closes next.
        }
    }
}
