import HTTPWire
import Testing
import WireVectors

@Suite("Deadlines")
struct DeadlineTests {
    private let second = DeadlinePolicy.second

    @Test("a head's deadline is counted from its first byte and does not move")
    func head() {
        let policy = DeadlinePolicy()
        #expect(policy.headDeadline(firstByte: 5 * second) == 25 * second)
    }

    @Test("a body's allowance grows with what has come")
    func body() {
        var policy = DeadlinePolicy()
        policy.bodyGrace = 10 * second
        policy.bodyMinimumRate = 500
        #expect(policy.bodyDeadline(start: 0, received: 0) == 10 * second)
        #expect(policy.bodyDeadline(start: 0, received: 250) == 10 * second + second / 2)
        #expect(policy.bodyDeadline(start: 0, received: 500) == 11 * second)
        #expect(policy.bodyDeadline(start: 3 * second, received: 5_000) == 23 * second)
    }

    @Test("a drip below the minimum rate reaches its deadline, a sender at the rate never does")
    func drip() {
        let policy = DeadlinePolicy()
        func isAlive(rate: UInt64, after seconds: UInt64) -> Bool {
            policy.bodyDeadline(start: 0, received: rate * seconds) > Int64(seconds) * second
        }
        #expect(!isAlive(rate: 1, after: 30))
        #expect(!isAlive(rate: 499, after: 100_000))
        #expect(isAlive(rate: 500, after: 100_000))
    }

    @Test("time in which the handler did not read is not the peer's")
    func pauses() {
        let policy = DeadlinePolicy()
        let plain = policy.bodyDeadline(start: 0, received: 0)
        #expect(policy.bodyDeadline(start: 0, received: 0, paused: 7 * second) == plain + 7 * second)
        #expect(policy.bodyDeadline(start: 0, received: 0, paused: -7 * second) == plain)
    }

    @Test("no value overflows")
    func extremes() {
        var policy = DeadlinePolicy()
        #expect(policy.bodyDeadline(start: .max, received: .max, paused: .max) == .max)
        #expect(policy.headDeadline(firstByte: .max) == .max)
        policy.bodyMinimumRate = 0
        #expect(policy.bodyDeadline(start: 0, received: .max) == .max)
        policy.bodyMinimumRate = .max
        #expect(policy.bodyDeadline(start: 0, received: .max) > 0)
    }

    @Test("idle, write and handshake deadlines are counted from their beginning")
    func others() {
        let policy = DeadlinePolicy()
        #expect(policy.idleDeadline(since: second) == second + policy.idle)
        #expect(policy.writeDeadline(lastProgress: second) == second + policy.stalledWrite)
        #expect(policy.handshakeDeadline(start: second) == second + policy.handshake)
    }
}
