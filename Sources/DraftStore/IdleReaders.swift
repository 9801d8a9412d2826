internal import Synchronization

/// Readers that wait for the next read on the pool. There are never more than reads at once.
final class IdleReaders: Sendable {
    /// A reader is used by one thread at a time: by whoever took it out of here.
    private struct Idle: @unchecked Sendable {
        let reader: StoreReader
    }

    private let idle = Mutex<[Idle]>([])

    func take() -> StoreReader? { idle.withLock { $0.popLast() }?.reader }

    func give(back reader: StoreReader) {
        let reader = Idle(reader: reader)
        idle.withLock { $0.append(reader) }
    }
}
