internal import Synchronization

/// Lets workers sleep until there may be work, or until a time.
final class WorkSignal: Sendable {
    private struct State {
        var isSignalled = false
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    /// Wakes every sleeping worker; with none asleep, the next one that wants to sleep stays awake.
    func notify() {
        let waiters = state.withLock { state in
            defer { state.waiters = [:] }
            state.isSignalled = state.waiters.isEmpty
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Sleeps until `notify`, for at most `duration`; nil sleeps without end.
    func wait(atMost duration: Duration?) async {
        let timer = Mutex<Task<Void, Never>?>(nil)
        await withCheckedContinuation { continuation in
            let waiter = state.withLock { state -> Int? in
                if state.isSignalled {
                    state.isSignalled = false
                    return nil
                }
                state.next += 1
                state.waiters[state.next] = continuation
                return state.next
            }
            guard let waiter else {
                continuation.resume()
                return
            }
            guard let duration else { return }
            timer.withLock {
                $0 = Task { [self] in
                    // Cancelled when the sleep has ended another way; waking nobody is harmless.
                    try? await Task.sleep(for: duration)
                    state.withLock { $0.waiters.removeValue(forKey: waiter) }?.resume()
                }
            }
        }
        timer.withLock { $0?.cancel() }
    }
}
