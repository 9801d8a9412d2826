/// A stretch of one media file, played at its place in the draft.
public struct Clip: Sendable, Hashable {
    public var mediaID: MediaID
    /// Where it begins in the file, 0 to 599,999.
    public var start: Milliseconds
    /// Where it ends in the file: after the start, at most 600,000; nil for the end of the file.
    public var end: Milliseconds?

    public init(mediaID: MediaID, start: Milliseconds = Milliseconds(0), end: Milliseconds? = nil) {
        self.mediaID = mediaID
        self.start = start
        self.end = end
    }

    /// Whether the clip is the whole of a file of that duration.
    public func isWhole(of duration: Milliseconds?) -> Bool {
        guard start.count == 0 else { return false }
        guard let end else { return true }
        guard let duration else { return false }
        return end >= duration
    }
}
