internal import Crypto
public import DraftModel

private enum SQL {
    static let insert: StaticString = """
        INSERT INTO posts (id, draft_id, draft_revision, author_id, state, revision, caption, who_can_watch,
            allow_comments, allow_duet, allow_stitch, content_type, file_extension, size, sha256, duration, width,
            height, published_at, composition_hash, is_licensed)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    // The columns of a post and its author, in the order `publishedPost()` reads them.
    static let byID: StaticString = """
        SELECT p.id, draft_id, draft_revision, state, revision, caption, who_can_watch, allow_comments, allow_duet,
            allow_stitch, content_type, file_extension, size, sha256, duration, width, height, published_at,
            u.id, handle, display_name, created_at, is_licensed, error_code, error_detail
        FROM posts p JOIN users u ON u.id = author_id WHERE p.id = ? AND deleted_at IS NULL
        """
    // The last condition is `WatchRule.mayWatch`, as a query: a list is cut into pages after it is filtered.
    static let ofAuthor: StaticString = """
        SELECT p.id, draft_id, draft_revision, state, revision, caption, who_can_watch, allow_comments, allow_duet,
            allow_stitch, content_type, file_extension, size, sha256, duration, width, height, published_at,
            u.id, handle, display_name, created_at, is_licensed, error_code, error_detail
        FROM posts p JOIN users u ON u.id = author_id
        WHERE author_id = ?1 AND deleted_at IS NULL AND (published_at, p.id) < (?2, ?3)
            AND (author_id = ?5 OR (who_can_watch = 'everyone' AND state = 'published'))
        ORDER BY published_at DESC, p.id DESC LIMIT ?4
        """
    static let setPrivacy: StaticString = "UPDATE posts SET who_can_watch = ?2, revision = ?3 WHERE id = ?1"
    static let publish: StaticString = """
        UPDATE posts SET state = ?2, revision = ?3, content_type = ?4, file_extension = ?5, size = ?6, sha256 = ?7,
            duration = ?8, width = ?9, height = ?10, published_at = ?11, error_code = ?12, error_detail = ?13
        WHERE id = ?1
        """
    static let processing: StaticString = """
        SELECT id FROM posts
        WHERE author_id = ? AND composition_hash = ? AND state = 'processing' AND deleted_at IS NULL
        """
    static let delete: StaticString = "UPDATE posts SET deleted_at = ?2 WHERE id = ?1"
}

/// A post and who made it.
public struct PublishedPost: Sendable, Hashable {
    public var post: Post
    public var author: User
}

extension SQLiteRow {
    fileprivate func publishedPost() throws(StoreError) -> PublishedPost {
        let author = try user(from: 18)
        let settings = PostSettings(
            whoCanWatch: try choice(6), allowComments: bool(7), allowDuet: bool(8), allowStitch: bool(9))
        var video: Post.Video?
        if !isNull(13) {
            video = Post.Video(
                contentType: text(10), fileExtension: text(11), size: int64(12), sha256: try digest(13).hex,
                duration: optionalDuration(14), width: optionalInt(15), height: optionalInt(16))
        }
        var error: JobError?
        if !isNull(23) { error = JobError(code: try choice(23), detail: text(24)) }
        let post = Post(
            id: try identifier(0), authorID: author.id, draftID: try identifier(1), draftRevision: int(2),
            state: try choice(3), caption: try validated(5), settings: settings, video: video, error: error,
            isLicensedForSaving: bool(22), publishedAt: timestamp(17), revision: int(4))
        return PublishedPost(post: post, author: author)
    }
}

extension SQLiteConnection {
    func post(_ id: PostID) throws(StoreError) -> PublishedPost? {
        try first(SQL.byID, id) { row throws(StoreError) in try row.publishedPost() }
    }
}

extension StoreReader {
    /// A post, whoever may watch it: the caller asks `WatchRule`. Nil if there is none or it was deleted.
    public func post(_ id: PostID) throws(StoreError) -> PublishedPost? { try connection.post(id) }

    /// The posts of an author that the viewer may watch, newest first; the viewer is nil for somebody not signed in.
    public func posts(by author: UserID, viewer: UserID?, page: PageRequest) throws(StoreError) -> Page<PublishedPost> {
        let posts = try connection.all(SQL.ofAuthor, author, page.afterKey, page.afterID, page.fetched, viewer) {
            row throws(StoreError) in try row.publishedPost()
        }
        return Page(posts, page) { PageCursor(key: $0.post.publishedAt.millisecondsSince1970, id: $0.post.id.text) }
    }
}

/// What posting a draft made.
public struct Posting: Sendable, Hashable {
    public let post: PublishedPost
    /// The job that saves the video, if Save to device is on.
    public let job: Job?
    /// The job that renders the video, if there is none yet; the post is processing until it succeeds.
    public let renderJob: Job?
}

extension Transaction {
    public func post(_ id: PostID) throws(StoreError) -> PublishedPost? { try connection.post(id) }

    /// Posts a draft: checks it, makes the post, retires the draft, and enqueues the save, all or nothing. A draft
    /// whose video has to be rendered first makes a post that is processing, and the save waits for the rendering.
    ///
    /// - Parameter canRender: whether videos can be rendered here.
    /// - Throws: `notFound`, `revisionMismatch`, `refused` (empty, needs rendering, deleted, already posted: with the
    ///   post), `mediaMissing`, `deviceMissing`.
    public func postDraft(
        _ id: DraftID, owner: UserID, canRender: Bool = false, ifRevision isExpected: RevisionCondition? = nil
    ) throws(StoreError) -> Posting {
        let draft = try expectedDraft(id, owner: owner, ifRevision: isExpected)
        // The state first: a posted draft's media may be gone, which is no news then.
        if draft.state != .draft, let refusal = PostingRules.refusal(draft: draft, media: [:], canRender: canRender) {
            throw StoreError(.refused(refusal))
        }
        let media = try connection.media(of: draft)
        var rendering = try connection.rendering(of: draft, media: media)
        let hasVideo = rendering.video.finished != nil
        if let refusal = PostingRules.refusal(draft: draft, media: media, canRender: canRender || hasVideo) {
            throw StoreError(.refused(refusal))
        }
        guard let author = try connection.user(owner) else {
            throw StoreError(.corrupt, cause: "a draft without its user")
        }
        // A rendering that failed is tried again: the author may know that what was missing is there now.
        rendering = try requestRender(of: draft, media: media, again: true)
        var renderJob: Job?
        if case .rendering(let job) = rendering.video { renderJob = job }

        let post = Post(id: try makeID(), of: draft, video: rendering.video.finished, at: now)
        let device = try draft.saveToDevice.isEnabled ? savingDevice(of: draft) : nil
        try insert(post, compositionHash: rendering.compositionHash)
        try replace(draft, with: draft.posted(as: post.id, at: now), as: .posted)
        try record(.post, .created, for: owner, resource: "/v1/posts/\(post.id)")
        var job: Job?
        if let device { job = try enqueueSave(of: post, to: device, after: renderJob?.id) }
        return Posting(post: PublishedPost(post: post, author: author), job: job, renderJob: renderJob)
    }

    private func insert(_ post: Post, compositionHash: Digest256) throws(StoreError) {
        var digest: Digest256?
        if let video = post.video {
            digest = Digest256(hex: video.sha256)
            guard digest != nil else { throw StoreError(.corrupt, cause: "not a SHA-256") }
        }
        try connection.run(
            SQL.insert, post.id, post.draftID, post.draftRevision, post.authorID, post.state.rawValue, post.revision,
            post.caption.text, post.settings.whoCanWatch.rawValue, post.settings.allowComments, post.settings.allowDuet,
            post.settings.allowStitch, post.video?.contentType, post.video?.fileExtension, post.video?.size, digest,
            post.video?.duration, post.video?.width, post.video?.height, post.publishedAt, compositionHash,
            post.isLicensedForSaving)
    }

    /// The posts of a user that wait for a composition's video.
    func processingPosts(of author: UserID, _ compositionHash: Digest256) throws(StoreError) -> [Post] {
        let ids: [PostID] = try connection.all(SQL.processing, author, compositionHash) { row throws(StoreError) in
            try row.identifier(0)
        }
        var posts: [Post] = []
        for id in ids {
            if let post = try connection.post(id)?.post { posts.append(post) }
        }
        return posts
    }

    /// Writes a post that has left processing over its row.
    func settle(_ post: Post) throws(StoreError) {
        try connection.run(
            SQL.publish, post.id, post.state.rawValue, post.revision, post.video?.contentType,
            post.video?.fileExtension, post.video?.size, post.video.flatMap { Digest256(hex: $0.sha256) },
            post.video?.duration, post.video?.width, post.video?.height, post.publishedAt, post.error?.code.rawValue,
            post.error?.detail)
        try record(.post, .updated, for: post.authorID, resource: "/v1/posts/\(post.id)")
    }

    /// Changes who may watch a post. Throws `notFound`, also for somebody else's, and `revisionMismatch`.
    public func setPrivacy(
        _ whoCanWatch: WhoCanWatch, of id: PostID, author: UserID, ifRevision isExpected: RevisionCondition? = nil
    ) throws(StoreError) -> PublishedPost {
        var published = try expectedPost(id, author: author, ifRevision: isExpected)
        let next = published.post.settingPrivacy(whoCanWatch)
        guard next != published.post else { return published }
        try connection.run(SQL.setPrivacy, id, whoCanWatch.rawValue, next.revision)
        published.post = next
        try record(.post, .updated, for: author, resource: "/v1/posts/\(id)")
        return published
    }

    /// Deletes a post and cancels its jobs. Its copies in camera rolls stay: they are the author's own. Throws as
    /// `setPrivacy`.
    public func deletePost(
        _ id: PostID, author: UserID, ifRevision isExpected: RevisionCondition? = nil
    ) throws(StoreError) {
        let published = try expectedPost(id, author: author, ifRevision: isExpected)
        try cancelJobs(of: id)
        try connection.run(SQL.delete, id, now)
        if let digest = published.post.video.flatMap({ Digest256(hex: $0.sha256) }) {
            effects.releasedBlobs.append(digest)
        }
        try record(.post, .deleted, for: author, resource: "/v1/posts/\(id)")
    }

    private func expectedPost(
        _ id: PostID, author: UserID, ifRevision isExpected: RevisionCondition?
    ) throws(StoreError) -> PublishedPost {
        guard let published = try connection.post(id), published.post.authorID == author else {
            throw StoreError(.notFound)
        }
        if let isExpected, !isExpected(published.post.revision) {
            throw StoreError(.revisionMismatch(current: published.post.revision))
        }
        return published
    }

    /// The device a draft is saved to: the chosen one, or the user's first.
    private func savingDevice(of draft: Draft) throws(StoreError) -> Device {
        let device: Device?
        if let chosen = draft.saveToDevice.deviceID {
            device = try connection.device(chosen, owner: draft.ownerID)
        } else {
            device = try connection.devices(of: draft.ownerID).first
        }
        guard let device else { throw StoreError(.deviceMissing) }
        return device
    }
}
