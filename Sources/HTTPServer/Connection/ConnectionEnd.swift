internal import HTTPWire

/// Why the way of a connection was cut short.
enum ConnectionEnd: Error {
    /// The peer reset or closed it in the middle of something, or does not take our bytes.
    case peerGone
    /// The peer did not send or take bytes in time.
    case timedOut
    /// The server wants the connection closed.
    case interrupted
    /// An answer could not be finished after its head had gone out. The peer learns it by the missing end of the body;
    /// where that end is the end of the connection (`endsWithConnection`), by a reset.
    case answerFailed(endsWithConnection: Bool)
    /// The peer sent what is no HTTP.
    case wire(WireError)
}
