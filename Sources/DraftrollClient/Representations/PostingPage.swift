/// What Next shows: the controls in the order in which the device's platform lays them out.
public struct PostingPage: Codable, Hashable, Sendable {
    /// The draft it is about.
    public let draftID: ResourceID<Draft>
    /// The revision of the draft that is shown.
    public let revision: Int
    /// The platform that the page is laid out for.
    public let platform: Device.Platform
    /// The device that shows the page.
    public let deviceID: ResourceID<Device>
    /// The controls on the page itself, in order.
    public let page: [Control]
    /// Where iPhone and iPad have Save to device.
    public let moreOptions: [Control]
    /// The devices of the user, the oldest first.
    public let devices: [Device]
    /// Whether it can be posted as it is; `problems` says why not.
    public let canPost: Bool
    /// Why it cannot be posted.
    public let problems: [Obstacle]
    /// Where the finished video stands.
    public let preview: Preview

    enum CodingKeys: String, CodingKey {
        case revision, platform, page, moreOptions, devices, canPost, problems, preview
        case draftID = "draftId"
        case deviceID = "deviceId"
    }

    /// One line of the page.
    public struct Control: Codable, Hashable, Sendable, Identifiable {
        /// `caption`, `who_can_watch`, `allow_comments`, `allow_duet`, `allow_stitch` or `save_to_device`.
        public let id: String
        /// What stands beside it.
        public let label: String
        /// What is chosen.
        public let value: Value
        /// Nil for texts and switches.
        public let choices: [Choice]?
    }

    /// Why a draft cannot be posted.
    public struct Obstacle: Codable, Hashable, Sendable {
        /// The code that posting would answer.
        public let code: String
        /// What to do about it.
        public let detail: String
    }

    /// Something that can be chosen.
    public struct Choice: Codable, Hashable, Sendable {
        /// What to send when it is chosen.
        public let value: String
        /// What stands beside it.
        public let label: String
    }

    /// A switch, or a text that is free or one of the choices.
    public enum Value: Codable, Hashable, Sendable {
        case isOn(Bool)
        case text(String)

        /// Reads a switch or a text.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let isOn = try? container.decode(Bool.self) {
                self = .isOn(isOn)
            } else {
                self = .text(try container.decode(String.self))
            }
        }

        /// Writes it as the contract spells it.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .isOn(let isOn): try container.encode(isOn)
            case .text(let text): try container.encode(text)
            }
        }
    }
}
