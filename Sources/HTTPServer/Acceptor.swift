internal import CLinux
internal import Glibc
internal import HTTPWire
internal import Logging

/// Accepts the connections of one loop and knows which are open. Loop only.
///
/// Every loop watches the same listening socket with `EPOLLEXCLUSIVE`: a new connection wakes one of them.
final class Acceptor: Registration, LoopTimer {
    /// How many connections one wake accepts, so that the loops share a burst.
    private static let batch = 8
    /// How long accepting rests when there are no descriptors left, in nanoseconds.
    private static let rest: Int64 = 100_000_000

    private let listener: Listener
    private let loop: EventLoop
    private let server: ServerContext
    private let responder: Responder
    private var connections: [ObjectIdentifier: Connection] = [:]
    private var isDraining = false

    init(listener: Listener, loop: EventLoop, server: ServerContext, responder: @escaping Responder) {
        self.listener = listener
        self.loop = loop
        self.server = server
        self.responder = responder
    }

    func start() throws(SystemError) {
        try loop.register(
            self, descriptor: listener.descriptor,
            events: UInt32(CLINUX_EPOLLIN | CLINUX_EPOLLEXCLUSIVE))
    }

    override func receive(events: UInt32) {
        for _ in 0..<Self.batch {
            guard !isDraining else { return }
            var address = sockaddr_storage()
            var length = UInt32(MemoryLayout<sockaddr_storage>.size)
            let accepted = unsafe clinux_accept(listener.descriptor, &address, &length)
            if accepted >= 0 {
                admit(accepted, Peer(address: &address, isSecure: server.tls != nil))
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
        server.logger.warning("accepting connections rests", metadata: ["error": "\(error)"])
        loop.unregister(self, descriptor: listener.descriptor)
        loop.schedule(self, at: loop.now &+ Self.rest)
    }

    func fire(now: Int64) {
        guard !isDraining else { return }
        do throws(SystemError) {
            try start()
        } catch {
            pause(error)
        }
    }

    private func admit(_ descriptor: Int32, _ peer: Peer) {
        if let refusal = server.connections.open(from: peer.address) {
            server.logger.warning("connection refused", metadata: ["reason": "\(refusal.rawValue)"])
            _ = Glibc.close(descriptor)
            return
        }
        do throws(SystemError) {
            let socket = try Socket(owning: descriptor, on: loop)
            let connection = Connection(socket: socket, peer: peer, server: server, responder: responder)
            let id = ObjectIdentifier(connection)
            connections[id] = connection
            let bound = LoopBound(self, on: loop)
            connection.start { bound.value.forget(id, peer) }
        } catch {
            server.logger.warning("connection lost", metadata: ["error": "\(error)"])
            server.connections.close(from: peer.address)
        }
    }

    private func forget(_ id: ObjectIdentifier, _ peer: Peer) {
        connections[id] = nil
        server.connections.close(from: peer.address)
    }

    /// Accepts no more, and lets each connection close after the request it is in.
    func drain() {
        isDraining = true
        loop.unregister(self, descriptor: listener.descriptor)
        for connection in connections.values { connection.drain() }
    }

    /// Cuts what is left.
    func abort() {
        for connection in connections.values { connection.abort() }
    }
}

extension Peer {
    /// Reads the address that `accept4` gave.
    fileprivate init(address: inout sockaddr_storage, isSecure: Bool) {
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let code = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe getnameinfo(pointer, length, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
            }
        }
        var name =
            code == 0 ? String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) : ""
        // An IPv4 peer of a socket that is bound to both families.
        if name.hasPrefix("::ffff:") { name.removeFirst(7) }
        self.init(address: name, isLoopback: name == "::1" || name.hasPrefix("127."), isSecure: isSecure)
    }
}
