/// The members of a draft that its owner sets: for a new draft the rest takes its default, for a change it stays as it is.
public struct DraftContent: Encodable, Hashable, Sendable {
    /// For the author's list; at most 150 characters.
    public var title: String?
    /// At most 2,200 characters.
    public var caption: String?
    /// All clips in order; a change replaces them as a whole.
    public var clips: [Clip]?
    /// Scales the sound of all clips together, 0 to 2.
    public var originalSoundVolume: Double?
    /// Under the whole video. A change merges its members; to take it away, send null by hand.
    public var music: Music?
    /// Spoken over the video.
    public var voiceOver: VoiceOver?
    /// A change of all colours.
    public var filter: Filter?
    /// What happens to the picture for a while.
    public var effects: [Effect]?
    /// What is written on the video.
    public var texts: [TextOverlay]?
    /// Pictures on the video.
    public var stickers: [Sticker]?
    /// The picture that stands for the video.
    public var cover: Cover?
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
