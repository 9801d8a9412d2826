/// What stands between the server and a responder: it makes one responder out of another.
///
/// A middleware is applied once per loop, when the loop's responder is made. One that has nothing to do returns the
/// responder it was given, and then costs nothing.
public typealias Middleware = (@escaping Responder) -> Responder
