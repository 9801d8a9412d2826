// The parts of a draft that decide its finished video. Members that are nil are left out of requests and take their
// defaults; answers have all of them. Times are in milliseconds; places are fractions, 0 left or top to 1 right or bottom.

/// A piece of a draft: a medium, or a part of one.
public struct Clip: Codable, Hashable, Sendable {
    /// How another shape than the canvas's is shown.
    public enum Fit: String, Codable, Sendable, CaseIterable { case fit, fill }

    /// A part of the picture, from its left upper corner.
    public struct Crop: Codable, Hashable, Sendable {
        public var x, y, width, height: Double

        public init(x: Double, y: Double, width: Double, height: Double) {
            self.x = x
            self.y = y
            self.width = width
            self.height = height
        }
    }

    /// How the clip before goes over into this one.
    public struct Transition: Codable, Hashable, Sendable {
        /// `crossfade`.
        public var type: String
        /// 100 to 2,000.
        public var durationMs: Int64

        public init(type: String = "crossfade", durationMs: Int64 = 500) {
            self.type = type
            self.durationMs = durationMs
        }
    }

    /// The upload that is played.
    public var mediaID: ResourceID<Media>
    /// Where it starts in the medium, in milliseconds.
    public var startMs: Int64
    /// Where it ends, in milliseconds; nil is the end of the medium.
    public var endMs: Int64?
    /// How long a photo is shown.
    public var durationMs: Int64?
    /// Of its own sound, 0 to 2.
    public var volume: Double = 1
    public var muted = false
    public var fit = Fit.fit
    /// 0.3 to 3.
    public var speed: Double = 1
    /// Clockwise: 0, 90, 180 or 270.
    public var rotation = 0
    /// The part that is shown; nil for all.
    public var crop: Crop?
    /// Nil for a cut.
    public var transition: Transition?

    /// A whole upload, or a part of it in milliseconds.
    public init(_ mediaID: ResourceID<Media>, startMs: Int64 = 0, endMs: Int64? = nil) {
        self.mediaID = mediaID
        self.startMs = startMs
        self.endMs = endMs
    }

    enum CodingKeys: String, CodingKey {
        case startMs, endMs, durationMs, volume, muted, fit, speed, rotation, crop, transition
        case mediaID = "mediaId"
    }
}

/// Music under the whole video: an uploaded sound, or a track of the server's library.
public struct Music: Codable, Hashable, Sendable {
    public var mediaID: ResourceID<Media>?
    /// The name of a track.
    public var track: String?
    /// Where in the track it begins.
    public var startMs: Int64?
    /// 0 to 2.
    public var volume: Double?
    public var fadeInMs: Int64?
    public var fadeOutMs: Int64?

    /// A track of the library.
    public init(track: String, startMs: Int64? = nil, volume: Double? = nil) {
        self.track = track
        self.startMs = startMs
        self.volume = volume
    }

    /// An uploaded sound.
    public init(_ mediaID: ResourceID<Media>, startMs: Int64? = nil, volume: Double? = nil) {
        self.mediaID = mediaID
        self.startMs = startMs
        self.volume = volume
    }

    enum CodingKeys: String, CodingKey {
        case track, startMs, volume, fadeInMs, fadeOutMs
        case mediaID = "mediaId"
    }

    /// Writes it as the contract spells it.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        // Null is said aloud: left out of a merge patch it would keep the other one.
        try container.encode(mediaID, forKey: .mediaID)
        try container.encode(track, forKey: .track)
        try container.encodeIfPresent(startMs, forKey: .startMs)
        try container.encodeIfPresent(volume, forKey: .volume)
        try container.encodeIfPresent(fadeInMs, forKey: .fadeInMs)
        try container.encodeIfPresent(fadeOutMs, forKey: .fadeOutMs)
    }
}

/// A recording that is spoken over the video.
public struct VoiceOver: Codable, Hashable, Sendable {
    public var mediaID: ResourceID<Media>
    /// When in the video it begins.
    public var startMs: Int64?
    /// 0 to 2.
    public var volume: Double?

    public init(_ mediaID: ResourceID<Media>, startMs: Int64? = nil, volume: Double? = nil) {
        self.mediaID = mediaID
        self.startMs = startMs
        self.volume = volume
    }

    enum CodingKeys: String, CodingKey {
        case startMs, volume
        case mediaID = "mediaId"
    }
}

/// A change of all colours.
public struct Filter: Codable, Hashable, Sendable {
    /// `warm`, `cool`, `mono`, `vivid`, `fade`, `noir`, `sepia` or `bright`.
    public var name: String
    /// 0 to 1.
    public var intensity: Double?

    public init(_ name: String, intensity: Double? = nil) {
        self.name = name
        self.intensity = intensity
    }
}

/// Something that happens to the picture for a while.
public struct Effect: Codable, Hashable, Sendable {
    /// `glitch` or `blur`.
    public var name: String
    public var startMs: Int64?
    /// Nil for the end of the video.
    public var endMs: Int64?

    public init(_ name: String, startMs: Int64? = nil, endMs: Int64? = nil) {
        self.name = name
        self.startMs = startMs
        self.endMs = endMs
    }
}

/// What is written on the video.
public struct TextOverlay: Codable, Hashable, Sendable {
    /// At most 200 characters.
    public var text: String
    /// Its middle.
    public var x: Double?
    public var y: Double?
    /// The height of a line in pixels of the finished video, 16 to 400.
    public var size: Int?
    /// `#RRGGBB`.
    public var color: String?
    public var startMs: Int64?
    /// Nil for the end of the video.
    public var endMs: Int64?

    public init(
        _ text: String, x: Double? = nil, y: Double? = nil, size: Int? = nil, color: String? = nil,
        startMs: Int64? = nil, endMs: Int64? = nil
    ) {
        self.text = text
        self.x = x
        self.y = y
        self.size = size
        self.color = color
        self.startMs = startMs
        self.endMs = endMs
    }
}

/// An uploaded picture on the video.
public struct Sticker: Codable, Hashable, Sendable {
    public var mediaID: ResourceID<Media>
    /// Its middle.
    public var x: Double?
    public var y: Double?
    /// Of the video's width.
    public var width: Double?
    /// Clockwise, in degrees.
    public var rotation: Int?
    public var startMs: Int64?
    /// Nil for the end of the video.
    public var endMs: Int64?

    public init(_ mediaID: ResourceID<Media>, x: Double? = nil, y: Double? = nil, width: Double? = nil) {
        self.mediaID = mediaID
        self.x = x
        self.y = y
        self.width = width
    }

    enum CodingKeys: String, CodingKey {
        case x, y, width, rotation, startMs, endMs
        case mediaID = "mediaId"
    }
}

/// The picture that stands for the video.
public struct Cover: Codable, Hashable, Sendable {
    /// A time in the video.
    public var atMs: Int64?
    /// An uploaded picture.
    public var mediaID: ResourceID<Media>?

    /// A frame of the video.
    public init(atMs: Int64) { self.atMs = atMs }

    /// An uploaded picture.
    public init(_ mediaID: ResourceID<Media>) { self.mediaID = mediaID }

    enum CodingKeys: String, CodingKey {
        case atMs
        case mediaID = "mediaId"
    }

    /// Writes it as the contract spells it.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        // Null is said aloud: left out of a merge patch it would keep the other one.
        try container.encode(atMs, forKey: .atMs)
        try container.encode(mediaID, forKey: .mediaID)
    }
}
