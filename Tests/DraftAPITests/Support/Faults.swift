import DraftStore
import Synchronization

/// What the next steps of storage fail with.
final class Faults: Sendable {
    typealias Step = StorageFaults.Step

    private let failing = Mutex<[Step: Int32]>([:])

    func fail(_ step: Step, with number: Int32) { failing.withLock { $0[step] = number } }
    func heal() { failing.withLock { $0 = [:] } }
    var storage: StorageFaults { StorageFaults { step in self.failing.withLock { $0[step] ?? 0 } } }
}
