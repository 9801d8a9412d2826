/// Work that goes on after its request was answered.
public struct Job: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Copies a posted video into a camera roll.
        case saveToDevice = "save_to_device"
        /// Makes the finished video of a draft.
        case render
    }

    public enum State: String, Sendable, Hashable, CaseIterable {
        /// Waiting to be claimed.
        case queued
        /// Claimed, until its lease ends.
        case running
        /// An attempt failed; waiting for the next.
        case retrying
        case succeeded
        /// Will not be tried again unless a person asks for it.
        case failed
        case cancelled
    }

    /// How far the work is.
    public struct Progress: Sendable, Hashable {
        /// Bytes copied; nothing is copied while rendering.
        public var bytesDone: Int64
        /// 0 while it is not known.
        public var bytesTotal: Int64
        /// 0 to 100.
        public var percent: Int

        public init(bytesDone: Int64 = 0, bytesTotal: Int64 = 0, percent: Int = 0) {
            self.bytesDone = bytesDone
            self.bytesTotal = bytesTotal
            self.percent = percent
        }
    }

    public var id: JobID
    public var ownerID: UserID
    public var kind: Kind
    public var state: State
    /// The post whose video is saved; nil for rendering.
    public var postID: PostID?
    /// The device it is saved to; nil for rendering.
    public var deviceID: DeviceID?
    /// The draft that is rendered; nil for saving.
    public var draftID: DraftID?
    /// The job that has to succeed before this one can be claimed.
    public var waitsFor: JobID?
    /// The item it makes, once its name is reserved.
    public var cameraRollItemID: CameraRollItemID?
    /// How often it was claimed since it was queued or a person last retried it.
    public var attempts: Int
    public var maximumAttempts: Int
    public var progress: Progress
    /// Why the last attempt failed.
    public var error: JobError?
    /// When a job that is retrying may be claimed.
    public var nextAttemptAt: Timestamp?
    /// Until when a running job belongs to who claimed it.
    public var leaseExpiresAt: Timestamp?
    public var createdAt: Timestamp
    public var updatedAt: Timestamp

    public init(
        id: JobID, ownerID: UserID, kind: Kind = .saveToDevice, state: State = .queued,
        postID: PostID? = nil, deviceID: DeviceID? = nil, draftID: DraftID? = nil, waitsFor: JobID? = nil,
        cameraRollItemID: CameraRollItemID? = nil, attempts: Int = 0, maximumAttempts: Int = 5,
        progress: Progress, error: JobError? = nil, nextAttemptAt: Timestamp? = nil,
        leaseExpiresAt: Timestamp? = nil, createdAt: Timestamp, updatedAt: Timestamp
    ) {
        self.id = id
        self.ownerID = ownerID
        self.kind = kind
        self.state = state
        self.postID = postID
        self.deviceID = deviceID
        self.draftID = draftID
        self.waitsFor = waitsFor
        self.cameraRollItemID = cameraRollItemID
        self.attempts = attempts
        self.maximumAttempts = maximumAttempts
        self.progress = progress
        self.error = error
        self.nextAttemptAt = nextAttemptAt
        self.leaseExpiresAt = leaseExpiresAt
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}
