/// Music under the whole video. It begins again when it ends before the video does.
public struct Music: Sendable, Hashable {
    public enum Source: Sendable, Hashable {
        /// An uploaded sound, or the sound of an uploaded video.
        case media(MediaID)
        /// A track of the built-in library.
        case track(MusicTrack)
    }

    public var source: Source
    /// Where in the track it begins.
    public var start: Milliseconds
    /// 0 to 2.
    public var volume: Factor
    public var fadeIn: Milliseconds
    public var fadeOut: Milliseconds

    public init(
        source: Source, start: Milliseconds = Milliseconds(0), volume: Factor = .one,
        fadeIn: Milliseconds = Milliseconds(0), fadeOut: Milliseconds = Milliseconds(0)
    ) {
        self.source = source
        self.start = start
        self.volume = volume
        self.fadeIn = fadeIn
        self.fadeOut = fadeOut
    }
}

/// A track of the built-in library. The service synthesises them itself, so there is nobody else's music in it.
public enum MusicTrack: String, Sendable, Hashable, CaseIterable {
    case sunrise
    case drive
    case lullaby
    case headliner

    public var title: String {
        switch self {
        case .sunrise: "Sunrise"
        case .drive: "Night drive"
        case .lullaby: "Lullaby"
        case .headliner: "Headliner"
        }
    }

    /// Eight bars of four beats: 16 seconds at 120 beats a minute.
    public var duration: Milliseconds { Milliseconds(Int64(beats) * 60_000 / Int64(beatsPerMinute)) }

    public var beats: Int { 32 }

    public var beatsPerMinute: Int {
        switch self {
        case .sunrise: 100
        case .drive: 120
        case .lullaby: 80
        case .headliner: 128
        }
    }

    /// Whether a video with it may be saved to a device. Posting it is always allowed. One is not, as is common for
    /// songs of labels, so that apps can be tried against it.
    public var isLicensedForSaving: Bool { self != .headliner }
}

/// A recording that is spoken over the video.
public struct VoiceOver: Sendable, Hashable {
    public var mediaID: MediaID
    /// When in the video it begins.
    public var start: Milliseconds
    /// 0 to 2.
    public var volume: Factor

    public init(mediaID: MediaID, start: Milliseconds = Milliseconds(0), volume: Factor = .one) {
        self.mediaID = mediaID
        self.start = start
        self.volume = volume
    }
}
