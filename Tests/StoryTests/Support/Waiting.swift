import Glibc

/// Asks again and again until a condition holds: for what cannot be waited on, such as a file that somebody else makes.
///
/// - Throws: `TestFailure` naming the condition when it does not hold in time.
func eventually(_ what: String, within seconds: Double = 60, _ holds: () throws -> Bool) throws {
    let deadline = monotonicSeconds() + seconds
    while try !holds() {
        guard monotonicSeconds() < deadline else { throw TestFailure("in \(seconds) s it never came to this: \(what)") }
        usleep(500)
    }
}

func monotonicSeconds() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
