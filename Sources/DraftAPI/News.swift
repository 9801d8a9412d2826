internal import HTTPServer
internal import Synchronization

/// Wakes the event streams when something was committed.
///
/// It carries no events: each stream reads its own from the store, so that one that was away misses nothing.
public final class News: Sendable {
    private struct State {
        var listeners: [Int: LoopSignal] = [:]
        var next = 0
        var isClosed = false
    }

    private let state = Mutex(State())

    public init() {}

    /// Tells every stream that there may be new events. From any thread.
    public func announce() {
        for signal in state.withLock({ Array($0.listeners.values) }) { signal.notify() }
    }

    /// Ends every stream: the server stops.
    public func close() {
        state.withLock { $0.isClosed = true }
        announce()
    }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// How many streams are open.
    var listenerCount: Int { state.withLock { $0.listeners.count } }

    func listen(_ signal: LoopSignal) -> Int {
        state.withLock { state in
            state.next += 1
            state.listeners[state.next] = signal
            return state.next
        }
    }

    func unlisten(_ listener: Int) {
        state.withLock { _ = $0.listeners.removeValue(forKey: listener) }
    }
}
