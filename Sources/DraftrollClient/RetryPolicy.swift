/// When a request that got no usable answer is sent again.
///
/// Repeated are broken connections and the statuses 429, 502, 503 and 504: always with the same `Idempotency-Key`. A PATCH
/// that carries `If-Match` is sent once, because after a lost answer its repetition would look like somebody else's change.
public struct RetryPolicy: Sendable, Hashable {
    /// How often a request is sent in all, at least once.
    public var maximumAttempts: Int
    /// The wait before the second attempt; it doubles each time.
    public var firstDelay: Duration

    /// A policy; fewer than one attempt count as one.
    public init(maximumAttempts: Int, firstDelay: Duration) {
        self.maximumAttempts = max(1, maximumAttempts)
        self.firstDelay = firstDelay
    }

    /// Three attempts, the second after 200 ms.
    public static let standard = RetryPolicy(maximumAttempts: 3, firstDelay: .milliseconds(200))
    /// Every request is sent once.
    public static let never = RetryPolicy(maximumAttempts: 1, firstDelay: .zero)

    /// The wait after the attempt with this number (from 1); nil if it was the last one.
    func delay(afterAttempt attempt: Int) -> Duration? {
        guard attempt < maximumAttempts else { return nil }
        return firstDelay * (1 << min(attempt - 1, 10))
    }

    /// Whether an answer with this status may be different the next time.
    static func isWorthRepeating(status: Int) -> Bool {
        [429, 502, 503, 504].contains(status)
    }
}
