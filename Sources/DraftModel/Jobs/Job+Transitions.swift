// A job's life as pure functions: each returns the job after the step, or throws that the step is not one from where the
// job is now. A step is checked again against the stored job in the transaction that makes it, so that two workers, or a
// worker and a person, can never both win.
//
// A queued job that waits for another cannot be claimed before that one has succeeded.
//
//     queued ──claim──▶ running ──succeed──▶ succeeded
//       ▲                 │ │ └───fail, for good or once too often──▶ failed
//       │                 │ └─────fail──▶ retrying ──claim──▶ running
//     retry               └─ lease ends ──claim──▶ running
//       └── failed, cancelled          cancel: queued, running, retrying ──▶ cancelled

/// A step that is not one from the state the job is in.
public struct JobTransitionError: Error, Sendable, Hashable {
    public enum Step: String, Sendable, Hashable {
        case claim
        case reserve
        case progress
        case succeed
        case fail
        case cancel
        case retry
        case release
    }

    public let step: Step
    /// The state the job was in.
    public let state: Job.State
    /// Why not, in a sentence.
    public let detail: String
}

extension Job {
    /// Whether a worker may claim the job: it waits, its next attempt is due, or who had claimed it is gone.
    public func isClaimable(at now: Timestamp) -> Bool {
        switch state {
        case .queued: waitsFor == nil
        case .retrying: nextAttemptAt.map { $0 <= now } ?? true
        case .running: leaseExpiresAt.map { $0 <= now } ?? true
        case .succeeded, .failed, .cancelled: false
        }
    }

    /// The job in a worker's hands until the lease ends. Every claim is an attempt, so that work which kills the process
    /// each time is given up like work that fails each time.
    public func claimed(at now: Timestamp, leaseFor lease: Milliseconds) throws(JobTransitionError) -> Job {
        guard isClaimable(at: now) else { throw refused(.claim, "It is not waiting for a worker.") }
        var job = self
        job.state = .running
        job.attempts += 1
        job.nextAttemptAt = nil
        job.leaseExpiresAt = now.adding(lease)
        job.progress.bytesDone = 0
        job.progress.percent = 0
        job.updatedAt = now
        return job
    }

    /// Whether more attempts were made than are allowed: a worker that claimed it this often gives it up at once.
    public var hasExhaustedAttempts: Bool { attempts > maximumAttempts }

    /// The job with the camera-roll item it makes.
    public func reserving(_ item: CameraRollItemID, at now: Timestamp) throws(JobTransitionError) -> Job {
        try checkRunning(.reserve)
        var job = self
        job.cameraRollItemID = item
        job.updatedAt = now
        return job
    }

    /// The job further on, with its lease extended.
    ///
    /// - Parameter bytesDone: taken as the nearest number from 0 to the total.
    public func progressed(
        to bytesDone: Int64, at now: Timestamp, leaseFor lease: Milliseconds
    ) throws(JobTransitionError) -> Job {
        try checkRunning(.progress)
        var job = self
        job.progress.bytesDone = min(max(bytesDone, 0), progress.bytesTotal)
        // Not a product of bytes and 100, which could overflow.
        job.progress.percent = Int(min(job.progress.bytesDone / max(progress.bytesTotal / 100, 1), 100))
        job.leaseExpiresAt = now.adding(lease)
        job.updatedAt = now
        return job
    }

    /// The job further on, with its lease extended, where not bytes are counted.
    ///
    /// - Parameter percent: taken as the nearest number from 0 to 100.
    public func progressed(
        toPercent percent: Int, at now: Timestamp, leaseFor lease: Milliseconds
    ) throws(JobTransitionError) -> Job {
        try checkRunning(.progress)
        var job = self
        job.progress.percent = min(max(percent, 0), 100)
        job.leaseExpiresAt = now.adding(lease)
        job.updatedAt = now
        return job
    }

    /// The job free to be claimed, because the one it waited for has succeeded.
    ///
    /// - Parameter bytesTotal: how much there is to copy, which is known now.
    public func released(bytesTotal: Int64, at now: Timestamp) -> Job {
        var job = self
        job.waitsFor = nil
        job.progress.bytesTotal = bytesTotal
        job.updatedAt = now
        return job
    }

    /// The job failed before it could begin, because the one it waited for has.
    public func abandoned(_ error: JobError, at now: Timestamp) -> Job {
        var job = ended(as: .failed, at: now)
        job.waitsFor = nil
        job.error = error
        return job
    }

    /// The job done.
    public func succeeded(at now: Timestamp) throws(JobTransitionError) -> Job {
        try checkRunning(.succeed)
        var job = ended(as: .succeeded, at: now)
        job.progress.bytesDone = progress.bytesTotal
        job.progress.percent = 100
        job.error = nil
        return job
    }

    /// The job after a failed attempt: retrying if the error may go away and attempts are left, otherwise failed.
    ///
    /// - Parameter random: any random number, for the jitter.
    public func failed(
        _ error: JobError, at now: Timestamp, policy: RetryPolicy, random: UInt64
    ) throws(JobTransitionError) -> Job {
        try checkRunning(.fail)
        var job = ended(as: .failed, at: now)
        job.error = error
        if error.code.isTransient, attempts < maximumAttempts {
            job.state = .retrying
            job.nextAttemptAt = now.adding(policy.delay(afterAttempts: attempts, random: random))
        }
        return job
    }

    /// The job waiting again, because its worker stops in good order: the attempt does not count.
    public func released(at now: Timestamp) throws(JobTransitionError) -> Job {
        try checkRunning(.release)
        var job = ended(as: .queued, at: now)
        job.attempts = max(0, attempts - 1)
        return job
    }

    /// The job given up by a person.
    public func cancelled(at now: Timestamp) throws(JobTransitionError) -> Job {
        switch state {
        case .queued, .running, .retrying: ended(as: .cancelled, at: now)
        case .succeeded, .failed, .cancelled: throw refused(.cancel, "It has ended already.")
        }
    }

    /// The job waiting again, with all its attempts, because a person asked for it. The last error stays until there is
    /// another outcome.
    public func retried(at now: Timestamp) throws(JobTransitionError) -> Job {
        guard state == .failed || state == .cancelled else {
            throw refused(.retry, "Only a job that failed or was cancelled can be retried.")
        }
        var job = ended(as: .queued, at: now)
        job.attempts = 0
        job.progress.bytesDone = 0
        job.progress.percent = 0
        return job
    }

    /// The job out of a worker's hands.
    private func ended(as state: State, at now: Timestamp) -> Job {
        var job = self
        job.state = state
        job.nextAttemptAt = nil
        job.leaseExpiresAt = nil
        job.updatedAt = now
        return job
    }

    private func checkRunning(_ step: JobTransitionError.Step) throws(JobTransitionError) {
        guard state == .running else { throw refused(step, "It is not running.") }
    }

    private func refused(_ step: JobTransitionError.Step, _ why: String) -> JobTransitionError {
        JobTransitionError(step: step, state: state, detail: "The job is \(state.rawValue). \(why)")
    }
}
