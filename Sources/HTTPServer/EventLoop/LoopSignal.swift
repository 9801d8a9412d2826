internal import Synchronization

/// Lets a task of a loop wait for news from any thread, or for a time.
///
/// A signal that comes while nobody waits is remembered; several are remembered as one.
public final class LoopSignal: Sendable {
    private let loop: EventLoop
    private let state: LoopBoundState

    /// Makes a signal for tasks of `loop`. Loop only.
    public init(on loop: EventLoop) {
        self.loop = loop
        state = LoopBoundState(loop: loop)
    }

    /// Wakes the waiting task. From any thread.
    public func notify() {
        if loop.isCurrent {
            state.notify()
        } else {
            loop.submit { [state] in state.notify() }
        }
    }

    /// Waits until `notify`, the cancellation of the task, or `nanoseconds` have passed. Loop only.
    ///
    /// - Returns: true if there was a signal.
    public func wait(nanoseconds: Int64) async -> Bool {
        await withTaskCancellationHandler {
            await state.wait(until: loop.now &+ nanoseconds)
        } onCancel: {
            loop.submit { [state] in state.cancel() }
        }
    }

    /// Touched on the loop alone.
    private final class LoopBoundState: @unchecked Sendable {
        private let deadline: Deadline
        private var isSignalled = false
        private var isCancelled = false
        private var waiter: CheckedContinuation<Bool, Never>?

        init(loop: EventLoop) {
            deadline = Deadline(on: loop)
            deadline.action = { [unowned self] in resume(false) }
        }

        func notify() {
            if waiter == nil { isSignalled = true } else { resume(true) }
        }

        func cancel() {
            isCancelled = true
            resume(false)
        }

        func wait(until time: Int64) async -> Bool {
            if isSignalled {
                isSignalled = false
                return true
            }
            if isCancelled { return false }
            precondition(waiter == nil, "a signal was waited for by two tasks at once")
            return await withCheckedContinuation { continuation in
                waiter = continuation
                deadline.set(time)
            }
        }

        private func resume(_ result: Bool) {
            deadline.lift()
            guard let waiter else { return }
            self.waiter = nil
            waiter.resume(returning: result)
        }
    }
}
