/// When to try again: exponential backoff with jitter.
///
/// Attempt n is followed by a wait between half and the whole of `firstDelay` × 2ⁿ⁻¹, up to `maximumDelay`. The jitter
/// keeps jobs that failed together from coming back together; half of the wait is kept so that no retry is immediate.
public struct RetryPolicy: Sendable, Hashable {
    public var maximumAttempts: Int
    public var firstDelay: Milliseconds
    public var maximumDelay: Milliseconds

    public init(maximumAttempts: Int, firstDelay: Milliseconds, maximumDelay: Milliseconds) {
        self.maximumAttempts = maximumAttempts
        self.firstDelay = firstDelay
        self.maximumDelay = maximumDelay
    }

    /// Five attempts, after waits of about 1, 2, 4 and 8 seconds.
    public static let standard = RetryPolicy(
        maximumAttempts: 5, firstDelay: .seconds(1), maximumDelay: .seconds(60))

    /// How long to wait after an attempt.
    ///
    /// - Parameters:
    ///   - attempts: how many attempts there were, from 1; less counts as 1.
    ///   - random: any random number.
    public func delay(afterAttempts attempts: Int, random: UInt64) -> Milliseconds {
        let most = max(maximumDelay.count, 0)
        var whole = min(max(firstDelay.count, 0), most)
        var doublings = max(attempts, 1) - 1
        // Stops at the maximum, before doubling can overflow or an absurd number of attempts can take long.
        while doublings > 0, whole > 0, whole < most {
            whole = whole > most / 2 ? most : whole * 2
            doublings -= 1
        }
        let half = whole / 2
        let jitter = Int64(truncatingIfNeeded: random % (UInt64(whole - half) + 1))
        return Milliseconds(half + jitter)
    }
}
