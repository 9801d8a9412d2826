/// Bytes on their way to the kernel: heads, small bodies, and what it has not taken yet.
struct OutputBuffer {
    private(set) var bytes: [UInt8] = []
    /// How many of them the kernel has taken.
    private(set) var sent = 0

    var isEmpty: Bool { sent == bytes.count }
    var count: Int { bytes.count - sent }

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

    mutating func markSent(_ count: Int) {
        sent += count
        if sent == bytes.count {
            bytes.removeAll(keepingCapacity: true)
            sent = 0
        }
    }

    /// Lets go of the storage between requests, when it has become large.
    mutating func release(to loop: EventLoop) {
        if isEmpty { bytes = [] }
    }
}
