import CLinux
import Glibc
import HTTPServer
import Threads

/// SIGTERM, SIGINT and SIGHUP as something to wait for.
///
/// They are caught by a handler that writes their number into a pipe, and not kept blocked for a `sigwait`: a blocked
/// signal still ends the process as soon as one single thread lets it through, and two do that we do not own. Dispatch
/// parks the main thread of an asynchronous `main` in `sigsuspend`, and swift-subprocess waits for its children in
/// `epoll_pwait`, both with no signal blocked.
struct Signals: Sendable {
    private let descriptor: Int32

    /// Catches the signals from now on.
    init() throws(SystemError) {
        descriptor = clinux_catch_signals()
        guard descriptor >= 0 else { throw SystemError(call: "sigaction", number: clinux_errno()) }
    }

    /// The name of the next signal, also of one that came before somebody waited.
    func next() async -> String {
        await withCheckedContinuation { continuation in
            do {
                _ = try Thread(named: "signals") { continuation.resume(returning: read()) }
            } catch {
                continuation.resume(returning: "no thread to wait for signals (\(error))")
            }
        }
    }

    private static func name(_ signal: Int32) -> String {
        switch signal {
        case SIGTERM: "SIGTERM"
        case SIGHUP: "SIGHUP"
        default: "SIGINT"
        }
    }

    private func read() -> String {
        var number: UInt8 = 0
        while true {
            let count = unsafe Glibc.read(descriptor, &number, 1)
            if count == 1 { return Self.name(Int32(number)) }
            // The pipe's other end is never closed, so that only an interruption is left.
            if count == 0 || errno != EINTR { return "the end of the pipe of signals" }
        }
    }
}
