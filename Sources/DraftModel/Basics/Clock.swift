/// Where the time comes from. Passed in, so that a test can move it; nothing in this module reads a clock.
public struct Clock: Sendable {
    /// The time that people see.
    public var now: @Sendable () -> Timestamp

    public init(now: @escaping @Sendable () -> Timestamp) {
        self.now = now
    }

    /// A clock that stands still.
    public static func fixed(_ timestamp: Timestamp) -> Clock {
        Clock { timestamp }
    }
}
