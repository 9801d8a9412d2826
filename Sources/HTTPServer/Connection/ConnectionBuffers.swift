internal import HTTPWire

/// The bytes of a connection on their way in and out, and the request between them.
///
/// A connection borrows them from its loop while bytes are in flight. So an idle one holds none, and the busy ones share
/// what is still in the processor's cache. Loop only.
final class ConnectionBuffers {
    private var parser: RequestParser
    var input = InputBuffer()
    var output = OutputBuffer()
    /// The request whose head is parsed next, or in part already; nil while a handler has it.
    private var next: Request?

    init(limits: WireLimits) {
        parser = RequestParser(limits: limits)
    }

    var areEmpty: Bool { input.isEmpty && output.isEmpty }

    /// Whether they are of the ordinary size: one large request must not cost memory for ever.
    var areOrdinary: Bool { input.isOrdinary && output.isOrdinary }

    /// Parses the head of the next request out of the input; nil when bytes of it are missing.
    func takeRequest() throws(WireError) -> Request? {
        if input.isEmpty { return nil }
        let request = next ?? Request()
        next = nil
        if try input.takeHead(with: &parser, into: &request.head) { return request }
        next = request
        return nil
    }

    /// Throws the input away, and the head that was parsed in part with it.
    func discardInput() {
        input.discard()
        parser.reset()
    }

    /// Takes an answered request back, so that its memory serves the next one. A handler that has kept it keeps it.
    func giveBack(_ request: inout Request) {
        guard isKnownUniquelyReferenced(&request) else { return }
        request.reset(keeping: InputBuffer.ordinarySize)
        next = request
    }
}
