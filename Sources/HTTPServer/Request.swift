public import HTTPWire

/// One request as a handler sees it: its head, its body as a stream, and who sent it.
///
/// A request belongs to the task of its connection; handlers use it there and do not keep it.
public final class Request: @unchecked Sendable {
    /// The parsed head.
    public internal(set) var head = RequestHead()
    /// The body, read as the handler asks for it.
    public internal(set) var body = RequestBody.empty
    /// Who sent it and how.
    public internal(set) var peer = Peer(networkAddress: nil, isSecure: false)
    /// Path parameters of the route that matched, filled by the router.
    public var parameters = PathParameters()

    /// The request's number within this process, the base of its id.
    var number: UInt64 = 0

    /// A request for a parser and its connection to fill.
    init() {}

    /// Lets go of what belonged to the request that was answered; the memory of its head serves the next one.
    ///
    /// - Parameter size: how much memory its head may keep, in bytes.
    func reset(keeping size: Int) {
        head.limitStorage(to: size)
        body = .empty
        parameters = PathParameters()
    }

    /// The method of the head.
    public var method: HTTPMethod { head.method }

    /// What logs and problem documents call this request: the client's `X-Request-ID` where it sent a usable one,
    /// otherwise 16 hex digits, different for each request of a process and unlikely to repeat in another.
    public var id: String {
        if let given = head.value(.xRequestID), RequestID.isUsable(given) { return given }
        return RequestID.text(number)
    }

    /// The trace this request belongs to (W3C Trace Context), with this request as the parent of what it calls: its
    /// `text` is what to send on as `traceparent`. nil where the client began no trace.
    public var traceContext: TraceContext? {
        head.traceContext?.child(span: RequestID.mixed(number))
    }

    /// Sends the client's own id back, so that it can tell its answers apart.
    func passOnID(to fields: inout ResponseFields) {
        guard !fields.contains(.xRequestID), let id = try? FieldValue(id) else { return }
        fields.set(.xRequestID, id)
    }
}

/// The other end of a connection.
public struct Peer: Sendable {
    /// nil for a family that is neither IPv4 nor IPv6.
    let networkAddress: NetworkAddress?
    /// Whether the bytes came through TLS.
    public let isSecure: Bool

    /// Whom its connections are counted for.
    var origin: ConnectionCount.Origin { networkAddress?.origin ?? .unknown }
    /// The numeric address without the port, such as `127.0.0.1` or `::1`.
    public var address: String { networkAddress?.text ?? "" }
    /// Whether the address is this machine's own loopback.
    public var isLoopback: Bool { networkAddress?.isLoopback ?? false }
}

/// Makes request ids out of a counter: two multiplications, no system call.
enum RequestID {
    private static let salt = UInt64.random(in: .min ... .max)

    static func text(_ number: UInt64) -> String {
        let digits = String(mixed(number), radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    static func mixed(_ number: UInt64) -> UInt64 {
        // The finaliser of SplitMix64: neighbours look unrelated, and no two numbers collide.
        var mixed = number &+ salt
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// Whether an id that a client made up may stand in logs and answers: up to 64 letters, digits, dots, hyphens and
    /// underscores.
    static func isUsable(_ id: String) -> Bool {
        (1...64).contains(id.utf8.count)
            && id.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
