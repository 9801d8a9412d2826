/// The members of a draft that its owner sets: for a new draft the rest takes its default, for a change it stays as it is.
public struct DraftContent: Encodable, Hashable, Sendable {
    /// For the author's list; at most 150 characters.
    public var title: String?
    /// At most 2,200 characters.
    public var caption: String?
    /// All clips in order; a change replaces them as a whole.
    public var clips: [Clip]?
    public var whoCanWatch: WhoCanWatch?
    public var allowComments: Bool?
    public var allowDuet: Bool?
    public var allowStitch: Bool?
    public var saveToDevice: SaveToDevice?

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
