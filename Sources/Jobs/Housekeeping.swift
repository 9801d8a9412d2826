public import DraftStore
public import Logging
internal import Synchronization

/// Removes what has had its time, at start and then every hour: deleted drafts after their 30 days, uploads that were
/// given up, old events and answers.
///
/// What is old is decided by the store's clock. Nothing waits for it: all of it could as well go an hour later.
public final class Housekeeping: Sendable {
    private let store: Store
    private let interval: Duration
    private let logger: Logger
    private let signal = WorkSignal()
    private let rounds = Mutex<Task<Void, Never>?>(nil)
    private let isStopping = Atomic(false)

    /// - Parameter interval: the time between two rounds.
    public init(store: Store, interval: Duration = .seconds(3_600), logger: Logger) {
        self.store = store
        self.interval = interval
        self.logger = logger
    }

    /// Begins the first round at once. To be called once.
    public func start() {
        rounds.withLock {
            $0 = Task { [self] in
                while !isStopping.load(ordering: .acquiring) {
                    await run()
                    await signal.wait(atMost: interval)
                }
            }
        }
    }

    /// Lets the round in hand finish and makes no other.
    public func shutdown() async {
        isStopping.store(true, ordering: .releasing)
        signal.notify()
        await rounds.withLock { $0 }?.value
    }

    /// One round. A failed one is logged: the next may do better.
    public func run() async {
        do {
            let purged = try await store.purgeExpired()
            guard !purged.isEmpty else { return }
            logger.info(
                "purged",
                metadata: [
                    "drafts": "\(purged.drafts)", "media": "\(purged.media)", "uploads": "\(purged.uploads.count)",
                    "events": "\(purged.events)", "answers": "\(purged.answers)",
                ])
        } catch {
            logger.warning("purging failed", metadata: ["error": "\(String(reflecting: error))"])
        }
    }
}
