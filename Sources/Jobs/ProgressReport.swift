internal import Glibc
internal import Synchronization

/// Records how far work is, from the thread that does it, without making it wait for the commits.
final class ProgressReport: Sendable {
    private struct State {
        var lastAt: Int64 = 0
        var isRecording = false
        var finished: CheckedContinuation<Void, Never>?
    }

    private let interval: Int64
    private let record: @Sendable (Int64) async throws -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - interval: the least time between two records, in nanoseconds.
    ///   - record: makes a record.
    init(interval: Int64, record: @escaping @Sendable (Int64) async throws -> Void) {
        self.interval = interval
        self.record = record
    }

    /// Records `amount`, unless the last record is too young or still under way.
    func report(_ amount: Int64) {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        let now = Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
        let isDue = state.withLock { state in
            guard !state.isRecording, now - state.lastAt >= interval else { return false }
            state.lastAt = now
            state.isRecording = true
            return true
        }
        guard isDue else { return }
        Task { [self] in
            // A record that is lost, or comes after a cancellation, is only progress that is not shown.
            try? await record(amount)
            let finished = state.withLock { state in
                state.isRecording = false
                return state.finished.take()
            }
            finished?.resume()
        }
    }

    /// Waits for a record that is under way, so that none comes after the job's end.
    func finish() async {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.isRecording { state.finished = continuation }
                return !state.isRecording
            }
            if isDone { continuation.resume() }
        }
    }
}
