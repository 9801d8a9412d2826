public import DraftModel
public import Threads

/// Everything Draftroll keeps: rows in SQLite, bytes in a blob store, under one data directory that one process has
/// open at a time.
public final class Store: Sendable {
    /// The bytes of media.
    public let blobs: BlobStore
    /// 32 random bytes made with the data directory, from which keys for signing addresses are made.
    public let secret: [UInt8]
    /// The directory everything is under.
    public let directory: String
    private let databasePath: String
    let queue: WriteQueue
    private let writer: Writer
    private let lock: LockFile
    private let idleReaders = IdleReaders()

    /// Opens a data directory, making it (readable by this user alone) if there is none, and puts right what a process
    /// that was killed has left: unfinished uploads, blobs without rows, jobs somebody was running.
    ///
    /// Throws `inUse` if another process has it open, `newerSchema` if a newer version has written it.
    public init(
        dataDirectory: String, clock: Clock, randomness: Randomness, faults: StorageFaults = .none
    ) throws(StoreError) {
        let files = FileSystem(faults: .none)
        try files.makeDirectories(dataDirectory)
        lock = try LockFile(dataDirectory + "/draftroll.lock")
        directory = dataDirectory
        databasePath = dataDirectory + "/draftroll.db"
        let connection = try Database.open(databasePath)
        // The database's own name has to survive a loss of power as well as what is in it.
        try files.syncDirectory(dataDirectory)
        secret = try connection.serverSecret(randomness: randomness)
        try connection.requeueRunningJobs(at: clock.now())
        let queue = WriteQueue()
        blobs = try BlobStore(
            directory: dataDirectory, faults: faults,
            keeping: { name throws(StoreError) in
                guard let id = UploadID(name) else { return false }
                return try connection.isIncomplete(id)
            },
            released: { queue.append(releasedBlob: $0) })
        try blobs.sweep { digest throws(StoreError) in try connection.referencesBlob(digest) }
        writer = try Writer(
            connection: connection, queue: queue, blobs: blobs, clock: clock, randomness: randomness, faults: faults)
        self.queue = queue
    }

    /// A new connection for reading. One for each event loop, kept.
    public func makeReader() throws(StoreError) -> StoreReader { try StoreReader(path: databasePath) }

    /// Reads on a thread of the pool: for what may take over a millisecond, which no event loop can wait for.
    public func read<Value: Sendable>(
        on pool: ThreadPool, _ body: @escaping @Sendable (StoreReader) throws -> Value
    ) async throws -> Value {
        try await pool.run { [self] () throws in
            let reader = try idleReaders.take() ?? makeReader()
            defer { idleReaders.give(back: reader) }
            return try body(reader)
        }
    }

    /// Runs an operation on the writer's thread and returns when it is durable.
    ///
    /// If the operation throws, nothing it did stays, and its error is thrown here. Other operations may share its
    /// commit, but not its fate. An operation that was begun is not cancelled with its task.
    @discardableResult
    public func write<Value: Sendable>(
        _ operation: @escaping @Sendable (borrowing Transaction) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let write = PendingOperation(operation, continuation: continuation)
            if !queue.append(write) { write.finish(batchFailure: StoreError(.closed)) }
        }
    }

    /// Calls `observer` after each commit that brought events or jobs, on the writer's thread: it must only wake those
    /// who wait. There is no way to stop observing; observers live as long as the store.
    public func observeCommits(_ observer: @escaping @Sendable (CommitNotice) -> Void) { writer.observe(observer) }

    /// Commits with a sync so far. For metrics.
    public var commitCount: Int { writer.commitCount }

    /// Does what still waits, stops writing, and lets others open the data directory; later writes throw `closed`.
    /// Blocks until it is done. To be called once.
    public func close() {
        writer.close()
        lock.release()
    }
}
