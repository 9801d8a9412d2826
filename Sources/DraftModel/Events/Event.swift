/// Something that changed, as its owner's clients hear of it.
public struct Event: Sendable, Hashable {
    /// What changed; the name of the server-sent event.
    public enum Topic: String, Sendable, Hashable, CaseIterable {
        case draft
        case post
        case job
        case cameraRoll = "camera_roll"
        case media
        case device
    }

    /// How it changed; with the topic, the event's type: `draft.updated`.
    public enum Action: String, Sendable, Hashable, CaseIterable {
        case created
        case updated
        case deleted
    }

    /// Counts all events of the server, from 1; the `id` of the server-sent event.
    public var sequence: Int64
    /// Who hears of it.
    public var userID: UserID
    public var topic: Topic
    public var action: Action
    /// Where it can be read: `/v1/jobs/job_…`.
    public var resource: String
    /// Its representation as JSON, or `null` when it is gone.
    public var data: [UInt8]
    public var createdAt: Timestamp

    public init(
        sequence: Int64, userID: UserID, topic: Topic, action: Action, resource: String, data: [UInt8],
        createdAt: Timestamp
    ) {
        self.sequence = sequence
        self.userID = userID
        self.topic = topic
        self.action = action
        self.resource = resource
        self.data = data
        self.createdAt = createdAt
    }

    /// The `type` within its data: `draft.updated`.
    public var type: String { "\(topic.rawValue).\(action.rawValue)" }
}
