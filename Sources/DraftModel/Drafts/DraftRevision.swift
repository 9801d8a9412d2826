/// One entry in a draft's history.
public struct DraftRevision: Sendable, Hashable {
    /// What made the revision.
    public enum Change: String, Sendable, Hashable, CaseIterable {
        case created
        case edited
        case privacyChanged = "privacy_changed"
        case saveToDeviceChanged = "save_to_device_changed"
        /// An earlier revision was brought back.
        case revisionRestored = "revision_restored"
        case deleted
        /// Brought back from the recently deleted.
        case restored
        case posted
        /// The post failed, which gave the draft back.
        case postingFailed = "posting_failed"
    }

    public var draftID: DraftID
    public var revision: Int
    public var authorID: UserID
    public var createdAt: Timestamp
    public var change: Change

    public init(draftID: DraftID, revision: Int, authorID: UserID, createdAt: Timestamp, change: Change) {
        self.draftID = draftID
        self.revision = revision
        self.authorID = authorID
        self.createdAt = createdAt
        self.change = change
    }
}
