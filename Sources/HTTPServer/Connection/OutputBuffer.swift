/// Bytes on their way to the kernel: heads, small bodies, and what it has not taken yet.
///
/// The storage is borrowed from the loop, as that of `InputBuffer` is.
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

    /// Borrows storage from the loop, unless it has some.
    mutating func borrow(from loop: EventLoop) {
        if bytes.capacity == 0 { bytes = loop.takeOutput() }
    }

    /// Gives the storage back to the loop; call before a long wait.
    mutating func release(to loop: EventLoop) {
        guard isEmpty, bytes.capacity > 0 else { return }
        loop.recycle(output: bytes)
        bytes = []
    }
}
