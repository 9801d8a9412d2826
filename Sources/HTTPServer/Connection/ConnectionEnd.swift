internal import HTTPWire

/// Why the way of a connection was cut short.
enum ConnectionEnd: Error {
    /// The peer reset or closed it in the middle of something, or does not take our bytes.
    case peerGone
    /// The peer did not send or take bytes in time.
    case timedOut
    /// The server wants the connection closed.
    case interrupted
    /// The peer sent what is no HTTP.
    case wire(WireError)
}
