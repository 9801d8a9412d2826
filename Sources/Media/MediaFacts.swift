/// What is known of a media file's content. Each is nil where it could not be found out.
public struct MediaFacts: Sendable, Hashable {
    /// The length in milliseconds; nil for pictures.
    public var durationMilliseconds: Int64?
    /// Width and height as shown, after rotation, in pixels; nil for sounds.
    public var width: Int?
    public var height: Int?

    public init(durationMilliseconds: Int64? = nil, width: Int? = nil, height: Int? = nil) {
        self.durationMilliseconds = durationMilliseconds
        self.width = width
        self.height = height
    }
}
