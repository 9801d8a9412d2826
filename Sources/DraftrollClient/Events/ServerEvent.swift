import struct Foundation.Data

/// Something that happened to one of the user's things.
public struct ServerEvent: Sendable, Hashable {
    /// What it happened to, as it is now.
    public enum Content: Sendable, Hashable {
        case draft(Draft)
        case post(Post)
        case job(Job)
        case cameraRoll(CameraRollItem)
        case media(Media)
        case device(Device)
        /// The thing is gone, or of a type that this client does not know.
        case other(type: String)
    }

    /// Its place in the stream; give it to ``DraftrollClient/events(after:)`` to go on from here.
    public let id: Int64?
    /// The link of what it happened to, for example `/v1/jobs/job_…`.
    public let resource: String
    public let content: Content

    init(_ message: ServerSentEventParser.Message) throws {
        id = message.id.flatMap { Int64($0) }
        let envelope = try JSONCoding.decode(Envelope.self, from: Data(message.data.utf8))
        resource = envelope.resource
        content = envelope.content
    }
}

/// The `data:` of an event: what the content is depends on its type.
private struct Envelope: Decodable {
    let resource: String
    let content: ServerEvent.Content

    enum CodingKeys: String, CodingKey {
        case type, resource, data
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let type = try container.decode(String.self, forKey: .type)
        resource = try container.decode(String.self, forKey: .resource)
        let content: ServerEvent.Content? =
            switch type {
            case "draft": try container.decodeIfPresent(Draft.self, forKey: .data).map { .draft($0) }
            case "post": try container.decodeIfPresent(Post.self, forKey: .data).map { .post($0) }
            case "job": try container.decodeIfPresent(Job.self, forKey: .data).map { .job($0) }
            case "camera_roll": try container.decodeIfPresent(CameraRollItem.self, forKey: .data).map { .cameraRoll($0) }
            case "media": try container.decodeIfPresent(Media.self, forKey: .data).map { .media($0) }
            case "device": try container.decodeIfPresent(Device.self, forKey: .data).map { .device($0) }
            default: nil
            }
        self.content = content ?? .other(type: type)
    }
}
