/// A few threads for work that blocks: syncing, copying, hashing, password hashes.
///
/// Event loops never block; they `await pool.run { … }` and go on with other connections meanwhile.
public final class ThreadPool: Sendable {
    private struct Queue {
        var waiting: [@Sendable () -> Void] = []
        var next = 0
        var isStopped = false

        mutating func popFirst() -> (@Sendable () -> Void)? {
            guard next < waiting.count else { return nil }
            let work = waiting[next]
            next += 1
            if next == waiting.count {
                waiting.removeAll(keepingCapacity: true)
                next = 0
            }
            return work
        }
    }

    private enum Step {
        case work(@Sendable () -> Void)
        case stop
    }

    private let queue = Condition(Queue())
    private let threads: [Thread]

    /// - Parameters:
    ///   - name: names the threads, `name-0` and on.
    ///   - count: how many threads; at least one.
    /// - Throws: `ThreadError` when the system gives none.
    public init(named name: String, count: Int) throws(ThreadError) {
        let queue = queue
        var threads: [Thread] = []
        for index in 0..<max(1, count) {
            threads.append(try Thread(named: "\(name)-\(index)") { Self.work(off: queue) })
        }
        self.threads = threads
    }

    private static func work(off queue: Condition<Queue>) {
        while true {
            let step: Step = queue.wait { queue in
                if let work = queue.popFirst() { return .work(work) }
                return queue.isStopped ? .stop : nil
            }
            switch step {
            case .work(let work): work()
            case .stop: return
            }
        }
    }

    /// Runs `work` on one of the pool's threads and returns its result to the caller's executor.
    ///
    /// Work is begun in the order in which it came. After `shutdown` it still runs, on the caller's thread.
    public func run<Value: Sendable, Failure: Error>(
        _ work: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
            submit {
                do throws(Failure) {
                    continuation.resume(returning: .success(try work()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }

    /// Queues `work` without waiting for it.
    public func submit(_ work: @escaping @Sendable () -> Void) {
        let isQueued = queue.signal { queue in
            if queue.isStopped { return false }
            queue.waiting.append(work)
            return true
        }
        if !isQueued { work() }
    }

    /// Lets the queued work finish, then ends and joins the threads. Blocks; not for use on one of them.
    public func shutdown() {
        queue.broadcast { $0.isStopped = true }
        for thread in threads { thread.join() }
    }
}
