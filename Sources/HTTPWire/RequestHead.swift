/// The head of a request: its own copy of the bytes, and where in them the parts stand.
///
/// Nothing becomes a `String` before it is asked for. A head that is used for one request after another keeps its
/// storage, so that parsing an ordinary request allocates nothing.
public struct RequestHead: Sendable {
    /// The bytes of the head, and behind them the path without dot segments where it had some.
    var bytes: [UInt8] = []
    /// The field lines in their order.
    var lines: [FieldLine] = []
    /// The bit of every known field that is there.
    var present: UInt128 = 0
    /// Where path and query stand.
    var target = RequestTarget()
    /// Where the authority stands: that of an absolute-form, or else the value of Host.
    var authorityRange: Range<Int>?

    /// The method.
    public internal(set) var method: HTTPMethod = .get
    /// The version; a higher minor of HTTP/1 is 1.1.
    public internal(set) var version: HTTPVersion = .http11
    /// How long the body is.
    public internal(set) var framing: BodyFraming = .none
    /// Whether the client lets the connection go on after this request (RFC 9112 §9.3).
    public internal(set) var keepAlive = true
    /// Whether the client waits for `100 Continue` before it sends the body (RFC 9110 §10.1.1). Never on HTTP/1.0, and
    /// never without a body.
    public internal(set) var expectsContinue = false

    /// Whether the client gave the request an id, in `X-Request-ID`.
    public internal(set) var hasRequestID = false

    /// An empty head for a parser to fill. It takes memory with the first request it holds.
    public init() {}

    /// Lets the memory go if it is more than `size` bytes. It has that of the largest request it has held.
    public mutating func limitStorage(to size: Int) {
        if bytes.capacity + lines.capacity * MemoryLayout<FieldLine>.stride > size { self = RequestHead() }
    }

    /// Forgets the request but keeps the storage.
    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        lines.removeAll(keepingCapacity: true)
        // Ordinary heads have fewer lines, and then the array is made once.
        lines.reserveCapacity(16)
        present = 0
        target = RequestTarget()
        authorityRange = nil
        method = .get
        version = .http11
        framing = .none
        keepAlive = true
        expectsContinue = false
        hasRequestID = false
    }

    /// The text at `range`. A byte over 0x7f that is not part of UTF-8 text becomes U+FFFD.
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}

// MARK: - Target

extension RequestHead {
    /// The path, percent-encoded as it was sent, without dot segments; it begins with a slash, or is `*` for
    /// `OPTIONS *`. Decode it by segments (`PercentDecoding.segment`), so that an encoded slash separates nothing.
    public var path: String { text(target.path) }

    /// The bytes of `path`.
    public var pathBytes: ArraySlice<UInt8> { bytes[target.path] }

    /// Calls `body` with the bytes of `path`, without making anything.
    public func withPathBytes<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(bytes.span.extracting(target.path))
    }

    /// What follows the question mark, percent-encoded as it was sent; nil without one.
    public var query: String? { target.query.map(text) }

    /// The parameters of the query, decoded, in their order; none without a query; nil for a query with a malformed
    /// escape or text that is not UTF-8.
    public var queryParameters: [(name: String, value: String)]? {
        guard let query else { return [] }
        return PercentDecoding.query(query)
    }

    /// Host and port as the client named them: those of an absolute-form target, or else those of Host (RFC 9112 §3.3).
    /// nil only on HTTP/1.0.
    public var authority: String? { authorityRange.map(text) }
}
