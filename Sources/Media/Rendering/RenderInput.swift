public import DraftModel

/// A composition and the files it is made of.
public struct RenderInput: Sendable {
    /// One file and what is in it.
    public struct File: Sendable, Hashable {
        /// Absolute.
        public var path: String
        /// Whether it is one picture.
        public var isPhoto: Bool
        /// Nil for a photo.
        public var duration: Milliseconds?
        public var hasPicture: Bool
        /// How many channels its sound has; 0 without sound.
        public var soundChannels: Int
        public var hasSound: Bool { soundChannels > 0 }
        /// How its colours were written, where it does not say itself.
        public var colorMatrix: ColorMatrix?

        /// Which red, green and blue the numbers of a picture are.
        public enum ColorMatrix: String, Sendable, Hashable {
            case bt601
            case bt709
        }

        public init(
            path: String, isPhoto: Bool, duration: Milliseconds?, hasPicture: Bool, soundChannels: Int,
            colorMatrix: ColorMatrix? = nil
        ) {
            self.path = path
            self.isPhoto = isPhoto
            self.duration = duration
            self.hasPicture = hasPicture
            self.soundChannels = soundChannels
            self.colorMatrix = colorMatrix
        }

        /// What is known of the file at a path.
        public init(path: String, kind: MediaKind, facts: MediaFacts) {
            self.init(
                path: path, isPhoto: kind == .image, duration: kind == .image ? nil : facts.duration,
                hasPicture: facts.videoCodec != nil,
                soundChannels: facts.audioCodec == nil ? 0 : max(1, facts.soundChannels ?? 2),
                colorMatrix: kind == .video && !facts.saysColorMatrix ? Self.usualMatrix(facts) : nil)
        }

        /// What players take for granted: high definition is of BT.709, what is smaller of BT.601.
        private static func usualMatrix(_ facts: MediaFacts) -> ColorMatrix? {
            guard let width = facts.width, let height = facts.height else { return nil }
            return min(width, height) >= 720 ? .bt709 : .bt601
        }
    }

    public var composition: Composition
    /// The files that the composition names, by id.
    public var files: [MediaID: File]
    /// Where the tracks of the library are, absolute.
    public var tracks: [MusicTrack: String]

    public init(composition: Composition, files: [MediaID: File], tracks: [MusicTrack: String] = [:]) {
        self.composition = composition
        self.files = files
        self.tracks = tracks
    }
}

/// Why there is no video.
public enum RenderError: Error, Sendable, Hashable {
    /// Something in the composition cannot be rendered; in a sentence for the author.
    case impossible(String)
    /// No installed font has these characters.
    case fontMissing([Character])
    /// The disk is full.
    case storageFull
    /// ffmpeg failed or took too long; its own words, for the log.
    case failed(String)
}
