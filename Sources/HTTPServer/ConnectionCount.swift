internal import Synchronization

/// Counts the open connections of a server, in all and by address, and tells when there are none.
final class ConnectionCount: Sendable {
    /// Whom a connection is counted for: an IPv4 address, or a /64 network of IPv6.
    struct Origin: Sendable, Hashable {
        let prefix: UInt64
        let isIPv6: Bool

        /// All peers of other families together.
        static let unknown = Origin(prefix: 0, isIPv6: false)
    }

    private struct State {
        var total = 0
        var byAddress: [Origin: Int] = [:]
        var waiters: [Int: CheckedContinuation<Bool, Never>] = [:]
        var nextWaiter = 0
    }

    enum Refusal: String {
        case tooMany = "too many connections"
        case tooManyFromAddress = "too many connections from one address"
    }

    private let maximum: Int
    private let maximumPerAddress: Int
    private let state = Mutex(State())

    init(maximum: Int, maximumPerAddress: Int) {
        self.maximum = maximum
        self.maximumPerAddress = maximumPerAddress
    }

    var count: Int { state.withLock { $0.total } }

    /// Counts a new connection, or says why it may not be.
    func open(from address: Origin) -> Refusal? {
        state.withLock { state in
            if state.total >= maximum { return .tooMany }
            let fromAddress = state.byAddress[address, default: 0]
            if fromAddress >= maximumPerAddress { return .tooManyFromAddress }
            state.total += 1
            state.byAddress[address] = fromAddress + 1
            return nil
        }
    }

    func close(from address: Origin) {
        let waiters = state.withLock { state -> [CheckedContinuation<Bool, Never>] in
            state.total -= 1
            if let left = state.byAddress[address], left > 1 {
                state.byAddress[address] = left - 1
            } else {
                state.byAddress[address] = nil
            }
            guard state.total == 0 else { return [] }
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.resume(returning: true) }
    }

    /// Waits until no connection is open, at most for `duration`; false when some still are.
    func waitUntilEmpty(for duration: Duration) async -> Bool {
        await withCheckedContinuation { continuation in
            let waiter = state.withLock { state -> Int? in
                if state.total == 0 { return nil }
                state.nextWaiter += 1
                state.waiters[state.nextWaiter] = continuation
                return state.nextWaiter
            }
            guard let waiter else {
                continuation.resume(returning: true)
                return
            }
            Task {
                // Never cancelled, so the sleep ends at its time and not by an error.
                try? await Task.sleep(for: duration)
                let late = state.withLock { $0.waiters.removeValue(forKey: waiter) }
                late?.resume(returning: false)
            }
        }
    }
}
