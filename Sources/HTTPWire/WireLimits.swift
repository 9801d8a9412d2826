/// How much of a request the parser takes before it refuses. All sizes are in bytes.
///
/// RFC 9112 §3 asks for at least 8,000 bytes of request line; the rest are what common servers take.
public struct WireLimits: Sendable, Hashable {
    /// The request line without its CRLF. Beyond it: 414 (RFC 9112 §3).
    public var maximumRequestLine = 8_192
    /// Request line and fields, with every CRLF. Beyond it: 431 (RFC 6585 §5).
    public var maximumHead = 65_536
    /// Field lines in a head, and again in the trailers. Beyond it: 431.
    public var maximumFields = 100
    /// All chunk extensions of one body together. Beyond it: 400 (RFC 9112 §7.1.1).
    public var maximumChunkExtensions = 16_384
    /// The trailer section with every CRLF. Beyond it: 431.
    public var maximumTrailers = 8_192

    /// The defaults.
    public init() {}
}
