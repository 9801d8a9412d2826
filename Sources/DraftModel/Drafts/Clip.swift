/// A stretch of one media file, played at its place in the draft.
public struct Clip: Sendable, Hashable {
    /// How a picture of another shape is put on the canvas.
    public enum Fit: String, Sendable, Hashable, CaseIterable {
        /// All of it is seen; bars fill the rest.
        case fit
        /// All of the canvas is covered; what stands out is cut off.
        case fill
    }

    /// A part of a picture, as fractions of its width and height; x and y are of its left upper corner.
    public struct Crop: Sendable, Hashable {
        public var x: Factor
        public var y: Factor
        public var width: Factor
        public var height: Factor

        public init(x: Factor, y: Factor, width: Factor, height: Factor) {
            self.x = x
            self.y = y
            self.width = width
            self.height = height
        }
    }

    /// How long a photo is shown that does not say: three seconds.
    public static let photoDuration = Milliseconds(3_000)

    public var mediaID: MediaID
    /// Where it begins in the file, 0 to 599,999.
    public var start: Milliseconds
    /// Where it ends in the file: after the start, at most 600,000; nil for the end of the file.
    public var end: Milliseconds?
    /// How long a photo is shown, 100 to 60,000; nil for ``photoDuration``. Videos have none.
    public var duration: Milliseconds?
    /// Of its own sound, 0 to 2.
    public var volume: Factor
    public var isMuted: Bool
    public var fit: Fit
    /// How fast it is played, 0.3 to 3.
    public var speed: Factor
    /// Clockwise, in degrees: 0, 90, 180 or 270.
    public var rotation: Int
    /// The part that is shown, before it is rotated; nil for all.
    public var crop: Crop?
    /// How long the clip before crosses over into this one, 100 to 2,000; nil for a cut.
    public var transition: Milliseconds?

    public init(
        mediaID: MediaID, start: Milliseconds = Milliseconds(0), end: Milliseconds? = nil,
        duration: Milliseconds? = nil, volume: Factor = .one, isMuted: Bool = false, fit: Fit = .fit,
        speed: Factor = .one, rotation: Int = 0, crop: Crop? = nil, transition: Milliseconds? = nil
    ) {
        self.mediaID = mediaID
        self.start = start
        self.end = end
        self.duration = duration
        self.volume = volume
        self.isMuted = isMuted
        self.fit = fit
        self.speed = speed
        self.rotation = rotation
        self.crop = crop
        self.transition = transition
    }

    /// Whether the clip is the whole of a file of that duration.
    public func isWhole(of duration: Milliseconds?) -> Bool {
        guard start.count == 0 else { return false }
        guard let end else { return true }
        guard let duration else { return false }
        return end >= duration
    }
}
