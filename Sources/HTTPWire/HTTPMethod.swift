/// A request method (RFC 9110 §9). Methods are case-sensitive: `get` is not `GET`.
///
/// A method that is not listed here never becomes a value: the parser answers it with 501 (RFC 9110 §9.1).
public struct HTTPMethod: Sendable, Hashable {
    private enum Kind: UInt8 { case get, head, post, put, patch, delete, options, trace, connect }

    private let kind: Kind

    private init(_ kind: Kind) { self.kind = kind }

    /// Asks for a representation (RFC 9110 §9.3.1).
    public static var get: HTTPMethod { HTTPMethod(.get) }
    /// As GET, without the body (RFC 9110 §9.3.2).
    public static var head: HTTPMethod { HTTPMethod(.head) }
    /// Has the resource process the body (RFC 9110 §9.3.3).
    public static var post: HTTPMethod { HTTPMethod(.post) }
    /// Replaces the representation (RFC 9110 §9.3.4).
    public static var put: HTTPMethod { HTTPMethod(.put) }
    /// Changes the representation in part (RFC 5789).
    public static var patch: HTTPMethod { HTTPMethod(.patch) }
    /// Removes the resource (RFC 9110 §9.3.5).
    public static var delete: HTTPMethod { HTTPMethod(.delete) }
    /// Asks what is possible (RFC 9110 §9.3.7).
    public static var options: HTTPMethod { HTTPMethod(.options) }
    /// A loop-back test (RFC 9110 §9.3.8). To be answered with 405: reflecting a request leaks its credentials.
    public static var trace: HTTPMethod { HTTPMethod(.trace) }
    /// Asks for a tunnel (RFC 9110 §9.3.6). The parser answers it with 501.
    public static var connect: HTTPMethod { HTTPMethod(.connect) }

    /// The method of this exact name, nil for a name that is not known.
    public init?(_ name: String) {
        unsafe self.init(name.utf8.span.bytes, in: 0..<name.utf8.count)
    }

    init?(_ bytes: RawSpan, in range: Range<Int>) {
        // The length leaves one to three candidates.
        switch range.count {
        case 3 where bytes.equals("GET", in: range): kind = .get
        case 3 where bytes.equals("PUT", in: range): kind = .put
        case 4 where bytes.equals("POST", in: range): kind = .post
        case 4 where bytes.equals("HEAD", in: range): kind = .head
        case 5 where bytes.equals("PATCH", in: range): kind = .patch
        case 5 where bytes.equals("TRACE", in: range): kind = .trace
        case 6 where bytes.equals("DELETE", in: range): kind = .delete
        case 7 where bytes.equals("OPTIONS", in: range): kind = .options
        case 7 where bytes.equals("CONNECT", in: range): kind = .connect
        default: return nil
        }
    }

    /// The method as it is written in a request.
    public var name: String {
        switch kind {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .patch: "PATCH"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        case .trace: "TRACE"
        case .connect: "CONNECT"
        }
    }

    /// Whether the method only reads (RFC 9110 §9.2.1).
    public var isSafe: Bool {
        switch kind {
        case .get, .head, .options, .trace: true
        case .post, .put, .patch, .delete, .connect: false
        }
    }

    /// Whether sending the request twice has the effect of sending it once (RFC 9110 §9.2.2).
    public var isIdempotent: Bool { isSafe || kind == .put || kind == .delete }
}

extension HTTPMethod: CustomStringConvertible {
    /// The method as it is written in a request.
    public var description: String { name }
}
