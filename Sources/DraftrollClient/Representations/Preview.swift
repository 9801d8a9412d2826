public import struct Foundation.Date

/// Where the finished video of a draft stands, and the links to it and to its cover.
public struct Preview: Codable, Hashable, Sendable {
    /// None: nobody has asked for it yet; the first request of `contentURL` starts a job.
    public enum State: String, Codable, Sendable, CaseIterable { case none, rendering, ready, failed, unavailable }

    public let state: State
    /// Of all that is rendered, in hexadecimal.
    public let compositionHash: String
    /// Of that and caption, privacy, switches and cover.
    public let contentHash: String
    /// Of the video, once it is ready.
    public let durationMs: Int64?
    /// In bytes, once it is ready.
    public let size: Int64?
    /// The job that renders it, or failed to.
    public let job: Job?
    /// A signed link for players, relative to the server.
    public let contentURL: String
    public let contentURLExpiresAt: Date
    /// A signed link to a JPEG.
    public let coverURL: String
    public let coverURLExpiresAt: Date

    enum CodingKeys: String, CodingKey {
        case state, compositionHash, contentHash, durationMs, size, job
        case contentURL = "contentUrl"
        case contentURLExpiresAt = "contentUrlExpiresAt"
        case coverURL = "coverUrl"
        case coverURLExpiresAt = "coverUrlExpiresAt"
    }
}

/// A track of the server's music library.
public struct LibraryTrack: Codable, Hashable, Sendable {
    /// The name for ``Music``.
    public let track: String
    public let title: String
    public let durationMs: Int64
    public let beatsPerMinute: Int
    /// Whether a video with it may be saved to a device.
    public let licensedForSaving: Bool
}
