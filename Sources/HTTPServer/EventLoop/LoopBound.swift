/// A value that only one loop's thread may use, such as that loop's database connection.
///
/// It lets the value travel in `Sendable` closures; every use asserts that it happens on the loop.
public struct LoopBound<Value>: @unchecked Sendable {
    private let loop: EventLoop
    private let stored: Value

    /// Binds a value to a loop; it may be made on any thread, and is the loop's from then on.
    public init(_ value: Value, on loop: EventLoop) {
        self.loop = loop
        stored = value
    }

    /// The value. Using it on another thread is a programming error and stops the process.
    public var value: Value {
        precondition(loop.isCurrent, "a value bound to an event loop was used on another thread")
        return stored
    }
}
