public import HTTPWire

/// Why a body could not be read to its end.
public enum BodyError: Error, Sendable {
    /// The peer closed, reset or stalled before the body was whole. Nothing of it may be used.
    case incomplete
    /// The body did not come at the least rate that is asked for.
    case tooSlow
    /// The body is longer than the handler accepts, in bytes.
    case tooLarge(limit: Int)
    /// The framing of the body is broken.
    case malformed(WireError)
    /// The body is in a content coding that is not read here: answer 415 with `Accept-Encoding: gzip`.
    case unsupportedCoding
    /// The body is not what its content coding says: damaged, or with bytes behind its end.
    case malformedCoding
}
