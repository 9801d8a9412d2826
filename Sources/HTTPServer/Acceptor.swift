internal import CLinux
internal import Glibc
internal import HTTPWire
internal import Logging

/// Accepts the connections of one loop and knows which are open. Loop only.
///
/// Every loop watches the same listening socket with `EPOLLEXCLUSIVE`: a new connection wakes one of them.
final class Acceptor: Registration {
    /// How many connections one wake accepts at most, so that the loops share a burst.
    private static let largestBatch = 8
    /// How long accepting rests when there are no descriptors left, in nanoseconds.
    private static let rest: Int64 = 100_000_000

    private let listener: Listener
    private let loop: EventLoop
    private let server: ServerContext
    private let responder: Responder
    private var connections: [ObjectIdentifier: Connection] = [:]
    /// The connections of this round, which are not watched yet.
    private var arrivals: [Connection] = []
    private var isDraining = false
    /// How many connections the next wake accepts. One at first: the kernel makes a socket before it says that nobody is
    /// there to be accepted, so asking in vain is dear. More while they come in one round of the loop after another.
    private var batch = 1
    /// The round of the last wake.
    private var lastRound: UInt64 = 0
    /// When accepting goes on after a rest.
    private let resumption: Deadline
    let accessLog: AccessLogBuffer?
    private let memoryReturn: MemoryReturn
    /// How many connections were not taken since the log last said so, and when that may be said again.
    private var refused = 0
    private var nextComplaint: Int64 = 0

    init(listener: Listener, loop: EventLoop, server: ServerContext, responder: @escaping Responder) {
        self.listener = listener
        self.loop = loop
        self.server = server
        self.responder = responder
        accessLog = server.configuration.accessLog.map { AccessLogBuffer($0, on: loop) }
        memoryReturn = MemoryReturn(on: loop)
        resumption = Deadline(on: loop)
        super.init()
        resumption.action = { [unowned self] in resume() }
    }

    func start() throws(SystemError) {
        try loop.register(
            self, descriptor: listener.descriptor,
            events: UInt32(CLINUX_EPOLLIN | CLINUX_EPOLLEXCLUSIVE))
    }

    override func receive(events: UInt32) {
        batch = loop.round == lastRound &+ 1 ? min(2 * batch, Self.largestBatch) : 1
        lastRound = loop.round
        for _ in 0..<batch {
            guard !isDraining else { return }
            var address = sockaddr_storage()
            var length = UInt32(MemoryLayout<sockaddr_storage>.size)
            let accepted = unsafe clinux_accept(listener.descriptor, &address, &length)
            if accepted >= 0 {
                admit(accepted, &address)
                continue
            }
            switch clinux_errno() {
            case EAGAIN: return
            // The peer has gone again before it was accepted, or a signal came: the next one may be fine.
            case ECONNABORTED, EINTR, EPROTO: continue
            default: return pause(SystemError.last("accept4"))
            }
        }
    }

    /// Stops accepting for a moment: without descriptors the listener would stay ready and spin the loop.
    private func pause(_ error: SystemError) {
        complain("accepting connections rests: \(error)")
        loop.unregister(self, descriptor: listener.descriptor)
        resumption.set(loop.now &+ Self.rest)
    }

    private func resume() {
        do throws(SystemError) {
            try start()
        } catch {
            pause(error)
        }
    }

    /// Logs why a connection was not taken, once a second at most: whoever floods the server must not flood its log.
    private func complain(_ reason: String) {
        refused += 1
        guard loop.now >= nextComplaint else { return }
        server.logger.warning("\(reason)", metadata: ["times": "\(refused)"])
        refused = 0
        nextComplaint = loop.now &+ 1_000_000_000
    }

    private func admit(_ descriptor: Int32, _ address: inout sockaddr_storage) {
        let peer = Peer(networkAddress: NetworkAddress(&address), isSecure: server.tls != nil)
        if let refusal = server.connections.open(from: peer.origin) {
            complain("connection refused: \(refusal.rawValue)")
            _ = Glibc.close(descriptor)
            return
        }
        let connection = Connection(
            socket: Socket(owning: descriptor, on: loop), peer: peer, server: server, acceptor: self,
            responder: responder)
        connections[ObjectIdentifier(connection)] = connection
        if arrivals.isEmpty { loop.atEndOfRound { [unowned self] in watchArrivals() } }
        arrivals.append(connection)
        connection.start()
    }

    /// Watches the connections of this round that are still open. The request is often there with its connection, and a
    /// connection that ends with its answer need never be watched: that spares one with a single request a tenth of its
    /// system calls.
    private func watchArrivals() {
        for connection in arrivals where !connection.socket.isClosed {
            do throws(SystemError) {
                try connection.socket.watch()
            } catch {
                complain("connection lost: \(error)")
                connection.abort()
            }
        }
        arrivals.removeAll(keepingCapacity: true)
    }

    /// Counts a connection out, at the end of its task.
    func forget(_ connection: Connection) {
        connections[ObjectIdentifier(connection)] = nil
        if isDraining, connections.isEmpty { accessLog?.flush() }
        server.connections.close(from: connection.peer.origin)
        memoryReturn.noteClosed()
    }

    /// Accepts no more, and lets each connection close after the request it is in.
    func drain() {
        isDraining = true
        resumption.end()
        memoryReturn.end()
        loop.unregister(self, descriptor: listener.descriptor)
        for connection in connections.values { connection.drain() }
        accessLog?.flush()
    }

    /// Cuts what is left.
    func abort() {
        for connection in connections.values { connection.abort() }
    }
}
