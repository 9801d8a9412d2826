public import struct Foundation.Date

/// A posted video.
public struct Post: Codable, Hashable, Sendable, Identifiable {
    public let id: ResourceID<Post>
    public let draftID: ResourceID<Draft>
    /// The revision of the draft that was posted.
    public let draftRevision: Int
    public let author: Author
    public let state: String
    public let caption: String
    public let whoCanWatch: WhoCanWatch
    public let allowComments: Bool
    public let allowDuet: Bool
    public let allowStitch: Bool
    public let contentType: String
    /// In bytes.
    public let size: Int64
    /// In hexadecimal.
    public let sha256: String
    /// In milliseconds.
    public let durationMs: Int64?
    public let width: Int?
    public let height: Int?
    /// A signed link for players, relative to the server; see ``DraftrollClient/absoluteURL(_:)``.
    public let contentURL: String
    public let contentURLExpiresAt: Date
    public let publishedAt: Date
    /// From 1, one more with each change of the post.
    public let revision: Int

    enum CodingKeys: String, CodingKey {
        case id, draftRevision, author, state, caption, whoCanWatch, allowComments, allowDuet, allowStitch, contentType, size
        case sha256, durationMs, width, height, publishedAt, revision
        case draftID = "draftId"
        case contentURL = "contentUrl"
        case contentURLExpiresAt = "contentUrlExpiresAt"
    }

    /// Who posted it.
    public struct Author: Codable, Hashable, Sendable, Identifiable {
        public let id: ResourceID<User>
        public let handle: String
        public let displayName: String
    }
}

/// The answer to posting a draft.
public struct Posted: Codable, Hashable, Sendable {
    public let post: Post
    /// The job that saves the video; nil if Save to device is off.
    public let job: Job?
}
