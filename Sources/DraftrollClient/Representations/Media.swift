public import struct Foundation.Date

/// An uploaded video, sound or picture.
public struct Media: Codable, Hashable, Sendable, Identifiable {
    public enum Kind: String, Codable, Sendable { case video, audio, image }

    public let id: ResourceID<Media>
    public let kind: Kind
    /// What the server found the file to be.
    public let contentType: String
    /// In bytes.
    public let size: Int64
    /// In hexadecimal.
    public let sha256: String
    public let fileName: String?
    /// In milliseconds; nil for pictures and where unknown.
    public let durationMs: Int64?
    /// In pixels, as shown.
    public let width: Int?
    /// In pixels, as shown.
    public let height: Int?
    /// A signed link for players, relative to the server; see ``DraftrollClient/absoluteURL(_:)``.
    public let contentURL: String
    public let contentURLExpiresAt: Date
    public let createdAt: Date

    enum CodingKeys: String, CodingKey {
        case id, kind, contentType, size, sha256, fileName, durationMs, width, height, createdAt
        case contentURL = "contentUrl"
        case contentURLExpiresAt = "contentUrlExpiresAt"
    }
}
