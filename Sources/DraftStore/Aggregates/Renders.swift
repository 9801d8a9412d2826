// The finished videos of drafts. A video belongs to a composition, by the hash of its canonical form, and not to a
// revision of a draft: a new caption needs no rendering, and two drafts of the same clips share one.
//
// Always true: a user has at most one row for a composition, and so at most one job that renders it; requests that come
// together meet in the writer's transaction and share the job.

public import Crypto
public import DraftModel

private enum SQL {
    // A video that anybody had rendered of the same files is as good as one's own.
    static let byHash: StaticString = """
        SELECT job_id, sha256, size, duration FROM renders
        WHERE composition_hash = ?1 AND (owner_id = ?2 OR sha256 IS NOT NULL)
        ORDER BY sha256 IS NULL, owner_id <> ?2 LIMIT 1
        """
    static let insert: StaticString = """
        INSERT INTO renders (owner_id, composition_hash, composition, job_id, used_at) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (owner_id, composition_hash) DO UPDATE SET job_id = ?4, composition = ?3, used_at = ?5
        """
    static let byJob: StaticString = "SELECT composition_hash, composition FROM renders WHERE job_id = ?"
    static let use: StaticString = "UPDATE renders SET used_at = ?2 WHERE composition_hash = ?1"
    static let complete: StaticString = """
        UPDATE renders SET sha256 = ?2, size = ?3, duration = ?4, used_at = ?5 WHERE job_id = ?1
        """
    static let unused: StaticString = "SELECT sha256 FROM renders WHERE used_at < ? AND sha256 IS NOT NULL"
    static let purge: StaticString = "DELETE FROM renders WHERE used_at < ?"
}

/// Where the finished video of a draft stands.
public struct Rendering: Sendable, Hashable {
    public enum Video: Sendable, Hashable {
        /// The draft is one untouched clip, whose file is the video.
        case original(Post.Video)
        /// It has been rendered.
        case rendered(Post.Video)
        /// A job renders it, or will.
        case rendering(Job)
        /// The last job that was to render it failed.
        case failed(Job)
        /// Nobody has asked for it yet.
        case none

        /// The file, if there is one.
        public var finished: Post.Video? {
            switch self {
            case .original(let video), .rendered(let video): video
            case .rendering, .failed, .none: nil
            }
        }
    }

    /// Of everything that is rendered.
    public var compositionHash: Digest256
    /// Of that and caption, privacy, switches and cover: what an approval is for.
    public var contentHash: Digest256
    public var video: Video
}

/// What a render job has to do.
public struct RenderWork: Sendable {
    public var composition: Composition
    /// The files that it uses, by id; what has been deleted meanwhile is not in it.
    public var media: [MediaID: Media]
    /// The video, if it has been rendered already: there is nothing left to do.
    public var finished: Post.Video?
}

extension SQLiteConnection {
    /// Where a draft's video stands. `media` are the files it uses.
    func rendering(of draft: Draft, media: [MediaID: Media]) throws(StoreError) -> Rendering {
        let hashes = try hashes(of: draft, media: media)
        var rendering = Rendering(compositionHash: hashes.composition, contentHash: hashes.content, video: .none)
        if let id = draft.clips.first?.mediaID, let file = media[id], draft.composition.isUntouched(file) {
            rendering.video = .original(Post.Video(file))
        } else {
            rendering.video = try video(of: hashes.composition, owner: draft.ownerID)
        }
        return rendering
    }

    private func video(of hash: Digest256, owner: UserID) throws(StoreError) -> Rendering.Video {
        let row = try first(SQL.byHash, hash, owner) { row throws(StoreError) in
            (job: try row.identifier(0) as JobID, video: try row.renderedVideo(from: 1))
        }
        guard let row else { return .none }
        if let video = row.video { return .rendered(video) }
        guard let job = try job(row.job, owner: owner) else { return .none }
        return switch job.state {
        case .queued, .running, .retrying: .rendering(job)
        case .failed: .failed(job)
        // One that somebody cancelled is begun again when the video is asked for again.
        case .cancelled, .succeeded: .none
        }
    }

    private func hashes(
        of draft: Draft, media: [MediaID: Media]
    ) throws(StoreError) -> (composition: Digest256, content: Digest256) {
        func digest(_ id: MediaID) -> String { media[id]?.sha256 ?? "" }
        do throws(CryptoError) {
            let composition = try SHA256.hash(draft.composition.canonicalForm(sha256: digest))
            let content = try SHA256.hash(draft.canonicalForm(compositionHash: composition.hex, sha256: digest))
            return (composition, content)
        } catch { throw StoreError(.failed, cause: error.debugDescription) }
    }
}

extension SQLiteRow {
    /// A rendered video in three columns; nil while there is none.
    fileprivate func renderedVideo(from column: Int32) throws(StoreError) -> Post.Video? {
        guard !isNull(column) else { return nil }
        return Post.Video(
            renderedSize: int64(column + 1), sha256: try digest(column).hex, duration: Milliseconds(int64(column + 2)))
    }
}

extension StoreReader {
    /// Where the finished video of a draft stands, and the draft's hashes.
    public func rendering(of draft: Draft) throws(StoreError) -> Rendering {
        try connection.rendering(of: draft, media: try media(of: draft))
    }
}

