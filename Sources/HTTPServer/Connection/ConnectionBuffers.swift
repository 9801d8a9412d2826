internal import HTTPWire

/// The bytes of a connection on their way in and out, and the head between them.
///
/// They are one value so that a step that touches several of them is one access to the connection: Swift looks at run time
/// whether accesses to an object overlap, which for five small ones costs as much as parsing a field.
struct ConnectionBuffers {
    private var parser: RequestParser
    var head = RequestHead()
    var input = InputBuffer()
    var output = OutputBuffer()

    init(limits: WireLimits) {
        parser = RequestParser(limits: limits)
    }

    /// Parses the next head out of the input; false when bytes of it are missing.
    mutating func takeHead(from loop: EventLoop) throws(WireError) -> Bool {
        if input.isEmpty { return false }
        if head.storageSize == 0 { head = loop.takeHead() }
        return try input.takeHead(with: &parser, into: &head)
    }

    /// The head that was parsed, moved out rather than copied. Give it back, so that its memory serves the next request.
    mutating func lendHead() -> RequestHead {
        exchange(&head, with: RequestHead())
    }

    /// Gives everything borrowed back to the loop: a connection that waits for a request holds no buffers.
    mutating func rest(on loop: EventLoop) {
        input.release(to: loop)
        output.release(to: loop)
        loop.recycle(lendHead())
    }
}
