public import struct Foundation.Date

/// Work in the background: rendering a draft, or saving a posted video to a device.
public struct Job: Codable, Hashable, Sendable, Identifiable {
    /// Where it stands in its life.
    public enum State: String, Codable, Sendable, CaseIterable {
        case queued, running, retrying, succeeded, failed, cancelled

        /// Whether it stays as it is until somebody retries it.
        public var isFinal: Bool { self == .succeeded || self == .failed || self == .cancelled }
    }

    /// Its id.
    public let id: ResourceID<Job>
    /// What it does: `save_to_device` or `render`.
    public let kind: String
    /// Where it stands.
    public let state: State
    /// The post whose video is saved; nil for rendering.
    public let postID: ResourceID<Post>?
    /// The device it is saved to; nil for rendering.
    public let deviceID: ResourceID<Device>?
    /// The draft that is rendered; nil for saving.
    public let draftID: ResourceID<Draft>?
    /// The job that has to succeed before this one begins.
    public let waitsFor: ResourceID<Job>?
    /// The saved video once it is there.
    public let cameraRollItemID: ResourceID<CameraRollItem>?
    /// How often it was begun, from 0.
    public let attempts: Int
    /// How often it is begun at most before it has failed.
    public let maximumAttempts: Int
    /// How far the work is.
    public let progress: Progress
    /// Why the last attempt failed.
    public let error: Failure?
    /// When a retrying job goes on.
    public let nextAttemptAt: Date?
    /// When it was made.
    public let createdAt: Date
    /// When it last changed.
    public let updatedAt: Date

    enum CodingKeys: String, CodingKey {
        case id, kind, state, attempts, maximumAttempts, progress, error, nextAttemptAt, createdAt, updatedAt
        case waitsFor
        case draftID = "draftId"
        case postID = "postId"
        case deviceID = "deviceId"
        case cameraRollItemID = "cameraRollItemId"
    }

    /// How far the work is.
    public struct Progress: Codable, Hashable, Sendable {
        /// How many bytes are copied.
        public let bytesDone: Int64
        /// How many bytes there are; 0 for rendering and while it is not known.
        public let bytesTotal: Int64
        /// From 0 to 100.
        public let percent: Int

        /// From 0 to 1; 0 while the total is unknown.
        public var fraction: Double {
            guard bytesTotal > 0 else { return min(1, max(0, Double(percent) / 100)) }
            return min(1, max(0, Double(bytesDone) / Double(bytesTotal)))
        }
    }

    /// What went wrong, and what to do.
    public struct Failure: Codable, Hashable, Sendable {
        /// `storage_full`, `permission_denied`, `source_missing`, `io_error`, `music_not_licensed`, `render_failed`,
        /// `rendering_unavailable`, `font_missing` or `cancelled`.
        public let code: String
        /// What happened and what to do.
        public let detail: String
    }
}
