/// A posted video. Once it is published its content never changes; who may watch it can.
public struct Post: Sendable, Hashable {
    public enum State: String, Sendable, Hashable, CaseIterable {
        /// Made, and its video is still being rendered. Nobody but the author sees it.
        case processing
        case published
        /// Its video could not be rendered; the draft is its author's again.
        case failed
    }

    public var id: PostID
    public var authorID: UserID
    public var draftID: DraftID
    /// The revision of the draft that was posted.
    public var draftRevision: Int
    public var state: State
    public var caption: Caption
    public var settings: PostSettings
    /// What is watched; nil until it is rendered.
    public var video: Video?
    /// Why it failed.
    public var error: JobError?
    /// Whether the music in it may be saved to a device.
    public var isLicensedForSaving: Bool
    /// When it was published; until then, when it was posted.
    public var publishedAt: Timestamp
    /// Counts every change, from 1.
    public var revision: Int

    /// The file that is watched: one that was uploaded, or one that was rendered.
    public struct Video: Sendable, Hashable {
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

        public init(
            contentType: String, fileExtension: String, size: Int64, sha256: String, duration: Milliseconds?,
            width: Int?, height: Int?
        ) {
            self.contentType = contentType
            self.fileExtension = fileExtension
            self.size = size
            self.sha256 = sha256
            self.duration = duration
            self.width = width
            self.height = height
        }

        /// An uploaded file, byte for byte.
        public init(_ media: Media) {
            self.init(
                contentType: media.contentType, fileExtension: media.fileExtension, size: media.size,
                sha256: media.sha256, duration: media.duration, width: media.width, height: media.height)
        }

        /// A rendered file.
        public init(renderedSize size: Int64, sha256: String, duration: Milliseconds) {
            self.init(
                contentType: "video/mp4", fileExtension: "mp4", size: size, sha256: sha256, duration: duration,
                width: Composition.width, height: Composition.height)
        }
    }

    public init(
        id: PostID, authorID: UserID, draftID: DraftID, draftRevision: Int, state: State = .published,
        caption: Caption, settings: PostSettings, video: Video?, error: JobError? = nil,
        isLicensedForSaving: Bool = true, publishedAt: Timestamp, revision: Int = 1
    ) {
        self.id = id
        self.authorID = authorID
        self.draftID = draftID
        self.draftRevision = draftRevision
        self.state = state
        self.caption = caption
        self.settings = settings
        self.video = video
        self.error = error
        self.isLicensedForSaving = isLicensedForSaving
        self.publishedAt = publishedAt
        self.revision = revision
    }

    /// The post that a draft becomes: published with that video, or processing while there is none.
    public init(id: PostID, of draft: Draft, video: Video?, at timestamp: Timestamp) {
        var isLicensed = true
        if case .track(let track) = draft.composition.music?.source { isLicensed = track.isLicensedForSaving }
        self.init(
            id: id, authorID: draft.ownerID, draftID: draft.id, draftRevision: draft.revision,
            state: video == nil ? .processing : .published, caption: draft.caption, settings: draft.settings,
            video: video, isLicensedForSaving: isLicensed, publishedAt: timestamp)
    }

    /// The post with its video, as its next revision.
    public func published(_ video: Video, at timestamp: Timestamp) -> Post {
        var post = self
        post.state = .published
        post.video = video
        post.publishedAt = timestamp
        post.revision += 1
        return post
    }

    /// The post that came to nothing, as its next revision.
    public func failed(_ error: JobError) -> Post {
        var post = self
        post.state = .failed
        post.error = error
        post.revision += 1
        return post
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
