/// Bytes on their way to the kernel: heads, small bodies, and what it has not taken yet.
struct OutputBuffer {
    /// What has grown beyond this, in bytes, is not kept.
    private static let largestKept = 32_768

    private(set) var bytes: [UInt8] = []
    /// How many of them the kernel has taken.
    private(set) var sent = 0

    var isEmpty: Bool { sent == bytes.count }
    var isOrdinary: Bool { bytes.capacity <= Self.largestKept }
    var count: Int { bytes.count - sent }

    init() {
        bytes.reserveCapacity(4_096)
    }

    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
    }

    mutating func append(_ more: [UInt8]) {
        bytes.append(contentsOf: more)
    }

    /// Lets `body` write at the end.
    mutating func append(_ body: (inout [UInt8]) -> Void) {
        body(&bytes)
    }

    /// Hands them to the kernel as far as it takes them without a wait.
    ///
    /// - Parameter more: whether more follows at once, which lets the kernel fill its packets.
    /// - Returns: how many it took, nil when there is no room.
    mutating func write(to socket: Socket, more: Bool = false) throws(ConnectionEnd) -> Int? {
        guard let count = try socket.write(bytes, from: sent, more: more) else { return nil }
        markSent(count)
        return count
    }

    mutating func markSent(_ count: Int) {
        sent += count
        if sent == bytes.count {
            bytes.removeAll(keepingCapacity: true)
            sent = 0
        }
    }
}
