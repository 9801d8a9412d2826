public import DraftModel

/// What is known of a media file's content. Each is nil where it could not be found out or does not apply.
public struct MediaFacts: Sendable, Hashable {
    /// The length; nil for pictures.
    public var duration: Milliseconds?
    /// Width and height as shown, after rotation, in pixels; nil for sounds.
    public var width: Int?
    public var height: Int?
    /// Such as `h264`; nil where there is no picture.
    public var videoCodec: String?
    /// Such as `aac`; nil where there is no sound.
    public var audioCodec: String?
    /// How many channels the sound has; nil where there is none.
    public var soundChannels: Int?
    /// Pictures each second.
    public var frameRate: Factor?
    /// By how many degrees the picture is turned clockwise to be shown: 0, 90, 180 or 270.
    public var rotation: Int?
    /// Whether it says how its colours are written.
    var saysColorMatrix = false
    /// How long the picture is, where the container says so; it may be shorter than the sound.
    var pictureDuration: Milliseconds?

    public init(duration: Milliseconds? = nil, width: Int? = nil, height: Int? = nil) {
        self.duration = duration
        self.width = width
        self.height = height
    }
}
