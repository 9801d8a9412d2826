public import HTTPWire

/// Everything about a server that a user may set.
public struct ServerConfiguration: Sendable {
    /// The address to bind: an IPv4 or IPv6 address, or a name that resolves to one.
    public var host = "127.0.0.1"
    /// The TCP port, 0 for one that the system picks.
    public var port: UInt16 = 8080
    /// How many event loops, each on its own thread. At least one.
    public var loopCount = 1
    /// Sizes of request lines, heads and chunk extensions.
    public var limits = WireLimits()
    /// How long the server waits for what.
    public var deadlines = DeadlinePolicy()
    /// How many connections may be open at once, in all.
    public var maximumConnections = 20_000
    /// How many connections one address may have open; a /64 network of IPv6, which one host can have for itself, counts
    /// as one address.
    public var maximumConnectionsPerAddress = 10_000
    /// How many bytes of an unread request body are read away to keep a connection; above it the connection closes.
    public var maximumDrain = 65_536
    /// How many bytes a request body that was sent as gzip may unpack to.
    public var maximumUnpackedBody = 16 << 20
    /// Where a line for each request goes; nil, the default, for nowhere. The server flushes it, its owner closes it.
    public var accessLog: AccessLog?

    /// The certificate of HTTPS; nil to speak plain HTTP.
    public var tls: TLSConfiguration?

    /// The defaults.
    public init() {}
}
