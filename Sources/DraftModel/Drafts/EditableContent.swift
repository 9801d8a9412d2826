public import JSON

/// What a client decides about a draft: the members it may send when it makes or changes one.
struct EditableContent: Hashable {
    var title: Title
    var caption: Caption
    var composition: Composition
    var settings: PostSettings
    var saveToDevice: SaveToDevice

    init(of draft: Draft) {
        title = draft.title
        caption = draft.caption
        composition = draft.composition
        settings = draft.settings
        saveToDevice = draft.saveToDevice
    }

    func assign(to draft: inout Draft) {
        draft.title = title
        draft.caption = caption
        draft.composition = composition
        draft.settings = settings
        draft.saveToDevice = saveToDevice
    }

    /// The members a client may send.
    static let memberNames =
        ["title", "caption"] + Composition.memberNames + [
            "who_can_watch", "allow_comments", "allow_duet", "allow_stitch", "save_to_device",
        ]

    /// The members that are objects, which a merge patch changes member by member, with the names in them.
    static let objectMemberNames = Composition.objectMemberNames + [("save_to_device", ["enabled", "device_id"])]

    /// The members of a draft that the server alone decides.
    static let readOnlyNames = ["id", "state", "revision", "post_id", "created_at", "updated_at", "deleted_at"]

    /// Reads the members a client may send; what is absent or `null` has its default. The reader collects what is
    /// wrong.
    init(from reader: inout JSONObjectReader) {
        title = reader.optionalText("title") ?? .empty
        caption = reader.optionalText("caption") ?? .empty
        composition = Composition(from: &reader)
        settings = PostSettings(
            whoCanWatch: reader.optionalChoice("who_can_watch") ?? .onlyMe,
            allowComments: reader.optionalBool("allow_comments") ?? true,
            allowDuet: reader.optionalBool("allow_duet") ?? true,
            allowStitch: reader.optionalBool("allow_stitch") ?? true)
        saveToDevice = reader.optionalObject("save_to_device") { SaveToDevice(from: &$0) } ?? SaveToDevice()
    }
}

extension SaveToDevice {
    /// Reads `{"enabled"?, "device_id"?}`.
    init(from reader: inout JSONObjectReader) {
        isEnabled = reader.optionalBool("enabled") ?? false
        deviceID = reader.optionalIdentifier("device_id")
    }

    /// Reads the body of a request that sets the switch: `{"enabled", "device_id"?}`.
    public init(json: JSONValue) throws(JSONFieldErrors) {
        var reader = JSONObjectReader(json)
        let isEnabled = reader.bool("enabled")
        let deviceID: DeviceID? = reader.optionalIdentifier("device_id")
        try reader.finish()
        self.init(isEnabled: isEnabled, deviceID: deviceID)
    }
}

extension WhoCanWatch {
    /// Reads the body of a request that sets the privacy: `{"who_can_watch"}`.
    public init(json: JSONValue) throws(JSONFieldErrors) {
        var reader = JSONObjectReader(json)
        let choice: WhoCanWatch? = reader.choice("who_can_watch")
        try reader.finish()
        guard let choice else { throw JSONFieldErrors(reader.errors) }
        self = choice
    }
}
