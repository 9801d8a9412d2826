internal import HTTPWire
internal import Logging
internal import Synchronization

/// What the connections of a server share.
final class ServerContext: Sendable {
    let configuration: ServerConfiguration
    let logger: Logger
    let refusal: @Sendable (WireError, _ requestID: String) -> Response
    let connections: ConnectionCount
    let tls: TLSContext?
    private let requests = Atomic<UInt64>(0)

    /// - Parameter descriptors: how many descriptors the process may have open.
    init(
        configuration: ServerConfiguration, descriptors: Int, logger: Logger,
        refusal: @escaping @Sendable (WireError, String) -> Response
    ) throws(TLSError) {
        tls = if let files = configuration.tls { try TLSContext(files) } else { nil }
        self.configuration = configuration
        self.logger = logger
        self.refusal = refusal
        connections = ConnectionCount(
            maximum: Self.connectionLimit(configured: configuration.maximumConnections, descriptors: descriptors),
            maximumPerAddress: configuration.maximumConnectionsPerAddress)
    }

    /// How many connections may be open, of the configured number: files, the database and the runtime itself need
    /// descriptors too, and some of them end the process when they get none. Peers must not be able to use them all up.
    static func connectionLimit(configured: Int, descriptors: Int) -> Int {
        min(configured, max(1, descriptors - descriptors / 8 - 64))
    }

    var requestCount: UInt64 { requests.load(ordering: .relaxed) }

    func nextRequestNumber() -> UInt64 {
        requests.wrappingAdd(1, ordering: .relaxed).newValue
    }
}
