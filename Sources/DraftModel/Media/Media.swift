/// An uploaded video, sound or picture. It never changes.
public struct Media: Sendable, Hashable {
    public var id: MediaID
    public var ownerID: UserID
    public var kind: MediaKind
    /// Its type as found in its content, such as `video/mp4`.
    public var contentType: String
    /// The extension that its container has, in lower case and without a dot: `mp4`, `mov`, `jpg`.
    public var fileExtension: String
    /// In bytes.
    public var size: Int64
    /// SHA-256 of its bytes, 64 hexadecimal digits in lower case.
    public var sha256: String
    /// What the file was called where it came from.
    public var fileName: String?
    /// Nil for pictures.
    public var duration: Milliseconds?
    /// In pixels, as shown (after rotation); nil for sounds.
    public var width: Int?
    public var height: Int?
    public var createdAt: Timestamp

    public init(
        id: MediaID, ownerID: UserID, kind: MediaKind, contentType: String, fileExtension: String, size: Int64,
        sha256: String, fileName: String?, duration: Milliseconds?, width: Int?, height: Int?, createdAt: Timestamp
    ) {
        self.id = id
        self.ownerID = ownerID
        self.kind = kind
        self.contentType = contentType
        self.fileExtension = fileExtension
        self.size = size
        self.sha256 = sha256
        self.fileName = fileName
        self.duration = duration
        self.width = width
        self.height = height
        self.createdAt = createdAt
    }
}
