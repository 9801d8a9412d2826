import Glibc
import Threads

/// SIGTERM, SIGINT and, where there is something to load again, SIGHUP as something to wait for.
///
/// The signals are blocked for the whole process and taken by one thread with `sigwait`, so no code ever runs inside a
/// signal handler.
struct Signals: Sendable {
    private let takesHangUp: Bool

    /// Blocks the signals for this thread and every thread it makes from now on.
    ///
    /// - Parameter hangUp: whether SIGHUP is taken, too. If not it ends the process, as it does without us.
    init(hangUp: Bool) {
        takesHangUp = hangUp
        var set = set
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    private var set: sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        unsafe sigaddset(&set, SIGTERM)
        unsafe sigaddset(&set, SIGINT)
        if takesHangUp { unsafe sigaddset(&set, SIGHUP) }
        return set
    }

    private static func name(_ signal: Int32) -> String {
        switch signal {
        case SIGTERM: "SIGTERM"
        case SIGHUP: "SIGHUP"
        default: "SIGINT"
        }
    }

    /// The name of the next signal.
    func next() async -> String {
        await withCheckedContinuation { continuation in
            do {
                _ = try Thread(named: "signals") {
                    var set = set
                    var signal: Int32 = 0
                    unsafe sigwait(&set, &signal)
                    continuation.resume(returning: Self.name(signal))
                }
            } catch {
                continuation.resume(returning: "no thread to wait for signals (\(error))")
            }
        }
    }
}
