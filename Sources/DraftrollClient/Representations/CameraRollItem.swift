public import struct Foundation.Date

/// A saved video: a file on a device.
public struct CameraRollItem: Codable, Hashable, Sendable, Identifiable {
    /// Its id.
    public let id: ResourceID<CameraRollItem>
    /// The device it is on.
    public let deviceID: ResourceID<Device>
    /// The post it is a copy of.
    public let postID: ResourceID<Post>
    /// As the platform names it.
    public let fileName: String
    /// Where the file is below the server's data directory.
    public let path: String
    /// Its media type.
    public let contentType: String
    /// In bytes.
    public let size: Int64
    /// In hexadecimal.
    public let sha256: String
    /// A signed link for players, relative to the server; see ``DraftrollClient/absoluteURL(_:)``.
    public let contentURL: String
    /// Until when `contentURL` opens; get the representation again after that.
    public let contentURLExpiresAt: Date
    /// When the file was in the camera roll.
    public let savedAt: Date

    enum CodingKeys: String, CodingKey {
        case id, fileName, path, contentType, size, sha256, savedAt
        case deviceID = "deviceId"
        case postID = "postId"
        case contentURL = "contentUrl"
        case contentURLExpiresAt = "contentUrlExpiresAt"
    }
}
