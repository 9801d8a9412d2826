/// When a connection has waited long enough. Arithmetic alone: all times are nanoseconds of one monotonic clock, and the
/// caller owns clock and timers.
///
/// A deadline does not move because a byte arrives, so a peer that drips bytes is closed at it. Only the body's grows,
/// with what was received, as Apache's mod_reqtimeout does it: whoever keeps the minimum rate may take as long as the
/// body needs.
public struct DeadlinePolicy: Sendable, Hashable {
    /// One second.
    public static let second: Int64 = 1_000_000_000

    /// From the first byte of a head to its last. Apache's default is 20 to 40 s.
    public var head: Int64 = 20 * second
    /// From the end of the head, or from the last time the handler asked, to the first body byte.
    public var bodyGrace: Int64 = 20 * second
    /// Body bytes per second that keep a body alive. Apache's default is 500.
    public var bodyMinimumRate: Int64 = 500
    /// A connection between two requests.
    public var idle: Int64 = 75 * second
    /// A write of which the peer takes nothing.
    public var stalledWrite: Int64 = 30 * second
    /// The TLS handshake, from accept to finish.
    public var handshake: Int64 = 10 * second

    /// The defaults.
    public init() {}

    /// When a head whose first byte came at `firstByte` must be complete.
    public func headDeadline(firstByte: Int64) -> Int64 { Self.sum(firstByte, head) }

    /// When more of a body must have come.
    ///
    /// - Parameters:
    ///   - start: When the body was first waited for.
    ///   - received: How many of its bytes have come.
    ///   - paused: For how long the handler did not read: backpressure is not the peer's fault.
    public func bodyDeadline(start: Int64, received: UInt64, paused: Int64 = 0) -> Int64 {
        let rate = UInt64(max(1, bodyMinimumRate))
        let (nanoseconds, overflow) = (received / rate).multipliedReportingOverflow(by: UInt64(Self.second))
        // The rest of a second: less than `rate` times 10^9, which is far from overflow for any sane rate.
        let (rest, restOverflow) = (received % rate).multipliedReportingOverflow(by: UInt64(Self.second))
        let whole = overflow ? Int64.max : Int64(clamping: nanoseconds)
        let part = restOverflow ? 0 : Int64(clamping: rest / rate)
        return Self.sum(Self.sum(Self.sum(start, bodyGrace), max(0, paused)), Self.sum(whole, part))
    }

    /// When a connection that has been idle since `since` is closed.
    public func idleDeadline(since: Int64) -> Int64 { Self.sum(since, idle) }

    /// When a write is given up of which the peer last took something at `lastProgress`.
    public func writeDeadline(lastProgress: Int64) -> Int64 { Self.sum(lastProgress, stalledWrite) }

    /// When a TLS handshake that began at `start` must be finished.
    public func handshakeDeadline(start: Int64) -> Int64 { Self.sum(start, handshake) }

    /// Addition that stays at the end of the range: a deadline that far away never comes.
    private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        guard overflow else { return sum }
        return right < 0 ? .min : .max
    }
}
