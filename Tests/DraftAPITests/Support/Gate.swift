import Threads

/// Holds threads until a test opens it. Those who come when it is open pass.
final class Gate: Sendable {
    private struct State {
        var arrived = 0
        var awaited = 0
        var isOpen = false
    }

    private let state = Condition(State())

    /// Waits here, on a thread that may block.
    func pass() {
        state.broadcast { $0.arrived += 1 }
        state.wait { $0.isOpen ? () : nil }
    }

    /// Waits until one more has come than was waited for before.
    func waitForArrival() {
        state.broadcast { $0.awaited += 1 }
        state.wait { $0.arrived >= $0.awaited ? () : nil }
    }

    func open() { state.broadcast { $0.isOpen = true } }
}
