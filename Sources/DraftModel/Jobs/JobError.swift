/// Why a job did not do its work.
public struct JobError: Error, Sendable, Hashable {
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The device has no room, or its camera roll no name, left.
        case storageFull = "storage_full"
        case permissionDenied = "permission_denied"
        case sourceMissing = "source_missing"
        case ioError = "io_error"
        case musicNotLicensed = "music_not_licensed"
        /// The draft cannot be made into a video as it is.
        case renderFailed = "render_failed"
        /// Nothing renders here, such as when ffmpeg was taken away.
        case renderingUnavailable = "rendering_unavailable"
        /// No font here has a character of a text.
        case fontMissing = "font_missing"
        /// Somebody cancelled the rendering that this was for.
        case cancelled

        /// Whether it may well go away by itself, so that the job tries again: all else needs a person first.
        public var isTransient: Bool { self == .ioError }
    }

    public var code: Code
    /// What happened and what to do, for the user to read.
    public var detail: String

    public init(code: Code, detail: String) {
        self.code = code
        self.detail = detail
    }
}
