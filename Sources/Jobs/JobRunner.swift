internal import Crypto
public import DraftModel
public import DraftStore
internal import Glibc
public import Logging
internal import Synchronization
public import Threads

/// Carries out the jobs of the queue: today, saving posted videos into camera rolls.
///
/// The queue is the store's table; nothing about a job is known here alone. A worker claims a job with a lease, copies
/// with progress, and records the end. Each step can be run again after a crash and ends in the same one file.
public final class JobRunner: Sendable {
    /// How many jobs run at once: two copies saturate a disk as well as ten.
    private static let workerCount = 2
    /// How long a claim holds without a sign of life.
    private static let lease = Milliseconds.seconds(60)
    /// Progress is recorded at most this often, in nanoseconds: each record is a commit.
    private static let progressInterval: Int64 = 250_000_000

    private struct Claim: Hashable {
        let job: JobID
        let number: Int64

        init(_ claimed: ClaimedJob) {
            job = claimed.job.id
            number = claimed.claim
        }
    }

    private struct State {
        var isStopping = false
        var workers: [Task<Void, Never>] = []
        /// What is in hand, and of that, what somebody wants stopped. By claim, not by job: one that was cancelled and
        /// retried may be in hand again before its first copy has stopped.
        var running: Set<Claim> = []
        var stopped: Set<Claim> = []
    }

    private let store: Store
    private let pool: ThreadPool
    private let clock: Clock
    private let logger: Logger
    private let operations: FileOperations
    private let reader: Mutex<StoreReader>
    private let signal = WorkSignal()
    private let state = Mutex(State())

    public convenience init(store: Store, pool: ThreadPool, clock: Clock, logger: Logger) throws(StoreError) {
        try self.init(store: store, pool: pool, clock: clock, logger: logger, operations: FileOperations())
    }

    init(store: Store, pool: ThreadPool, clock: Clock, logger: Logger, operations: FileOperations) throws(StoreError) {
        reader = Mutex(try store.makeReader())
        self.store = store
        self.pool = pool
        self.clock = clock
        self.logger = logger
        self.operations = operations
    }

    /// Sweeps what a crash has left in camera rolls, then starts the workers.
    public func start() async {
        await sweep()
        let workers = (0..<Self.workerCount).map { _ in Task { [self] in await work() } }
        state.withLock { $0.workers = workers }
    }

    /// Says that a job may be ready. From any thread.
    public func wake() {
        signal.notify()
    }

    /// Stops the copy of a job that has been cancelled.
    public func stop(_ job: JobID) {
        state.withLock { state in
            state.stopped.formUnion(state.running.filter { $0.job == job })
        }
    }

    /// Lets the pieces in hand be finished, gives the jobs back to the queue, and ends the workers.
    public func shutdown() async {
        let workers = state.withLock { state in
            state.isStopping = true
            state.stopped = state.running
            return state.workers
        }
        signal.notify()
        for worker in workers { await worker.value }
    }

    // MARK: The workers

    private func work() async {
        while !state.withLock({ $0.isStopping }) {
            do {
                if let job = try await store.write({ try $0.claimJob(leaseFor: Self.lease) }) {
                    await run(job)
                } else {
                    await signal.wait(atMost: try pauseUntilNextJob())
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
    private func pauseUntilNextJob() throws(StoreError) -> Duration? {
        guard let due = try reader.withLock({ reader throws(StoreError) in try reader.nextJobReadyAt() }) else {
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
            }
        }
        do {
            guard !job.hasExhaustedAttempts else {
                throw JobError(code: .ioError, detail: "The service stopped each time this was tried.")
            }
            try await save(claimed)
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

    // MARK: Saving to a device

    /// Reserve the item and its name; copy; record the item as saved.
    private func save(_ unreserved: ClaimedJob) async throws {
        let (claimed, item) = try await store.write { try $0.reserveCameraRollItem(for: unreserved) }
        guard let digest = Digest256(hex: item.sha256) else {
            throw JobError(code: .sourceMissing, detail: "The record of the video is damaged.")
        }
        let progress = ProgressReport(of: claimed, store: store, interval: Self.progressInterval, lease: Self.lease)
        let copy = FileCopy(
            source: store.blobs.path(of: digest), root: store.directory, path: item.path, size: item.size,
            digest: digest, item: item.id, operations: operations)
        let claim = Claim(claimed)
        let isCopied = try await pool.run { [self] () throws(CopyError) in
            try copy.run { bytes in
                if state.withLock({ $0.stopped.contains(claim) }) { return false }
                progress.report(bytes)
                return true
            }
        }
        await progress.finish()
        // Stopped: cancelled, or the process ends and the job is claimed again at the next start.
        guard isCopied else { return }
        do {
            _ = try await store.write { try $0.completeJob(claimed) }
        } catch let error as StoreError where error.code == .leaseLost {
            // Cancelled between the last piece and now: the file is nobody's.
            try await pool.run { [self] () throws(CopyError) in try removeFile(of: item) }
        }
    }

    /// Takes the file of a deleted item off the device. A file that is gone already is fine.
    ///
    /// - Throws: `CopyError` when it cannot be removed.
    public func removeFile(of item: CameraRollItem) throws(CopyError) {
        if operations.remove(store.directory + "/" + item.path) != 0, errno != ENOENT { throw CopyError("unlink") }
    }

    /// Removes what crashes have left: temporary files, and files of items that were deleted or cancelled.
    private func sweep() async {
        do {
            try await pool.run { [self] in
                try removeLeftovers(below: "camera-roll", with: try store.makeReader())
            }
        } catch {
            logger.warning("sweeping camera rolls failed", metadata: ["error": "\(String(reflecting: error))"])
        }
    }

    /// Whether a file is the copy of an item that was deleted or cancelled. Files that the store never named, and others
    /// under a name that it gave, are the user's own business.
    private func isNobodys(_ path: String, _ reader: StoreReader) throws(StoreError) -> Bool {
        guard let known = try reader.cameraRollFile(path: path), known.state == .deleted else { return false }
        do throws(CopyError) {
            return try FileDigest.isFile(store.directory + "/" + path, of: known.size, known.digest)
        } catch {
            logger.warning("a leftover stays", metadata: ["file": "\(path)", "error": "\(error)"])
            return false
        }
    }

    /// - Parameter folder: a path below the data directory.
    private func removeLeftovers(below folder: String, with reader: StoreReader) throws(StoreError) {
        guard let stream = unsafe opendir(store.directory + "/" + folder) else { return }
        defer { unsafe closedir(stream) }
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name == "." || name == ".." { continue }
            let path = folder + "/" + name
            if unsafe Int(entry.pointee.d_type) == Int(DT_DIR) {
                try removeLeftovers(below: path, with: reader)
                continue
            }
            let isTemporary = name.hasPrefix(".crl_") && name.hasSuffix(".part")
            if !isTemporary {
                guard try isNobodys(path, reader) else { continue }
            }
            if operations.remove(store.directory + "/" + path) != 0 {
                logger.warning("a leftover stays", metadata: ["file": "\(path)"])
            }
        }
    }
}
