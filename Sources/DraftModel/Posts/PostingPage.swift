/// What Next shows: the choices for a draft, laid out as the user's phone lays them out.
public struct PostingPage: Sendable, Hashable {
    /// One thing on the page that the user can see or change.
    public struct Control: Sendable, Hashable {
        public enum ID: String, Sendable, Hashable, CaseIterable {
            case caption
            case whoCanWatch = "who_can_watch"
            case allowComments = "allow_comments"
            case allowDuet = "allow_duet"
            case allowStitch = "allow_stitch"
            case saveToDevice = "save_to_device"
        }

        public enum Value: Sendable, Hashable {
            case text(String)
            case bool(Bool)
        }

        /// One of the values a control can have.
        public struct Choice: Sendable, Hashable {
            public let value: String
            public let label: String
        }

        public let id: ID
        public let label: String
        public let value: Value
        /// Empty where the value is a text or a switch.
        public let choices: [Choice]
    }

    public let draftID: DraftID
    public let revision: Int
    public let platform: Platform
    /// The device the page is shown on.
    public let deviceID: DeviceID
    /// The controls on the page itself, in order.
    public let page: [Control]
    /// The controls under More options, in order.
    public let moreOptions: [Control]
    /// The devices there are to choose from.
    public let devices: [Device]
    /// Why the draft cannot be posted now; nil when it can.
    public let refusal: Refusal?

    /// - Parameters:
    ///   - draft: the draft.
    ///   - device: the phone the page is shown on; its platform decides the layout.
    ///   - devices: all of the user's devices.
    ///   - refusal: what ``PostingRules`` says of the draft.
    public init(draft: Draft, device: Device, devices: [Device], refusal: Refusal?) {
        draftID = draft.id
        revision = draft.revision
        platform = device.platform
        deviceID = device.id
        self.devices = devices
        self.refusal = refusal

        let save = Control(
            id: .saveToDevice, label: "Save to device", value: .bool(draft.saveToDevice.isEnabled), choices: [])
        let common = Self.commonControls(draft)
        // On Android the switch is on the page; on iPhone and iPad it is under More options.
        switch device.platform {
        case .android:
            page = common + [save]
            moreOptions = []
        case .ios:
            page = common
            moreOptions = [save]
        }
    }

    private static func commonControls(_ draft: Draft) -> [Control] {
        [
            Control(id: .caption, label: "Caption", value: .text(draft.caption.text), choices: []),
            Control(
                id: .whoCanWatch, label: "Who can watch this video",
                value: .text(draft.settings.whoCanWatch.rawValue),
                choices: WhoCanWatch.allCases.map { Control.Choice(value: $0.rawValue, label: $0.label) }),
            Control(
                id: .allowComments, label: "Allow comments", value: .bool(draft.settings.allowComments), choices: []),
            Control(id: .allowDuet, label: "Allow Duet", value: .bool(draft.settings.allowDuet), choices: []),
            Control(id: .allowStitch, label: "Allow Stitch", value: .bool(draft.settings.allowStitch), choices: []),
        ]
    }
}

extension WhoCanWatch {
    /// What the choice is called on the posting page.
    public var label: String {
        switch self {
        case .everyone: "Everyone"
        case .followers: "Followers"
        case .friends: "Friends"
        case .onlyMe: "Only me"
        }
    }
}
