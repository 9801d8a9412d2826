/// A video in a phone's camera roll, or the name that is kept for one while it is copied.
public struct CameraRollItem: Sendable, Hashable {
    public var id: CameraRollItemID
    public var ownerID: UserID
    public var deviceID: DeviceID
    public var postID: PostID
    public var name: CameraRollName
    /// From the data directory: `camera-roll/maya/iphone/DCIM/100APPLE/IMG_0001.MP4`.
    public var path: String
    public var contentType: String
    /// In bytes.
    public var size: Int64
    /// SHA-256 of the bytes, 64 hexadecimal digits in lower case.
    public var sha256: String
    /// Nil while only the name is reserved: then nobody sees the item yet.
    public var savedAt: Timestamp?

    public init(
        id: CameraRollItemID, ownerID: UserID, deviceID: DeviceID, postID: PostID, name: CameraRollName, path: String,
        contentType: String, size: Int64, sha256: String, savedAt: Timestamp? = nil
    ) {
        self.id = id
        self.ownerID = ownerID
        self.deviceID = deviceID
        self.postID = postID
        self.name = name
        self.path = path
        self.contentType = contentType
        self.size = size
        self.sha256 = sha256
        self.savedAt = savedAt
    }
}
