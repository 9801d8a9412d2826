import DraftModel
import Testing

@Suite struct JobTests {
    private let lease = Milliseconds.seconds(30)
    private let transient = JobError(code: .ioError, detail: "x")

    @Test("a job is claimed, copies, and succeeds")
    func life() throws {
        let running = try Samples.job(.queued).claimed(at: Samples.noon, leaseFor: lease)
        #expect(running.state == .running && running.attempts == 1)
        #expect(running.leaseExpiresAt == Samples.noon.adding(lease))
        let further = try running.reserving(Samples.id(4), at: Samples.noon)
            .progressed(to: 60, at: Samples.later, leaseFor: lease)
        #expect(further.progress.bytesDone == 60 && further.cameraRollItemID == Samples.id(4))
        #expect(further.leaseExpiresAt == Samples.later.adding(lease))
        #expect(try further.progressed(to: 1_000, at: Samples.later, leaseFor: lease).progress.bytesDone == 100)
        #expect(try further.progressed(to: -1, at: Samples.later, leaseFor: lease).progress.bytesDone == 0)
        let done = try further.succeeded(at: Samples.later)
        #expect(done.state == .succeeded && done.progress.bytesDone == 100 && done.leaseExpiresAt == nil)
    }

    @Test("each step is refused from the states it does not belong to", arguments: Job.State.allCases)
    func steps(state: Job.State) {
        var job = Samples.job(state)
        job.leaseExpiresAt = Samples.later
        job.nextAttemptAt = Samples.later
        let now = Samples.noon
        func isAllowed(_ step: (Job) throws -> Job) -> Bool {
            do {
                _ = try step(job)
                return true
            } catch {
                #expect((error as? JobTransitionError)?.state == state)
                return false
            }
        }
        let running = state == .running
        #expect(isAllowed { try $0.claimed(at: now, leaseFor: lease) } == (state == .queued))
        #expect(isAllowed { try $0.reserving(Samples.id(4), at: now) } == running)
        #expect(isAllowed { try $0.progressed(to: 1, at: now, leaseFor: lease) } == running)
        #expect(isAllowed { try $0.succeeded(at: now) } == running)
        #expect(isAllowed { try $0.failed(transient, at: now, policy: .standard, random: 0) } == running)
        #expect(isAllowed { try $0.cancelled(at: now) } == [.queued, .running, .retrying].contains(state))
        #expect(isAllowed { try $0.retried(at: now) } == [.failed, .cancelled].contains(state))
    }

    @Test("a lease that has ended, and a retry that is due, can be claimed", arguments: [Job.State.running, .retrying])
    func due(state: Job.State) throws {
        var job = Samples.job(state, attempts: 1)
        job.leaseExpiresAt = Samples.later
        job.nextAttemptAt = Samples.later
        #expect(!job.isClaimable(at: Samples.later.adding(Milliseconds(-1))))
        #expect(job.isClaimable(at: Samples.later))
        let claimed = try job.claimed(at: Samples.later, leaseFor: lease)
        #expect(claimed.attempts == 2 && claimed.nextAttemptAt == nil)
    }

    @Test(
        "a passing error is tried again until the attempts are used up; others are not",
        arguments: [
            (JobError.Code.ioError, 1, Job.State.retrying),
            (.ioError, 4, .retrying),
            (.ioError, 5, .failed),
            (.storageFull, 1, .failed),
            (.permissionDenied, 1, .failed),
            (.sourceMissing, 1, .failed),
            (.musicNotLicensed, 1, .failed),
        ])
    func failing(code: JobError.Code, attempts: Int, expected: Job.State) throws {
        let error = JobError(code: code, detail: "x")
        let job = try Samples.job(.running, attempts: attempts)
            .failed(error, at: Samples.noon, policy: .standard, random: 0)
        #expect(job.state == expected)
        #expect(job.error == error)
        #expect((job.nextAttemptAt.map { $0 > Samples.noon } ?? false) == (expected == .retrying))
        #expect(job.leaseExpiresAt == nil)
    }

    @Test("a person's retry gives all attempts back")
    func retry() throws {
        var job = Samples.job(.failed, attempts: 5)
        job.error = transient
        job.progress.bytesDone = 50
        let queued = try job.retried(at: Samples.later)
        #expect(queued.state == .queued && queued.attempts == 0 && queued.progress.bytesDone == 0)
        #expect(queued.isClaimable(at: Samples.later))
    }

    @Test("work that ends the process each time is given up")
    func crashing() {
        #expect(!Samples.job(.running, attempts: 5).hasExhaustedAttempts)
        #expect(Samples.job(.running, attempts: 6).hasExhaustedAttempts)
    }

    @Test(
        "waits double up to the maximum, half of each fixed and half chance",
        arguments: [
            (1, 500, 1_000), (2, 1_000, 2_000), (3, 2_000, 4_000), (6, 16_000, 32_000), (7, 30_000, 60_000),
            (8, 30_000, 60_000), (1_000, 30_000, 60_000), (.max, 30_000, 60_000), (0, 500, 1_000), (.min, 500, 1_000),
        ] as [(Int, Int64, Int64)])
    func backoff(attempts: Int, least: Int64, most: Int64) {
        let policy = RetryPolicy.standard
        #expect(policy.delay(afterAttempts: attempts, random: 0).count == least)
        #expect(policy.delay(afterAttempts: attempts, random: UInt64(most - least)).count == most)
        for random in [1, 77, 4_711, UInt64.max] {
            #expect((least...most).contains(policy.delay(afterAttempts: attempts, random: random).count))
        }
    }

    @Test("absurd policies do not trap", arguments: [Int64.min, -1, 0, 1, .max])
    func absurd(delay: Int64) {
        let policy = RetryPolicy(maximumAttempts: 5, firstDelay: Milliseconds(delay), maximumDelay: Milliseconds(.max))
        #expect(policy.delay(afterAttempts: 100, random: .max).count >= 0)
    }
}
