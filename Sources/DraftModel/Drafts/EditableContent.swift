public import JSON

/// What a client decides about a draft: the members it may send when it makes or changes one.
struct EditableContent: Hashable {
    var title: Title
    var caption: Caption
    var clips: [Clip]
    var settings: PostSettings
    var saveToDevice: SaveToDevice

    init(of draft: Draft) {
        title = draft.title
        caption = draft.caption
        clips = draft.clips
        settings = draft.settings
        saveToDevice = draft.saveToDevice
    }

    func assign(to draft: inout Draft) {
        draft.title = title
        draft.caption = caption
        draft.clips = clips
        draft.settings = settings
        draft.saveToDevice = saveToDevice
    }

    /// The members a client may send.
    static let memberNames = [
        "title", "caption", "clips", "who_can_watch", "allow_comments", "allow_duet", "allow_stitch", "save_to_device",
    ]

    /// The members of a draft that the server alone decides.
    static let readOnlyNames = ["id", "state", "revision", "post_id", "created_at", "updated_at", "deleted_at"]

    /// Parts of the story that do not exist yet, wherever a client may expect them: in a draft or in a clip.
    static let unsupportedNames = [
        "music", "sound", "filters", "filter", "text", "texts", "stickers", "cover", "transitions", "transition",
        "speed", "volume",
    ]

    /// Reads the members a client may send; what is absent or `null` has its default. The reader collects what is
    /// wrong.
    init(from reader: inout JSONObjectReader) {
        title = reader.optionalText("title") ?? .empty
        caption = reader.optionalText("caption") ?? .empty
        clips =
            (reader.optionalObjects("clips", maximumCount: Draft.maximumClips) { Clip(from: &$0) } ?? [])
            .compactMap(\.self)
        settings = PostSettings(
            whoCanWatch: reader.optionalChoice("who_can_watch") ?? .onlyMe,
            allowComments: reader.optionalBool("allow_comments") ?? true,
            allowDuet: reader.optionalBool("allow_duet") ?? true,
            allowStitch: reader.optionalBool("allow_stitch") ?? true)
        saveToDevice = reader.optionalObject("save_to_device") { SaveToDevice(from: &$0) } ?? SaveToDevice()
    }
}

extension JSONObjectReader {
    /// Refuses the parts of drafts that do not exist yet, by name, so that nobody believes they were stored.
    mutating func refuseUnsupportedParts() {
        for name in EditableContent.unsupportedNames where has(name) {
            refuse(
                name, code: "unsupported_part",
                detail: "\"\(name)\" cannot be stored yet: leave this member out. It was not saved.")
        }
    }
}

extension Clip {
    /// Reads `{"media_id", "start_ms"?, "end_ms"?}`; nil, reported, when the media id is missing or malformed.
    init?(from reader: inout JSONObjectReader) {
        reader.refuseUnsupportedParts()
        let mediaID: MediaID? = reader.identifier("media_id")
        let latest = Draft.maximumClipEnd.count
        let start = reader.optionalInteger("start_ms", in: 0...(latest - 1)) ?? 0
        // Read in its whole range first: an end at or before the start gets the more helpful message below.
        let end = reader.optionalInteger("end_ms", in: 1...latest)
        if let end, end <= start {
            reader.refuse(
                "end_ms", code: "out_of_range", detail: "Expected more than start_ms, which is \(start).")
        }
        guard let mediaID else { return nil }
        self.init(mediaID: mediaID, start: Milliseconds(start), end: end.map(Milliseconds.init))
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
