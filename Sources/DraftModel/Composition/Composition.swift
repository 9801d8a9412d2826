/// What a draft shows and sounds like: everything that decides the finished video, and its cover.
///
/// Times within the finished video are in milliseconds from its beginning; places and sizes are fractions of a canvas of
/// ``width`` by ``height`` pixels, unless said otherwise.
public struct Composition: Sendable, Hashable {
    /// The finished video, in pixels.
    public static let width = 1_080
    public static let height = 1_920
    /// Pictures each second.
    public static let frameRate = 30
    /// The longest finished video: ten minutes.
    public static let maximumDuration = Milliseconds(600_000)

    public static let maximumTexts = 30
    public static let maximumStickers = 30
    public static let maximumEffects = 10

    /// Played one after the other.
    public var clips: [Clip]
    /// Scales the sound of all clips together, 0 to 2.
    public var originalSoundVolume: Factor
    public var music: Music?
    public var voiceOver: VoiceOver?
    public var filter: Filter?
    public var effects: [Effect]
    public var texts: [TextOverlay]
    public var stickers: [Sticker]
    /// The picture that stands for the video; nil for its first one. It is not part of the video itself.
    public var cover: Cover?

    public init(
        clips: [Clip] = [], originalSoundVolume: Factor = .one, music: Music? = nil, voiceOver: VoiceOver? = nil,
        filter: Filter? = nil, effects: [Effect] = [], texts: [TextOverlay] = [], stickers: [Sticker] = [],
        cover: Cover? = nil
    ) {
        self.clips = clips
        self.originalSoundVolume = originalSoundVolume
        self.music = music
        self.voiceOver = voiceOver
        self.filter = filter
        self.effects = effects
        self.texts = texts
        self.stickers = stickers
        self.cover = cover
    }

    /// Whether nothing but its one clip is in it, as that was uploaded: then the clip's file is the finished video, byte
    /// for byte. `file` is the clip's.
    public func isUntouched(_ file: Media) -> Bool {
        guard clips.count == 1, let clip = clips.first, file.kind == .video, clip.isWhole(of: file.duration) else {
            return false
        }
        var plain = Clip(mediaID: clip.mediaID, start: clip.start, end: clip.end)
        // A photo's duration means nothing for a video, and there is no clip to cross over from.
        plain.duration = clip.duration
        plain.transition = clip.transition
        var rest = Composition(clips: [plain])
        rest.cover = cover
        return self == rest
    }

    /// One place where a composition uses a media file.
    public struct MediaUse: Sendable, Hashable {
        /// What it is used as, which decides what kinds it may be of.
        public enum Role: Sendable, Hashable {
            case clip
            case sound
            case picture
        }

        public var mediaID: MediaID
        /// The JSON Pointer (RFC 6901) to the id in the draft: `/clips/0/media_id`.
        public var path: String
        public var role: Role

        public init(mediaID: MediaID, path: String, role: Role) {
            self.mediaID = mediaID
            self.path = path
            self.role = role
        }
    }

    /// Every use of a media file, in order; a file used twice is there twice. Whether the files exist and are the
    /// owner's is the store's to check.
    public var mediaUses: [MediaUse] {
        var uses = clips.enumerated().map {
            MediaUse(mediaID: $1.mediaID, path: "/clips/\($0)/media_id", role: .clip)
        }
        if case .media(let id) = music?.source {
            uses.append(MediaUse(mediaID: id, path: "/music/media_id", role: .sound))
        }
        if let id = voiceOver?.mediaID {
            uses.append(MediaUse(mediaID: id, path: "/voice_over/media_id", role: .sound))
        }
        for (position, sticker) in stickers.enumerated() {
            uses.append(
                MediaUse(mediaID: sticker.mediaID, path: "/stickers/\(position)/media_id", role: .picture))
        }
        if case .media(let id) = cover { uses.append(MediaUse(mediaID: id, path: "/cover/media_id", role: .picture)) }
        return uses
    }
}
