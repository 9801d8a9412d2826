internal import JSON

// A composition as the members of a draft. What is written has every member, so that a client finds it and a merge patch
// meets it; what is read may leave any of them out, as drafts did that were stored before there was the member.

extension Composition {
    /// The members of a draft that are its composition, in the order in which they are written.
    static let memberNames = [
        "clips", "original_sound_volume", "music", "voice_over", "filter", "effects", "texts", "stickers", "cover",
    ]

    /// The names within the members that are objects: a merge patch is checked against them, because merging drops an
    /// unknown name with the value `null` without a word.
    static let objectMemberNames: [(name: String, members: [String])] = [
        ("music", ["media_id", "track", "start_ms", "volume", "fade_in_ms", "fade_out_ms"]),
        ("voice_over", ["media_id", "start_ms", "volume"]),
        ("filter", ["name", "intensity"]),
        ("cover", ["at_ms", "media_id"]),
    ]

    /// What creators know from elsewhere and cannot have here, and what to use instead where there is something.
    static let unsupportedNames: [(name: String, instead: String?)] = [
        ("sound", "music"), ("filters", "filter"), ("text", "texts"), ("transitions", "the transition of a clip"),
        ("transition", "the transition of a clip"), ("speed", "the speed of a clip"),
        ("volume", "original_sound_volume"), ("captions", "texts"), ("subtitles", "texts"),
        ("green_screen", nil), ("voice_effect", nil), ("template", nil), ("keyframes", nil),
    ]

    /// The members with their values.
    var members: [(name: String, value: JSONValue)] {
        [
            ("clips", .array(clips.map(\.json))),
            ("original_sound_volume", originalSoundVolume.json),
            ("music", music?.json ?? .null),
            ("voice_over", voiceOver?.json ?? .null),
            ("filter", filter?.json ?? .null),
            ("effects", .array(effects.map(\.json))),
            ("texts", .array(texts.map(\.json))),
            ("stickers", .array(stickers.map(\.json))),
            ("cover", cover?.json ?? .null),
        ]
    }

    /// Reads the members; what is absent or `null` has its default. The reader collects what is wrong.
    init(from reader: inout JSONObjectReader) {
        clips =
            (reader.optionalObjects("clips", maximumCount: Draft.maximumClips) { Clip(from: &$0) } ?? [])
            .compactMap(\.self)
        if clips.first?.transition != nil {
            reader.add([
                JSONFieldError(
                    path: "/clips/0/transition", code: "out_of_range",
                    detail: "The first clip has none before it to cross over from. Set its transition to null.")
            ])
        }
        originalSoundVolume = reader.optionalFactor("original_sound_volume", in: 0...2) ?? .one
        music = reader.optionalObject("music") { Music(from: &$0) } ?? nil
        voiceOver = reader.optionalObject("voice_over") { VoiceOver(from: &$0) } ?? nil
        filter = reader.optionalObject("filter") { Filter(from: &$0) } ?? nil
        effects =
            (reader.optionalObjects("effects", maximumCount: Self.maximumEffects) { Effect(from: &$0) } ?? [])
            .compactMap(\.self)
        texts =
            (reader.optionalObjects("texts", maximumCount: Self.maximumTexts) { TextOverlay(from: &$0) } ?? [])
            .compactMap(\.self)
        stickers =
            (reader.optionalObjects("stickers", maximumCount: Self.maximumStickers) { Sticker(from: &$0) } ?? [])
            .compactMap(\.self)
        cover = reader.optionalObject("cover") { Cover(from: &$0) } ?? nil
    }
}

extension JSONObjectReader {
    /// Refuses parts that do not exist, by name, so that nobody believes they were stored.
    mutating func refuseUnsupportedParts(_ names: [(name: String, instead: String?)] = Composition.unsupportedNames) {
        for (name, instead) in names where has(name) {
            let way = instead.map { "Use \($0) instead." } ?? "Leave this member out."
            refuse(
                name, code: "unsupported_part", detail: "\"\(name)\" cannot be stored or rendered here. \(way)")
        }
    }

    /// A moment of a video or sound, in milliseconds.
    mutating func optionalMilliseconds(_ key: String, in range: ClosedRange<Int64>) -> Milliseconds? {
        optionalInteger(key, in: range).map(Milliseconds.init)
    }

    /// The members `start_ms` and `end_ms` of something that is seen for a part of the video.
    mutating func span() -> TimeSpan {
        let latest = Composition.maximumDuration.count
        let start = optionalInteger("start_ms", in: 0...(latest - 1)) ?? 0
        return TimeSpan(start: Milliseconds(start), end: end(after: start, latest: latest))
    }

    /// `end_ms`, which must come after the start.
    mutating func end(after start: Int64, latest: Int64) -> Milliseconds? {
        // Read in its whole range first: an end at or before the start gets the more helpful message.
        guard let end = optionalInteger("end_ms", in: 1...latest) else { return nil }
        guard end > start else {
            refuse("end_ms", code: "out_of_range", detail: "Expected more than start_ms, which is \(start).")
            return nil
        }
        return Milliseconds(end)
    }
}

extension Milliseconds {
    var json: JSONValue { .number(JSONNumber(count)) }
}

extension TimeSpan {
    var jsonEnd: JSONValue { end?.json ?? .null }
}

extension Composition {
    /// The composition by itself, as ``init(stored:)`` reads it back: what a render job is given.
    public func serialized() -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 512 + clips.count * 256)
        writer.object {
            for (name, value) in members { $0.member(name, value) }
        }
        return writer.bytes
    }

    /// Reads what ``serialized()`` wrote.
    public init(stored bytes: [UInt8]) throws(StoredDraftError) {
        var reader: JSONObjectReader
        do {
            reader = JSONObjectReader(try JSONValue.parse(bytes))
        } catch {
            throw StoredDraftError(reason: error.description)
        }
        self.init(from: &reader)
        do {
            try reader.finish()
        } catch {
            throw StoredDraftError(errors: error)
        }
    }
}
