internal import Crypto
internal import DraftModel
internal import Synchronization
internal import Threads

/// The one thread that changes the database.
///
/// It takes everything that waits and commits it as one transaction: the disk is synced once for all of them, and
/// then everybody is answered. Under load, one sync carries dozens of operations; alone, an operation waits for no one.
///
/// - Each operation has a savepoint of its own: one that throws is undone alone.
/// - SQLite may give the whole transaction up by itself, as it does for a full disk even inside a savepoint. So after
///   every operation and every error the writer asks whether the transaction is still there. If it is not, every
///   operation of the batch has failed, and is told so.
/// - An operation is answered only when what it did, and what it saw, is on the disk.
final class Writer: Sendable {
    /// The most operations of one transaction: bounds how long the first of them waits for the last.
    private static let batchLimit = 512
    /// Pages of the write-ahead log after which they are moved into the database, 16 MB: later than SQLite's 1,000,
    /// because a page that is written often is then moved once instead of many times.
    private static let checkpointPages: Int32 = 4_000

    private let queue: WriteQueue
    private let thread: Thread
    private let observers: Observers
    private let counts: Counts

    /// - Parameter connection: given up to the writer's thread, which alone uses it from here on.
    init(
        connection: sending SQLiteConnection, queue: WriteQueue, blobs: BlobStore, clock: Clock, randomness: Randomness,
        faults: StorageFaults
    ) throws(StoreError) {
        let observers = Observers()
        let counts = Counts()
        let core = Core(
            connection: connection, log: WriteAheadLog(of: connection), blobs: blobs, clock: clock,
            randomness: randomness, faults: faults, observers: observers, counts: counts)
        let handover = Handover(core)
        do throws(ThreadError) {
            thread = try Thread(named: "writer") {
                let core = handover.core
                while let batch = queue.next(limit: Self.batchLimit) {
                    core.commit(batch.writes, releasedBlobs: batch.releasedBlobs)
                    core.log.checkpoint(ifOver: Self.checkpointPages)
                }
            }
        } catch { throw StoreError(errno: error.errno, "no thread for the writer") }
        self.queue = queue
        self.observers = observers
        self.counts = counts
    }

    deinit { queue.close() }

    /// Carries a value that is not Sendable to the thread that will be its only user.
    private struct Handover: @unchecked Sendable {
        let core: Core
        init(_ core: Core) { self.core = core }
    }

    func observe(_ observer: @escaping @Sendable (CommitNotice) -> Void) {
        observers.list.withLock { $0.append(observer) }
    }

    /// Synced commits so far: fewer than operations, when they came in groups.
    var commitCount: Int { counts.commits.load(ordering: .relaxed) }

    /// Does what still waits, then ends the thread. Blocks.
    func close() {
        queue.close()
        thread.join()
    }

    final class Observers: Sendable {
        let list = Mutex<[@Sendable (CommitNotice) -> Void]>([])
    }

    final class Counts: Sendable {
        let commits = Atomic(0)
    }
}

/// What the writer's thread owns.
private final class Core {
    let connection: SQLiteConnection
    let log: WriteAheadLog
    let blobs: BlobStore
    let clock: Clock
    let randomness: Randomness
    let faults: StorageFaults
    let observers: Writer.Observers
    let counts: Writer.Counts

    init(
        connection: SQLiteConnection, log: WriteAheadLog, blobs: BlobStore, clock: Clock, randomness: Randomness,
        faults: StorageFaults, observers: Writer.Observers, counts: Writer.Counts
    ) {
        self.connection = connection
        self.log = log
        self.blobs = blobs
        self.clock = clock
        self.randomness = randomness
        self.faults = faults
        self.observers = observers
        self.counts = counts
    }

    func commit(_ writes: [PendingWrite], releasedBlobs: [Digest256]) {
        var notice = CommitNotice()
        var released = releasedBlobs
        if !writes.isEmpty {
            var failure: StoreError?
            do throws(StoreError) {
                try runBatch(writes, notice: &notice, released: &released)
            } catch {
                failure = error
                // Nothing of the batch stays. If SQLite has rolled back already, there is nothing left to undo.
                if !connection.isAutocommitting { _ = try? connection.run("ROLLBACK") }
            }
            for write in writes { write.finish(batchFailure: failure) }
            if failure != nil {
                notice = CommitNotice()
                released = releasedBlobs
            }
        }
        if !notice.isEmpty {
            let list = observers.list.withLock { $0 }
            for observer in list { observer(notice) }
        }
        collect(released)
    }

    /// Runs the operations and commits them. An error means that none of them counts.
    private func runBatch(
        _ writes: [PendingWrite], notice: inout CommitNotice, released: inout [Digest256]
    ) throws(StoreError) {
        try connection.run("BEGIN IMMEDIATE")
        var hasChanges = false
        for write in writes {
            try connection.run("SAVEPOINT operation")
            let changesBefore = connection.totalChanges
            let effects = Transaction.Effects()
            let transaction = Transaction(
                now: clock.now(), randomness: randomness, connection: connection, effects: effects)
            let succeeded = write.run(in: transaction)
            guard !connection.isAutocommitting else {
                throw StoreError(.diskFull, cause: "SQLite rolled the transaction back")
            }
            if succeeded {
                try connection.run("RELEASE operation")
                hasChanges = hasChanges || connection.totalChanges != changesBefore
                notice.merge(effects.notice)
                released += effects.releasedBlobs
            } else {
                try connection.run("ROLLBACK TO operation")
                try connection.run("RELEASE operation")
            }
        }
        // Operations that failed, or found that there was nothing to change, need no sync.
        guard hasChanges else {
            try connection.run("ROLLBACK")
            return
        }
        try faults.meet(.commit)
        try connection.run("COMMIT")
        counts.commits.add(1, ordering: .relaxed)
    }

    /// Removes blobs that have lost their last row and their last holder. Between transactions: a row that appeared
    /// meanwhile is seen here, and one that is about to appear has a holder.
    private func collect(_ digests: [Digest256]) {
        for digest in Set(digests) {
            // What cannot be removed now is swept at the next start.
            guard let isReferenced = try? connection.referencesBlob(digest), !isReferenced else { continue }
            _ = try? blobs.removeUnlessHeld(digest)
        }
    }
}
