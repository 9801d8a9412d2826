public import struct Foundation.Date

/// An unfinished video. It is its owner's alone.
public struct Draft: Codable, Hashable, Sendable, Identifiable {
    /// Where it stands in its life.
    public enum State: String, Codable, Sendable, CaseIterable { case draft, posted, deleted }

    /// Its id.
    public let id: ResourceID<Draft>
    /// Where it stands.
    public let state: State
    /// From 1, one more with each change.
    public let revision: Int
    /// For the author's list of drafts; at most 150 characters.
    public let title: String
    /// What stands below the video; at most 2,200 characters.
    public let caption: String
    /// What is played, in order; at most 35.
    public let clips: [Clip]
    /// Scales the sound of all clips together, 0 to 2.
    public let originalSoundVolume: Double
    /// Under the whole video.
    public let music: Music?
    /// Spoken over the video.
    public let voiceOver: VoiceOver?
    /// A change of all colours.
    public let filter: Filter?
    /// What happens to the picture for a while.
    public let effects: [Effect]
    /// What is written on the video.
    public let texts: [TextOverlay]
    /// Pictures on the video.
    public let stickers: [Sticker]
    /// The picture that stands for the video; nil for its first.
    public let cover: Cover?
    /// Who can watch it once it is posted.
    public let whoCanWatch: WhoCanWatch
    /// Whether others may comment.
    public let allowComments: Bool
    /// Whether others may duet.
    public let allowDuet: Bool
    /// Whether others may stitch.
    public let allowStitch: Bool
    /// Whether a copy goes into a camera roll.
    public let saveToDevice: SaveToDevice
    /// The post that it became.
    public let postID: ResourceID<Post>?
    /// When it was made.
    public let createdAt: Date
    /// When it last changed.
    public let updatedAt: Date
    /// When it was deleted; nil unless it is.
    public let deletedAt: Date?

    enum CodingKeys: String, CodingKey {
        case id, state, revision, title, caption, clips, whoCanWatch, allowComments, allowDuet, allowStitch,
            saveToDevice
        case originalSoundVolume, music, voiceOver, filter, effects, texts, stickers, cover
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

/// Whether a copy of the posted video goes into a camera roll, and into which.
public struct SaveToDevice: Codable, Hashable, Sendable {
    /// Whether the switch is on.
    public var enabled: Bool
    /// Nil is the user's first device.
    public var deviceID: ResourceID<Device>?

    /// A choice; nil is the user's first device.
    public init(enabled: Bool, deviceID: ResourceID<Device>? = nil) {
        self.enabled = enabled
        self.deviceID = deviceID
    }

    enum CodingKeys: String, CodingKey {
        case enabled
        case deviceID = "deviceId"
    }

    /// Writes it as the contract spells it.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(enabled, forKey: .enabled)
        // Null is said aloud: left out of a merge patch it would keep an earlier choice.
        try container.encode(deviceID, forKey: .deviceID)
    }
}

/// A saved version of a draft.
public struct Revision: Codable, Hashable, Sendable {
    /// Its number, from 1.
    public let revision: Int
    /// Who made it.
    public let authorID: ResourceID<User>
    /// When it was made.
    public let createdAt: Date
    /// What made it, for example `created` or `edited`.
    public let change: String

    enum CodingKeys: String, CodingKey {
        case revision, createdAt, change
        case authorID = "authorId"
    }
}
