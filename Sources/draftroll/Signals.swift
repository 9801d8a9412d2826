import Glibc
import Threads

/// SIGTERM and SIGINT as something to wait for.
///
/// The signals are blocked for the whole process and taken by one thread with `sigwait`, so no code ever runs inside a
/// signal handler.
enum Signals {
    /// Blocks the signals for this thread and every thread it makes from now on. To be called before there is another:
    /// a signal is delivered to any thread that does not block it.
    static func block() {
        var set = set
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Lets the signals end this process again, as they do every other: for commands that have nothing to put in order.
    static func unblock() {
        var set = set
        unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }

    private static var set: sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        unsafe sigaddset(&set, SIGTERM)
        unsafe sigaddset(&set, SIGINT)
        return set
    }

    /// The name of the next signal.
    static func next() async -> String {
        await withCheckedContinuation { continuation in
            do {
                _ = try Thread(named: "signals") {
                    var set = set
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
