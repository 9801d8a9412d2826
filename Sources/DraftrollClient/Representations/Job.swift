public import struct Foundation.Date

/// Work in the background: saving a posted video to a device.
public struct Job: Codable, Hashable, Sendable, Identifiable {
    public enum State: String, Codable, Sendable, CaseIterable {
        case queued, running, retrying, succeeded, failed, cancelled

        /// Whether it stays as it is until somebody retries it.
        public var isFinal: Bool { self == .succeeded || self == .failed || self == .cancelled }
    }

    public let id: ResourceID<Job>
    public let kind: String
    public let state: State
    public let postID: ResourceID<Post>
    public let deviceID: ResourceID<Device>
    /// The saved video once it is there.
    public let cameraRollItemID: ResourceID<CameraRollItem>?
    public let attempts: Int
    public let maximumAttempts: Int
    public let progress: Progress
    /// Why the last attempt failed.
    public let error: Failure?
    /// When a retrying job goes on.
    public let nextAttemptAt: Date?
    public let createdAt: Date
    public let updatedAt: Date

    enum CodingKeys: String, CodingKey {
        case id, kind, state, attempts, maximumAttempts, progress, error, nextAttemptAt, createdAt, updatedAt
        case postID = "postId"
        case deviceID = "deviceId"
        case cameraRollItemID = "cameraRollItemId"
    }

    /// How far the copy is.
    public struct Progress: Codable, Hashable, Sendable {
        public let bytesDone: Int64
        public let bytesTotal: Int64

        /// From 0 to 1; 0 while the total is unknown.
        public var fraction: Double {
            bytesTotal > 0 ? min(1, max(0, Double(bytesDone) / Double(bytesTotal))) : 0
        }
    }

    /// What went wrong, and what to do.
    public struct Failure: Codable, Hashable, Sendable {
        /// `storage_full`, `permission_denied`, `source_missing`, `io_error` or `music_not_licensed`.
        public let code: String
        public let detail: String
    }
}
