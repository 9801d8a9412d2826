/// A published video. Its content never changes; who may watch it can.
public struct Post: Sendable, Hashable {
    public enum State: String, Sendable, Hashable, CaseIterable {
        case published
    }

    public var id: PostID
    public var authorID: UserID
    public var draftID: DraftID
    /// The revision of the draft that was posted.
    public var draftRevision: Int
    public var state: State
    public var caption: Caption
    public var settings: PostSettings
    /// What is watched: the file that was uploaded or rendered.
    public var contentType: String
    /// As ``Media/fileExtension``.
    public var fileExtension: String
    /// In bytes.
    public var size: Int64
    /// SHA-256 of the bytes, 64 hexadecimal digits in lower case.
    public var sha256: String
    public var duration: Milliseconds?
    /// In pixels.
    public var width: Int?
    public var height: Int?
    public var publishedAt: Timestamp
    /// Counts every change, from 1.
    public var revision: Int

    public init(
        id: PostID, authorID: UserID, draftID: DraftID, draftRevision: Int, state: State = .published,
        caption: Caption, settings: PostSettings, contentType: String, fileExtension: String, size: Int64,
        sha256: String, duration: Milliseconds?, width: Int?, height: Int?, publishedAt: Timestamp, revision: Int = 1
    ) {
        self.id = id
        self.authorID = authorID
        self.draftID = draftID
        self.draftRevision = draftRevision
        self.state = state
        self.caption = caption
        self.settings = settings
        self.contentType = contentType
        self.fileExtension = fileExtension
        self.size = size
        self.sha256 = sha256
        self.duration = duration
        self.width = width
        self.height = height
        self.publishedAt = publishedAt
        self.revision = revision
    }

    /// The post that a draft of one whole clip becomes: that clip's file, byte for byte.
    public init(id: PostID, of draft: Draft, media: Media, at timestamp: Timestamp) {
        self.init(
            id: id, authorID: draft.ownerID, draftID: draft.id, draftRevision: draft.revision, caption: draft.caption,
            settings: draft.settings, contentType: media.contentType, fileExtension: media.fileExtension,
            size: media.size, sha256: media.sha256, duration: media.duration, width: media.width,
            height: media.height, publishedAt: timestamp)
    }

    /// The post with another choice of who may watch it, as its next revision; the same post if nothing changes.
    public func settingPrivacy(_ whoCanWatch: WhoCanWatch) -> Post {
        guard whoCanWatch != settings.whoCanWatch else { return self }
        var post = self
        post.settings.whoCanWatch = whoCanWatch
        post.revision += 1
        return post
    }
}
