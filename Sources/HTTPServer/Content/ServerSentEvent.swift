/// One event of a `text/event-stream` (HTML Living Standard §9.2).
public struct ServerSentEvent: Sendable {
    /// The type that listeners ask for.
    public var type: String
    /// What the client sends back as `Last-Event-ID`; nil leaves the last one in force.
    public var id: String?
    /// The payload; lines are split as the format asks.
    public var data: [UInt8]

    /// An event of this type.
    public init(type: String, id: String?, data: [UInt8]) {
        self.type = type
        self.id = id
        self.data = data
    }

    /// The event as it goes over the wire. Line ends within `type` and `id` would forge fields and are dropped.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(data.count + 64)
        if let id { bytes.append(contentsOf: "id: \(id.filter { !$0.isNewline })\n".utf8) }
        bytes.append(contentsOf: "event: \(type.filter { !$0.isNewline })\n".utf8)
        for line in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            bytes.append(contentsOf: "data: ".utf8)
            bytes.append(contentsOf: line.filter { $0 != UInt8(ascii: "\r") })
            bytes.append(UInt8(ascii: "\n"))
        }
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    /// A comment that keeps proxies and clients from giving up on a quiet stream.
    public static let heartbeat: [UInt8] = Array(": \n\n".utf8)
}
