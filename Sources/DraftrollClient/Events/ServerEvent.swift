import struct Foundation.Data

/// Something that happened to one of the user's things.
public struct ServerEvent: Sendable, Hashable {
    /// What kind of thing it happened to. Kinds of tomorrow arrive, too.
    public struct Topic: RawRepresentable, Sendable, Hashable, ExpressibleByStringLiteral {
        /// As the server spells it.
        public let rawValue: String
        /// From the text that the server sends.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// From a literal.
        public init(stringLiteral value: String) { rawValue = value }

        /// Drafts.
        public static let draft: Topic = "draft"
        /// Posts.
        public static let post: Topic = "post"
        /// Jobs.
        public static let job: Topic = "job"
        /// Saved videos.
        public static let cameraRoll: Topic = "camera_roll"
        /// Uploads.
        public static let media: Topic = "media"
        /// Devices.
        public static let device: Topic = "device"
    }

    /// What happened.
    public enum Action: String, Sendable, Hashable {
        case created, updated, deleted
    }

    /// The thing as it is now.
    public enum Content: Sendable, Hashable {
        case draft(Draft)
        case job(Job)
        case device(Device)
    }

    /// Its place in the stream; give it to ``DraftrollClient/events(after:)`` to go on from here.
    public let id: Int64?
    /// What kind of thing it happened to.
    public let topic: Topic
    /// Nil for an action that this client does not know.
    public let action: Action?
    /// The link of what it happened to, for example `/v1/jobs/job_…`.
    public let resource: String
    /// Nil for posts, media and saved videos, whose links are signed for a time: get the resource. Nil, too, for what is
    /// deleted.
    public let content: Content?

    init(_ message: ServerSentEventParser.Message) throws {
        let envelope = try JSONCoding.decode(Envelope.self, from: Data(message.data.utf8))
        id = message.id.flatMap { Int64($0) }
        topic = envelope.topic
        action = envelope.action
        resource = envelope.resource
        content = envelope.content
    }
}

/// The `data:` of an event: what its own data is depends on its type, such as `job.updated`.
private struct Envelope: Decodable {
    let topic: ServerEvent.Topic
    let action: ServerEvent.Action?
    let resource: String
    let content: ServerEvent.Content?

    enum CodingKeys: String, CodingKey {
        case type, resource, data
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let type = try container.decode(String.self, forKey: .type).split(separator: ".", maxSplits: 1)
        topic = ServerEvent.Topic(rawValue: String(type.first ?? ""))
        action = type.count > 1 ? ServerEvent.Action(rawValue: String(type[1])) : nil
        resource = try container.decode(String.self, forKey: .resource)
        content =
            switch topic {
            case .draft: try container.decodeIfPresent(Draft.self, forKey: .data).map { .draft($0) }
            case .job: try container.decodeIfPresent(Job.self, forKey: .data).map { .job($0) }
            case .device: try container.decodeIfPresent(Device.self, forKey: .data).map { .device($0) }
            default: nil
            }
    }
}
