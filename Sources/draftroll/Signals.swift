import Glibc
import Threads

/// SIGTERM and SIGINT as something to wait for.
///
/// The signals are blocked for the whole process and taken by one thread with `sigwait`, so no code ever runs inside a
/// signal handler.
struct Signals: Sendable {
    /// Blocks the signals for this thread and every thread it makes from now on.
    init() {
        var set = Self.set
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    private static var set: sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        unsafe sigaddset(&set, SIGTERM)
        unsafe sigaddset(&set, SIGINT)
        return set
    }

    /// The name of the next signal.
    func next() async -> String {
        await withCheckedContinuation { continuation in
            do {
                _ = try Thread(named: "signals") {
                    var set = Self.set
                    var signal: Int32 = 0
                    unsafe sigwait(&set, &signal)
                    continuation.resume(returning: signal == SIGTERM ? "SIGTERM" : "SIGINT")
                }
            } catch {
                continuation.resume(returning: "no thread to wait for signals (\(error))")
            }
        }
    }
}
