public import HTTPServer
internal import Synchronization

/// The server's own figures, for `/metrics`. The server is made after the routes, so it is told later.
public final class ServerCounters: Sendable {
    private let server = Mutex<Server?>(nil)

    public init() {}

    /// The server to count.
    public func watch(_ server: Server) {
        self.server.withLock { $0 = server }
    }

    func requests() -> UInt64 { server.withLock { $0?.requestCount ?? 0 } }

    func connections() -> Int { server.withLock { $0?.connectionCount ?? 0 } }

    /// nil for plain HTTP.
    func tls() -> TLSStatistics? { server.withLock { $0?.tlsStatistics } }
}
