public import struct Foundation.Date

/// An uploaded video, sound or picture.
public struct Media: Codable, Hashable, Sendable, Identifiable {
    /// What can be uploaded.
    public enum Kind: String, Codable, Sendable { case video, audio, image }

    /// Its id.
    public let id: ResourceID<Media>
    /// What the server found it to be.
    public let kind: Kind
    /// What the server found the file to be.
    public let contentType: String
    /// In bytes.
    public let size: Int64
    /// In hexadecimal.
    public let sha256: String
    /// The name that the client gave the file, if any.
    public let fileName: String?
    /// In milliseconds; nil for pictures and where unknown.
    public let durationMs: Int64?
    /// In pixels, as shown.
    public let width: Int?
    /// In pixels, as shown.
    public let height: Int?
    /// The usual extension of its container, such as `mp4`; nil, as what follows, where nothing could look into the file.
    public let container: String?
    /// Such as `h264`; nil for sounds.
    public let videoCodec: String?
    /// Such as `aac`; nil where there is no sound.
    public let audioCodec: String?
    /// Pictures each second; videos only.
    public let frameRate: Double?
    /// By how many degrees the picture is turned clockwise to be shown.
    public let rotation: Int?
    /// A signed link for players, relative to the server; see ``DraftrollClient/absoluteURL(_:)``.
    public let contentURL: String
    /// Until when `contentURL` opens; get the representation again after that.
    public let contentURLExpiresAt: Date
    /// When it was made.
    public let createdAt: Date

    enum CodingKeys: String, CodingKey {
        case id, kind, contentType, size, sha256, fileName, durationMs, width, height, container, videoCodec,
            audioCodec
        case frameRate, rotation, createdAt
        case contentURL = "contentUrl"
        case contentURLExpiresAt = "contentUrlExpiresAt"
    }
}
