public import struct Foundation.Date

/// A posted video.
public struct Post: Codable, Hashable, Sendable, Identifiable {
    /// Its id.
    public let id: ResourceID<Post>
    /// The draft it is about.
    public let draftID: ResourceID<Draft>
    /// The revision of the draft that was posted.
    public let draftRevision: Int
    /// Who posted it.
    public let author: Author
    /// Where it stands in its life.
    public enum State: String, Codable, Sendable, CaseIterable { case processing, published, failed }

    /// Processing while its video is rendered, which its author alone sees; failed if it could not be.
    public let state: State
    /// What stands below the video; at most 2,200 characters.
    public let caption: String
    /// Who can watch it.
    public let whoCanWatch: WhoCanWatch
    /// Whether others may comment.
    public let allowComments: Bool
    /// Whether others may duet.
    public let allowDuet: Bool
    /// Whether others may stitch.
    public let allowStitch: Bool
    /// The video's media type; nil, as all that is said of the video, until it is published.
    public let contentType: String?
    /// In bytes.
    public let size: Int64?
    /// In hexadecimal.
    public let sha256: String?
    /// In milliseconds.
    public let durationMs: Int64?
    /// In pixels, as shown; nil where unknown.
    public let width: Int?
    /// In pixels, as shown; nil where unknown.
    public let height: Int?
    /// A signed link for players, relative to the server; see ``DraftrollClient/absoluteURL(_:)``.
    public let contentURL: String?
    /// Until when `contentURL` opens; get the representation again after that.
    public let contentURLExpiresAt: Date?
    /// Why it failed.
    public let error: Job.Failure?
    /// When it was published.
    public let publishedAt: Date?
    /// From 1, one more with each change of the post.
    public let revision: Int

    enum CodingKeys: String, CodingKey {
        case id, draftRevision, author, state, caption, whoCanWatch, allowComments, allowDuet, allowStitch, contentType,
            size
        case sha256, durationMs, width, height, error, publishedAt, revision
        case draftID = "draftId"
        case contentURL = "contentUrl"
        case contentURLExpiresAt = "contentUrlExpiresAt"
    }

    /// Who posted it.
    public struct Author: Codable, Hashable, Sendable, Identifiable {
        /// Its id.
        public let id: ResourceID<User>
        /// The unique name: 2 to 24 of `a-z`, `0-9` and `_`.
        public let handle: String
        /// The name that others see, at most 50 characters.
        public let displayName: String
    }
}

/// The answer to posting a draft.
public struct Posted: Codable, Hashable, Sendable {
    /// The post.
    public let post: Post
    /// The job that saves the video; nil if Save to device is off.
    public let job: Job?
    /// The job that renders the video; nil if it is there already.
    public let renderJob: Job?
}
