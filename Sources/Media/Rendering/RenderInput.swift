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

        public init(path: String, isPhoto: Bool, duration: Milliseconds?, hasPicture: Bool, soundChannels: Int) {
            self.path = path
            self.isPhoto = isPhoto
            self.duration = duration
            self.hasPicture = hasPicture
            self.soundChannels = soundChannels
        }

        /// What is known of the file at a path.
        public init(path: String, kind: MediaKind, facts: MediaFacts) {
            self.init(
                path: path, isPhoto: kind == .image, duration: kind == .image ? nil : facts.duration,
                hasPicture: facts.videoCodec != nil,
                soundChannels: facts.audioCodec == nil ? 0 : max(1, facts.soundChannels ?? 2))
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
