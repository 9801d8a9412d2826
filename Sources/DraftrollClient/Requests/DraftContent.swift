/// The members of a draft that its owner sets: for a new draft the rest takes its default, for a change it stays as it is.
public struct DraftContent: Encodable, Hashable, Sendable {
    /// For the author's list; at most 150 characters.
    public var title: String?
    /// At most 2,200 characters.
    public var caption: String?
    /// All clips in order; a change replaces them as a whole.
    public var clips: [Clip]?
    /// Who can watch it once it is posted.
    public var whoCanWatch: WhoCanWatch?
    /// Whether others may comment.
    public var allowComments: Bool?
    /// Whether others may duet.
    public var allowDuet: Bool?
    /// Whether others may stitch.
    public var allowStitch: Bool?
    /// Whether a copy goes into a camera roll.
    public var saveToDevice: SaveToDevice?

    /// Content of which every member may be left out.
    public init(
        title: String? = nil, caption: String? = nil, clips: [Clip]? = nil, whoCanWatch: WhoCanWatch? = nil,
        allowComments: Bool? = nil, allowDuet: Bool? = nil, allowStitch: Bool? = nil, saveToDevice: SaveToDevice? = nil
    ) {
        self.title = title
        self.caption = caption
        self.clips = clips
        self.whoCanWatch = whoCanWatch
        self.allowComments = allowComments
        self.allowDuet = allowDuet
        self.allowStitch = allowStitch
        self.saveToDevice = saveToDevice
    }
}

struct PrivacyChoice: Encodable {
    let whoCanWatch: WhoCanWatch
}

struct NoContent: Encodable {}
