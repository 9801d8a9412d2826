/// A file that is being uploaded in parts.
///
/// Always true: its first `offset` bytes are on the disk and synced; when `offset` has reached `length`, the file is a
/// media item and `mediaID` names it.
public struct Upload: Sendable, Hashable {
    public var id: UploadID
    public var ownerID: UserID
    /// The size of the whole file in bytes; nil while the client has not said.
    public var length: Int64?
    /// How many bytes are there.
    public var offset: Int64
    /// What the client said of the file, as it said it: the value of `Upload-Metadata`.
    public var metadata: String?
    /// What the file is called where it comes from.
    public var fileName: String?
    /// What the file has become; nil until it is complete.
    public var mediaID: MediaID?
    public var createdAt: Timestamp
    /// When the upload is given up.
    public var expiresAt: Timestamp

    /// How long an upload may rest between two of its parts: 24 hours.
    public static let lifetime = Milliseconds.seconds(86_400)

    public init(
        id: UploadID, ownerID: UserID, length: Int64?, offset: Int64 = 0, metadata: String?, fileName: String?,
        mediaID: MediaID? = nil, createdAt: Timestamp, expiresAt: Timestamp
    ) {
        self.id = id
        self.ownerID = ownerID
        self.length = length
        self.offset = offset
        self.metadata = metadata
        self.fileName = fileName
        self.mediaID = mediaID
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    /// Whether all of it is there.
    public var isComplete: Bool { mediaID != nil }

    /// Whether it has been given up at a time.
    public func hasExpired(at now: Timestamp) -> Bool { expiresAt <= now }
}
