public import DraftModel

private enum SQL {
    static let insert: StaticString = """
        INSERT INTO jobs (id, owner_id, kind, state, post_id, device_id, attempts, maximum_attempts, bytes_done,
            bytes_total, created_at, updated_at, ready_at, draft_id, waits_for)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    static let update: StaticString = """
        UPDATE jobs SET state = ?2, camera_roll_item_id = ?3, attempts = ?4, bytes_done = ?5, error_code = ?6,
            error_detail = ?7, next_attempt_at = ?8, lease_expires_at = ?9, updated_at = ?10, ready_at = ?11,
            percent = ?12, waits_for = ?13, bytes_total = ?14
        WHERE id = ?1
        """
    static let byID: StaticString = """
        SELECT id, owner_id, kind, state, post_id, device_id, camera_roll_item_id, attempts, maximum_attempts,
            bytes_done, bytes_total, error_code, error_detail, next_attempt_at, lease_expires_at, created_at,
            updated_at, claim, draft_id, waits_for, percent FROM jobs WHERE id = ?
        """
    static let ofOwner: StaticString = """
        SELECT id, owner_id, kind, state, post_id, device_id, camera_roll_item_id, attempts, maximum_attempts,
            bytes_done, bytes_total, error_code, error_detail, next_attempt_at, lease_expires_at, created_at,
            updated_at, claim, draft_id, waits_for, percent FROM jobs
        WHERE owner_id = ?1 AND (created_at, id) < (?2, ?3) AND (?5 IS NULL OR state = ?5)
        ORDER BY created_at DESC, id DESC LIMIT ?4
        """
    static let ready: StaticString = """
        SELECT id, owner_id, kind, state, post_id, device_id, camera_roll_item_id, attempts, maximum_attempts,
            bytes_done, bytes_total, error_code, error_detail, next_attempt_at, lease_expires_at, created_at,
            updated_at, claim, draft_id, waits_for, percent FROM jobs WHERE ready_at <= ?1 AND (?2 IS NULL OR kind = ?2)
        ORDER BY ready_at, id LIMIT 1
        """
    static let unendedOfPost: StaticString =
        "SELECT id FROM jobs WHERE post_id = ? AND state IN ('queued', 'running', 'retrying')"
    static let waitingFor: StaticString = "SELECT id FROM jobs WHERE waits_for = ? AND state = 'queued'"
    static let setClaim: StaticString = "UPDATE jobs SET claim = ?2 WHERE id = ?1"
    static let nextReady: StaticString =
        "SELECT min(ready_at) FROM jobs WHERE ready_at IS NOT NULL AND (?1 IS NULL OR kind = ?1)"
    static let endLeases: StaticString = """
        UPDATE jobs SET lease_expires_at = min(lease_expires_at, ?1), ready_at = min(ready_at, ?1)
        WHERE state = 'running'
        """
}

/// A job in a worker's hands.
public struct ClaimedJob: Sendable, Hashable {
    public var job: Job
    /// Which claim of the job this is. A worker whose lease ended holds an older one, and nothing it reports counts.
    public let claim: Int64
}

extension SQLiteRow {
    fileprivate func claimedJob() throws(StoreError) -> ClaimedJob {
        var error: JobError?
        if !isNull(11) { error = JobError(code: try choice(11), detail: text(12)) }
        let job = Job(
            id: try identifier(0), ownerID: try identifier(1), kind: try choice(2), state: try choice(3),
            postID: try optionalIdentifier(4), deviceID: try optionalIdentifier(5),
            draftID: try optionalIdentifier(18), waitsFor: try optionalIdentifier(19),
            cameraRollItemID: try optionalIdentifier(6), attempts: int(7), maximumAttempts: int(8),
            progress: Job.Progress(bytesDone: int64(9), bytesTotal: int64(10), percent: int(20)), error: error,
            nextAttemptAt: optionalTimestamp(13), leaseExpiresAt: optionalTimestamp(14), createdAt: timestamp(15),
            updatedAt: timestamp(16))
        return ClaimedJob(job: job, claim: int64(17))
    }
}

extension SQLiteConnection {
    fileprivate func claimedJob(_ id: JobID) throws(StoreError) -> ClaimedJob? {
        try first(SQL.byID, id) { row throws(StoreError) in try row.claimedJob() }
    }

    func job(_ id: JobID, owner: UserID) throws(StoreError) -> Job? {
        guard let job = try claimedJob(id)?.job, job.ownerID == owner else { return nil }
        return job
    }

    /// Ends every lease: at start, nobody is left who held one.
    func requeueRunningJobs(at now: Timestamp) throws(StoreError) { try run(SQL.endLeases, now) }
}

extension StoreReader {
    /// A job of the user's; nil if there is none or it is somebody else's.
    public func job(_ id: JobID, owner: UserID) throws(StoreError) -> Job? { try connection.job(id, owner: owner) }

    /// The user's jobs, newest first; only those in a state, if one is given.
    public func jobs(of owner: UserID, state: Job.State? = nil, page: PageRequest) throws(StoreError) -> Page<Job> {
        let jobs = try connection.all(
            SQL.ofOwner, owner, page.afterKey, page.afterID, page.fetched, state?.rawValue
        ) { row throws(StoreError) in try row.claimedJob().job }
        return Page(jobs, page) { PageCursor(key: $0.createdAt.millisecondsSince1970, id: $0.id.text) }
    }

    /// When the next job may be claimed, which may be long ago; nil if none waits. Tells a worker how long to sleep.
    ///
    /// - Parameter kind: only jobs of this kind; nil for any.
    public func nextJobReadyAt(_ kind: Job.Kind? = nil) throws(StoreError) -> Timestamp? {
        try connection.first(SQL.nextReady, kind?.rawValue) { $0.optionalTimestamp(0) } ?? nil
    }
}

extension Transaction {
    public func job(_ id: JobID, owner: UserID) throws(StoreError) -> Job? { try connection.job(id, owner: owner) }

    /// Claims the job that has been ready longest, for as long as the lease; nil if none is ready.
    ///
    /// - Parameter kind: only jobs of this kind; nil for any.
    ///
    /// A job that was claimed more often than allowed is claimed too: `Job.hasExhaustedAttempts` tells the worker to
    /// give it up.
    public func claimJob(_ kind: Job.Kind? = nil, leaseFor lease: Milliseconds) throws(StoreError) -> ClaimedJob? {
        let ready = try connection.first(SQL.ready, now, kind?.rawValue) { row throws(StoreError) in
            try row.claimedJob()
        }
        guard let ready else { return nil }
        let job = try step { () throws(JobTransitionError) in try ready.job.claimed(at: now, leaseFor: lease) }
        try save(job)
        try connection.run(SQL.setClaim, job.id, ready.claim + 1)
        return ClaimedJob(job: job, claim: ready.claim + 1)
    }

    /// Records how far a job is and extends its lease. Throws `leaseLost`: the worker then stops.
    public func recordProgress(
        _ claimed: ClaimedJob, bytesDone: Int64, leaseFor lease: Milliseconds
    ) throws(StoreError) -> ClaimedJob {
        let current = try held(claimed)
        let job = try step { () throws(JobTransitionError) in
            try current.progressed(to: bytesDone, at: now, leaseFor: lease)
        }
        try save(job)
        return ClaimedJob(job: job, claim: claimed.claim)
    }

    /// As `recordProgress` in bytes, for work that is not counted in them.
    public func recordProgress(
        _ claimed: ClaimedJob, percent: Int, leaseFor lease: Milliseconds
    ) throws(StoreError) -> ClaimedJob {
        let current = try held(claimed)
        let job = try step { () throws(JobTransitionError) in
            try current.progressed(toPercent: percent, at: now, leaseFor: lease)
        }
        try save(job)
        return ClaimedJob(job: job, claim: claimed.claim)
    }

    /// Ends a job whose file is in place, and makes its camera-roll item visible. Throws `leaseLost`: the file is then
    /// nobody's.
    public func completeJob(_ claimed: ClaimedJob) throws(StoreError) -> (job: Job, item: CameraRollItem) {
        let current = try held(claimed)
        let item = try saveReservedItem(of: current)
        let job = try step { () throws(JobTransitionError) in try current.succeeded(at: now) }
        try save(job)
        return (job, item)
    }

    /// Records that an attempt failed. The job waits for its next attempt and keeps its reserved name, or has failed
    /// for good and gives it back. Throws `leaseLost`.
    public func failJob(
        _ claimed: ClaimedJob, error: JobError, policy: RetryPolicy = .standard
    ) throws(StoreError) -> Job {
        let current = try held(claimed)
        let random: UInt64
        do { random = try randomness.bytes(8).reduce(0) { $0 << 8 | UInt64($1) } } catch {
            throw StoreError(.failed, cause: "no randomness: \(error)")
        }
        let job = try step { () throws(JobTransitionError) in
            try current.failed(error, at: now, policy: policy, random: random)
        }
        return try end(job)
    }

    /// Lets a job that failed or was cancelled be done again. Throws `notFound` and `jobStep`.
    public func retryJob(_ id: JobID, owner: UserID) throws(StoreError) -> Job {
        guard let current = try connection.job(id, owner: owner) else { throw StoreError(.notFound) }
        var job = try step { () throws(JobTransitionError) in try current.retried(at: now) }
        // What was reserved was given back when it ended.
        job.cameraRollItemID = nil
        try save(job)
        return job
    }

    /// Gives a job up. A worker that runs it finds its lease lost. Throws `notFound` and `jobStep`.
    public func cancelJob(_ id: JobID, owner: UserID) throws(StoreError) -> Job {
        guard let current = try connection.job(id, owner: owner) else { throw StoreError(.notFound) }
        return try end(try step { () throws(JobTransitionError) in try current.cancelled(at: now) })
    }

    /// - Parameter waitsFor: the job that renders the post's video, if there is none yet.
    func enqueueSave(of post: Post, to device: Device, after waitsFor: JobID?) throws(StoreError) -> Job {
        let job = Job(
            id: try makeID(), ownerID: post.authorID, postID: post.id, deviceID: device.id, waitsFor: waitsFor,
            maximumAttempts: RetryPolicy.standard.maximumAttempts,
            progress: Job.Progress(bytesTotal: post.video?.size ?? 0), createdAt: now, updatedAt: now)
        try insert(job)
        return job
    }

    /// Adds a job to the queue.
    func insert(_ job: Job) throws(StoreError) {
        try connection.run(
            SQL.insert, job.id, job.ownerID, job.kind.rawValue, job.state.rawValue, job.postID, job.deviceID,
            job.attempts, job.maximumAttempts, job.progress.bytesDone, job.progress.bytesTotal, job.createdAt,
            job.updatedAt, job.waitsFor == nil ? job.createdAt : nil, job.draftID, job.waitsFor)
        try record(.created, job: job)
        effects.notice.jobsMayBeReady = true
    }

    /// The jobs that cannot begin before this one has succeeded.
    func jobs(waitingFor id: JobID) throws(StoreError) -> [Job] {
        let ids: [JobID] = try connection.all(SQL.waitingFor, id) { row throws(StoreError) in try row.identifier(0) }
        var jobs: [Job] = []
        for id in ids {
            if let job = try connection.claimedJob(id)?.job { jobs.append(job) }
        }
        return jobs
    }

    func cancelJobs(of post: PostID) throws(StoreError) {
        let ids: [JobID] = try connection.all(SQL.unendedOfPost, post) { row throws(StoreError) in
            try row.identifier(0)
        }
        for id in ids {
            guard let job = try connection.claimedJob(id)?.job else { continue }
            _ = try end(try step { () throws(JobTransitionError) in try job.cancelled(at: now) })
        }
    }

    /// The job as it is now, if this claim of it still holds. A lease that has run out but was not claimed by another
    /// still holds: its work counts. Throws `leaseLost`.
    func held(_ claimed: ClaimedJob) throws(StoreError) -> Job {
        guard let current = try connection.claimedJob(claimed.job.id), current.claim == claimed.claim,
            current.job.state == .running
        else { throw StoreError(.leaseLost) }
        return current.job
    }

    /// Writes a job over its row.
    func save(_ job: Job) throws(StoreError) {
        let readyAt: Timestamp? =
            switch job.state {
            case .queued: job.waitsFor == nil ? job.updatedAt : nil
            case .retrying: job.nextAttemptAt ?? job.updatedAt
            case .running: job.leaseExpiresAt ?? job.updatedAt
            case .succeeded, .failed, .cancelled: nil
            }
        try connection.run(
            SQL.update, job.id, job.state.rawValue, job.cameraRollItemID, job.attempts, job.progress.bytesDone,
            job.error?.code.rawValue, job.error?.detail, job.nextAttemptAt, job.leaseExpiresAt, job.updatedAt, readyAt,
            job.progress.percent, job.waitsFor, job.progress.bytesTotal)
        try record(.updated, job: job)
        if job.state == .queued || job.state == .retrying { effects.notice.jobsMayBeReady = true }
    }

    /// Writes a job that left a worker's hands; one that has ended for good gives its reserved name back.
    private func end(_ job: Job) throws(StoreError) -> Job {
        var job = job
        if job.state == .failed || job.state == .cancelled {
            try releaseReservedItem(of: job)
            job.cameraRollItemID = nil
            job.waitsFor = nil
        }
        try save(job)
        if job.kind == .render, job.state == .failed || job.state == .cancelled { try failPosts(waitingFor: job) }
        return job
    }

    func step(_ make: () throws(JobTransitionError) -> Job) throws(StoreError) -> Job {
        do throws(JobTransitionError) { return try make() } catch { throw StoreError(.jobStep(error)) }
    }
}
