internal import DraftModel
internal import DraftStore
internal import Glibc
internal import Synchronization

/// Records how far a copy is, from the thread that copies, without making it wait for the commits.
final class ProgressReport: Sendable {
    private struct State {
        var lastAt: Int64 = 0
        var isRecording = false
        var finished: CheckedContinuation<Void, Never>?
    }

    private let claimed: ClaimedJob
    private let store: Store
    private let interval: Int64
    private let lease: Milliseconds
    private let state = Mutex(State())

    init(of claimed: ClaimedJob, store: Store, interval: Int64, lease: Milliseconds) {
        self.claimed = claimed
        self.store = store
        self.interval = interval
        self.lease = lease
    }

    /// Records `bytes`, unless the last record is too young or still under way.
    func report(_ bytes: Int64) {
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
            _ = try? await store.write { [claimed, lease] in
                try $0.recordProgress(claimed, bytesDone: bytes, leaseFor: lease)
            }
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
