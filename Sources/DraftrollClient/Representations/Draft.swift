public import struct Foundation.Date

/// An unfinished video. It is its owner's alone.
public struct Draft: Codable, Hashable, Sendable, Identifiable {
    public enum State: String, Codable, Sendable, CaseIterable { case draft, posted, deleted }

    public let id: ResourceID<Draft>
    public let state: State
    /// From 1, one more with each change.
    public let revision: Int
    public let title: String
    public let caption: String
    public let clips: [Clip]
    public let whoCanWatch: WhoCanWatch
    public let allowComments: Bool
    public let allowDuet: Bool
    public let allowStitch: Bool
    public let saveToDevice: SaveToDevice
    /// The post that it became.
    public let postID: ResourceID<Post>?
    public let createdAt: Date
    public let updatedAt: Date
    public let deletedAt: Date?

    enum CodingKeys: String, CodingKey {
        case id, state, revision, title, caption, clips, whoCanWatch, allowComments, allowDuet, allowStitch, saveToDevice
        case createdAt, updatedAt, deletedAt
        case postID = "postId"
    }
}

/// Who can watch a post. Everyone includes people who are not signed in.
public enum WhoCanWatch: String, Codable, Sendable, CaseIterable {
    case everyone, followers, friends
    case onlyMe = "only_me"

    /// As the posting page calls it.
    public var label: String {
        switch self {
        case .everyone: "Everyone"
        case .followers: "Followers"
        case .friends: "Friends"
        case .onlyMe: "Only me"
        }
    }
}

/// A piece of a draft: a medium, or a part of one.
public struct Clip: Codable, Hashable, Sendable {
    public var mediaID: ResourceID<Media>
    /// Where it starts in the medium, in milliseconds.
    public var startMs: Int64
    /// Where it ends, in milliseconds; nil is the end of the medium.
    public var endMs: Int64?

    public init(_ mediaID: ResourceID<Media>, startMs: Int64 = 0, endMs: Int64? = nil) {
        self.mediaID = mediaID
        self.startMs = startMs
        self.endMs = endMs
    }

    enum CodingKeys: String, CodingKey {
        case startMs, endMs
        case mediaID = "mediaId"
    }
}

/// Whether a copy of the posted video goes into a camera roll, and into which.
public struct SaveToDevice: Codable, Hashable, Sendable {
    public var enabled: Bool
    /// Nil is the user's first device.
    public var deviceID: ResourceID<Device>?

    public init(enabled: Bool, deviceID: ResourceID<Device>? = nil) {
        self.enabled = enabled
        self.deviceID = deviceID
    }

    enum CodingKeys: String, CodingKey {
        case enabled
        case deviceID = "deviceId"
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(enabled, forKey: .enabled)
        // Null is said aloud: left out of a merge patch it would keep an earlier choice.
        try container.encode(deviceID, forKey: .deviceID)
    }
}

/// A saved version of a draft.
public struct Revision: Codable, Hashable, Sendable {
    public let revision: Int
    public let authorID: ResourceID<User>
    public let createdAt: Date
    /// What made it, for example `created` or `edited`.
    public let change: String

    enum CodingKeys: String, CodingKey {
        case revision, createdAt, change
        case authorID = "authorId"
    }
}
