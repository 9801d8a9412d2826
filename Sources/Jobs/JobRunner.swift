public import DraftModel
public import DraftStore
public import Logging
internal import Synchronization
public import Threads

/// Carries out the jobs of the queue: saving posted videos into camera rolls, and rendering drafts.
///
/// The queue is the store's table; nothing about a job is known here alone. A worker claims a job with a lease, works
/// with progress, and records the end. Each step can be run again after a crash and ends in the same one file. Each kind
/// of job has workers of its own: no copy waits for a rendering, which takes all processors for minutes.
public final class JobRunner: Sendable {
    /// How many jobs of a kind run at once: two copies saturate a disk as well as ten, and one ffmpeg all processors.
    private static func workerCount(_ kind: Job.Kind) -> Int {
        switch kind {
        case .saveToDevice: 2
        case .render: 1
        }
    }
    /// How long a claim holds without a sign of life.
    static let lease = Milliseconds.seconds(60)
    /// Progress is recorded at most this often, in nanoseconds: each record is a commit.
    static let progressInterval: Int64 = 250_000_000

    struct Claim: Hashable {
        let job: JobID
        let number: Int64

        init(_ claimed: ClaimedJob) {
            job = claimed.job.id
            number = claimed.claim
        }
    }

    struct State {
        var isStopping = false
        var workers: [Task<Void, Never>] = []
        /// What is in hand, and of that, what somebody wants stopped. By claim, not by job: one that was cancelled and
        /// retried may be in hand again before its first copy has stopped.
        var running: Set<Claim> = []
        var stopped: Set<Claim> = []
        /// What stops work that does not look at `stopped` by itself.
        var cancellations: [Claim: @Sendable () -> Void] = [:]
    }

    let store: Store
    let pool: ThreadPool
    let logger: Logger
    let operations: FileOperations
    /// What renders.
    public let tools: MediaTools
    let state = Mutex(State())
    private let clock: Clock
    private let reader: Mutex<StoreReader>
    private let signals = Dictionary(uniqueKeysWithValues: Job.Kind.allCases.map { ($0, WorkSignal()) })

    /// - Parameter tools: render.
    public convenience init(
        store: Store, pool: ThreadPool, tools: MediaTools = .none, clock: Clock, logger: Logger
    ) throws(StoreError) {
        try self.init(
            store: store, pool: pool, tools: tools, clock: clock, logger: logger, operations: FileOperations())
    }

    init(
        store: Store, pool: ThreadPool, tools: MediaTools = .none, clock: Clock, logger: Logger,
        operations: FileOperations
    ) throws(StoreError) {
        reader = Mutex(try store.makeReader())
        self.store = store
        self.pool = pool
        self.tools = tools
        self.clock = clock
        self.logger = logger
        self.operations = operations
    }

    /// Sweeps what a crash has left in camera rolls, then starts the workers.
    public func start() async {
        await sweep()
        let workers = Job.Kind.allCases.flatMap { kind in
            (0..<Self.workerCount(kind)).map { _ in Task { [self] in await work(kind) } }
        }
        state.withLock { $0.workers = workers }
    }

    /// Says that a job may be ready. From any thread.
    public func wake() {
        for signal in signals.values { signal.notify() }
    }

    /// Stops the work of a job that has been cancelled.
    public func stop(_ job: JobID) {
        stopWork { $0.job == job }
    }

    private func stopWork(_ isMeant: (Claim) -> Bool) {
        let cancellations = state.withLock { state in
            let claims = state.running.filter(isMeant)
            state.stopped.formUnion(claims)
            return claims.compactMap { state.cancellations[$0] }
        }
        for cancel in cancellations { cancel() }
    }

    /// Lets the pieces in hand be finished, gives the jobs back to the queue, and ends the workers.
    public func shutdown() async {
        let workers = state.withLock { state in
            state.isStopping = true
            return state.workers
        }
        stopWork { _ in true }
        wake()
        await tools.stop()
        for worker in workers { await worker.value }
    }

    // MARK: The workers

    private func work(_ kind: Job.Kind) async {
        guard let signal = signals[kind] else { return }
        while !state.withLock({ $0.isStopping }) {
            do {
                if let job = try await store.write({ try $0.claimJob(kind, leaseFor: Self.lease) }) {
                    await run(job)
                } else {
                    await signal.wait(atMost: try pauseUntilNextJob(kind))
                }
            } catch {
                logger.error("the queue cannot be read", metadata: ["error": "\(String(reflecting: error))"])
                await signal.wait(atMost: .seconds(1))
            }
        }
        // One notification wakes one sleeper; pass it on to the next worker that has to end.
        signal.notify()
    }

    /// How long nothing is due; nil when nothing is.
    private func pauseUntilNextJob(_ kind: Job.Kind) throws(StoreError) -> Duration? {
        guard let due = try reader.withLock({ reader throws(StoreError) in try reader.nextJobReadyAt(kind) }) else {
            return nil
        }
        return .milliseconds(max(1, due.millisecondsSince1970 - clock.now().millisecondsSince1970))
    }

    private func run(_ claimed: ClaimedJob) async {
        let job = claimed.job
        let claim = Claim(claimed)
        state.withLock { _ = $0.running.insert(claim) }
        defer {
            state.withLock { state in
                state.running.remove(claim)
                state.stopped.remove(claim)
                state.cancellations[claim] = nil
            }
        }
        do {
            guard !job.hasExhaustedAttempts else {
                throw JobError(code: .ioError, detail: "The service stopped each time this was tried.")
            }
            switch job.kind {
            case .saveToDevice: try await save(claimed)
            case .render: try await render(claimed)
            }
        } catch let error as JobError {
            await fail(claimed, error)
        } catch let error as StoreError where error.code == .leaseLost {
            // Cancelled, and the file is gone again: nothing is left to record.
        } catch let error as StoreError {
            await fail(claimed, recorded(error, job))
        } catch let error as CopyError {
            logger.warning("copy failed", metadata: ["job": "\(job.id)", "error": "\(error)"])
            await fail(claimed, JobError(code: error.code, detail: error.advice))
        } catch {
            logger.warning("job failed", metadata: ["job": "\(job.id)", "error": "\(String(reflecting: error))"])
            await fail(claimed, JobError(code: .ioError, detail: "The service failed. Its log has the reason."))
        }
    }

    private func fail(_ claimed: ClaimedJob, _ error: JobError) async {
        do {
            _ = try await store.write { try $0.failJob(claimed, error: error) }
        } catch {
            // Cancelled meanwhile, or the store fails: the lease ends by itself and the job is claimed again.
            logger.warning(
                "a failure could not be recorded", metadata: ["job": "\(claimed.job.id)", "error": "\(error)"])
        }
    }

    /// What the store's error means for the job.
    private func recorded(_ error: StoreError, _ job: Job) -> JobError {
        if case .jobError(let error) = error.code { return error }
        logger.warning("job failed", metadata: ["job": "\(job.id)", "error": "\(String(reflecting: error))"])
        let isFull = error.code == .diskFull
        return JobError(
            code: isFull ? .storageFull : .ioError,
            detail: "The service could not store its work. Its log has the reason.")
    }
}