extension Transaction {
    /// Makes sure that there is a video of the user's draft, or a job that makes one.
    ///
    /// - Parameters:
    ///   - canRender: whether videos can be rendered here.
    ///   - again: whether to begin again after a job has failed.
    /// - Throws: `notFound`, `mediaMissing`, `refused` (empty; rendering unavailable).
    public func requestRender(
        of id: DraftID, owner: UserID, canRender: Bool, again: Bool = false
    ) throws(StoreError) -> Rendering {
        guard let draft = try connection.draft(id, owner: owner) else { throw StoreError(.notFound) }
        let media = try connection.media(of: draft)
        let rendering = try connection.rendering(of: draft, media: media)
        let hasVideo = rendering.video.finished != nil
        if let refusal = PostingRules.refusalOfRendering(draft: draft, media: media, canRender: canRender || hasVideo) {
            throw StoreError(.refused(refusal))
        }
        return try requestRender(of: draft, media: media, again: again)
    }

    func requestRender(of draft: Draft, media: [MediaID: Media], again: Bool) throws(StoreError) -> Rendering {
        var rendering = try connection.rendering(of: draft, media: media)
        switch rendering.video {
        case .original, .rendering: return rendering
        case .rendered:
            try connection.run(SQL.use, rendering.compositionHash, now)
            return rendering
        case .failed where !again: return rendering
        case .failed, .none: break
        }
        let job = Job(
            id: try makeID(), ownerID: draft.ownerID, kind: .render, draftID: draft.id,
            maximumAttempts: RetryPolicy.standard.maximumAttempts, progress: Job.Progress(), createdAt: now,
            updatedAt: now)
        try insert(job)
        try connection.run(
            SQL.insert, draft.ownerID, rendering.compositionHash, draft.composition.serialized(), job.id, now)
        rendering.video = .rendering(job)
        return rendering
    }

    /// What a claimed render job has to do. Throws `leaseLost`, and `jobError` if nobody waits for it any more.
    public func renderWork(for claimed: ClaimedJob) throws(StoreError) -> RenderWork {
        let job = try held(claimed)
        let row = try connection.first(SQL.byJob, job.id) { row throws(StoreError) in
            (hash: try row.digest(0), composition: row.bytes(1))
        }
        guard let row else {
            throw StoreError(
                .jobError(
                    JobError(code: .sourceMissing, detail: "Another job renders this. Ask for the preview again.")))
        }
        let composition: Composition
        do throws(StoredDraftError) { composition = try Composition(stored: row.composition) } catch {
            throw StoreError(.corrupt, cause: error.description)
        }
        var media: [MediaID: Media] = [:]
        for use in composition.mediaUses { media[use.mediaID] = try connection.media(use.mediaID, owner: job.ownerID) }
        let finished = try connection.first(SQL.byHash, row.hash, job.ownerID) { row throws(StoreError) in
            try row.renderedVideo(from: 1)
        }
        return RenderWork(composition: composition, media: media, finished: finished ?? nil)
    }

    /// Ends a render job whose video is in the blob store: publishes the posts that wait for it and lets their saves
    /// begin. Keep the `StoredBlob` until this is committed. Throws `leaseLost`.
    public func completeRender(_ claimed: ClaimedJob, video: Post.Video) throws(StoreError) -> Job {
        let current = try held(claimed)
        guard let digest = Digest256(hex: video.sha256) else { throw StoreError(.failed, cause: "not a SHA-256") }
        let hash = try connection.first(SQL.byJob, current.id) { row throws(StoreError) in try row.digest(0) }
        try connection.run(SQL.complete, current.id, digest, video.size, video.duration, now)
        let job = try step { () throws(JobTransitionError) in try current.succeeded(at: now) }
        try save(job)
        if let hash {
            for post in try processingPosts(of: job.ownerID, hash) { try settle(post.published(video, at: now)) }
        }
        for waiting in try jobs(waitingFor: job.id) { try save(waiting.released(bytesTotal: video.size, at: now)) }
        return job
    }

    /// What the end of a render job without a video means: the posts that waited for it have failed, their drafts are
    /// their author's again, and their saves will not begin.
    func failPosts(waitingFor job: Job) throws(StoreError) {
        let cancelled = JobError(
            code: .cancelled, detail: "The rendering was cancelled. The draft is yours again; post it when you like.")
        let error = job.state == .cancelled ? cancelled : job.error ?? cancelled
        if let hash = try connection.first(SQL.byJob, job.id, read: { row throws(StoreError) in try row.digest(0) }) {
            for post in try processingPosts(of: job.ownerID, hash) {
                try settle(post.failed(error))
                if let draft = try connection.draft(post.draftID, owner: post.authorID) {
                    try replace(draft, with: draft.givenBack(at: now), as: .postingFailed)
                }
            }
        }
        for waiting in try jobs(waitingFor: job.id) { try save(waiting.abandoned(error, at: now)) }
    }

    /// Forgets videos that were not asked for since a time. Returns how many.
    func purgeRenders(unusedSince time: Timestamp) throws(StoreError) -> Int {
        let digests = try connection.all(SQL.unused, time) { row throws(StoreError) in try row.digest(0) }
        effects.releasedBlobs += digests
        return try connection.run(SQL.purge, time)
    }
}
