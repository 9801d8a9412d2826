/// An unfinished video. It is its owner's alone.
public struct Draft: Sendable, Hashable {
    public enum State: String, Sendable, Hashable, CaseIterable {
        case draft
        case posted
        /// Recently deleted: can be restored for ``Draft/recoverableFor``.
        case deleted
    }

    /// How many clips a draft may have.
    public static let maximumClips = 35
    /// The latest moment of a file that a clip may reach to: ten minutes.
    public static let maximumClipEnd = Milliseconds(600_000)
    /// How long a deleted draft can be restored: 30 days.
    public static let recoverableFor = Milliseconds.seconds(30 * 86_400)

    public var id: DraftID
    public var ownerID: UserID
    public var state: State
    /// Counts every change, from 1.
    public var revision: Int
    public var title: Title
    public var caption: Caption
    /// What it shows and sounds like.
    public var composition: Composition
    public var settings: PostSettings
    public var saveToDevice: SaveToDevice
    /// The post it became.
    public var postID: PostID?
    public var createdAt: Timestamp
    public var updatedAt: Timestamp
    public var deletedAt: Timestamp?

    public init(
        id: DraftID, ownerID: UserID, state: State = .draft, revision: Int = 1, title: Title = .empty,
        caption: Caption = .empty, composition: Composition = Composition(), settings: PostSettings = PostSettings(),
        saveToDevice: SaveToDevice = SaveToDevice(), postID: PostID? = nil, createdAt: Timestamp,
        updatedAt: Timestamp, deletedAt: Timestamp? = nil
    ) {
        self.id = id
        self.ownerID = ownerID
        self.state = state
        self.revision = revision
        self.title = title
        self.caption = caption
        self.composition = composition
        self.settings = settings
        self.saveToDevice = saveToDevice
        self.postID = postID
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.deletedAt = deletedAt
    }

    /// A draft that has clips and nothing else.
    public init(
        id: DraftID, ownerID: UserID, clips: [Clip], saveToDevice: SaveToDevice = SaveToDevice(), createdAt: Timestamp,
        updatedAt: Timestamp
    ) {
        self.init(
            id: id, ownerID: ownerID, composition: Composition(clips: clips), saveToDevice: saveToDevice,
            createdAt: createdAt, updatedAt: updatedAt)
    }

    public var clips: [Clip] {
        get { composition.clips }
        set { composition.clips = newValue }
    }
}
