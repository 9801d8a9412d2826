public import HTTPWire

/// One request as a handler sees it: its head, its body as a stream, and who sent it.
///
/// A request belongs to the task of its connection; handlers use it there and do not keep it.
public final class Request: @unchecked Sendable {
    /// The parsed head.
    public internal(set) var head: RequestHead
    /// The body, read as the handler asks for it.
    public let body: RequestBody
    /// Who sent it and how.
    public let peer: Peer
    /// Path parameters of the route that matched, filled by the router.
    public var parameters = PathParameters()

    /// The request's number within this process, the base of its id.
    let number: UInt64

    init(head: RequestHead, body: RequestBody, peer: Peer, number: UInt64) {
        self.head = head
        self.body = body
        self.peer = peer
        self.number = number
    }

    public var method: HTTPMethod { head.method }

    /// What logs and problem documents call this request: 16 hex digits, different for each request of a process and
    /// unlikely to repeat in another.
    public var id: String { RequestID.text(number) }
}

/// The other end of a connection.
public struct Peer: Sendable {
    /// The numeric address without the port, such as `127.0.0.1` or `::1`.
    public let address: String
    /// Whether the address is this machine's own loopback.
    public let isLoopback: Bool
    /// Whether the bytes came through TLS.
    public let isSecure: Bool

    public init(address: String, isLoopback: Bool, isSecure: Bool) {
        self.address = address
        self.isLoopback = isLoopback
        self.isSecure = isSecure
    }
}

/// Makes request ids out of a counter: one multiplication, no system call.
enum RequestID {
    private static let salt = UInt64.random(in: .min ... .max)

    static func text(_ number: UInt64) -> String {
        // The finaliser of SplitMix64: neighbours look unrelated, and no two numbers collide.
        var mixed = number &+ salt
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        mixed ^= mixed >> 31
        let digits = String(mixed, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
