import DraftModel
import JSON
import Testing

/// What a draft's parts may be, by tables.
@Suite struct CompositionTests {
    private static let media = Samples.id(1, MediaID.self).text
    private static let other = Samples.id(2, MediaID.self).text

    private static let whole = Clip(mediaID: Samples.id(1))

    private func composition(_ input: JSONValue) throws -> Composition { try Samples.new(input).composition }

    private static func clip(_ members: JSONObject.Member...) -> JSONValue {
        var object = JSONObject()
        object["media_id"] = .string(media)
        for member in members { object[member.key] = member.value }
        return ["clips": [.object(object)]]
    }

    @Test("every part is read, stored and read back")
    func everyPart() throws {
        let input: JSONValue = [
            "clips": [
                ["media_id": .string(Self.media), "start_ms": 100, "end_ms": 2_000, "volume": 0.5, "speed": 1.25],
                [
                    "media_id": .string(Self.other), "duration_ms": 1_500, "muted": true, "fit": "fill",
                    "rotation": 270,
                    "crop": ["x": 0.1, "width": 0.5], "transition": ["type": "crossfade", "duration_ms": 300],
                ],
            ],
            "original_sound_volume": 0.25,
            "music": ["track": "drive", "start_ms": 2_000, "volume": 2, "fade_in_ms": 1, "fade_out_ms": 10_000],
            "voice_over": ["media_id": .string(Self.other), "start_ms": 500, "volume": 0],
            "filter": ["name": "noir", "intensity": 0.333],
            "effects": [["name": "glitch", "start_ms": 1, "end_ms": 2], ["name": "blur"]],
            "texts": [["text": "日本語 🎉", "x": 0, "y": 1, "size": 400, "color": "#ff00Aa", "start_ms": 0, "end_ms": 1]],
            "stickers": [["media_id": .string(Self.other), "width": 0.02, "rotation": -360]],
            "cover": ["at_ms": 600_000],
        ]
        let composition = try composition(input)
        let media = try #require(MediaID(Self.media))
        let other = try #require(MediaID(Self.other))
        #expect(
            composition.clips == [
                Clip(
                    mediaID: media, start: Milliseconds(100), end: Milliseconds(2_000), volume: .half,
                    speed: Factor(thousandths: 1_250)),
                Clip(
                    mediaID: other, duration: Milliseconds(1_500), isMuted: true, fit: .fill, rotation: 270,
                    crop: Clip.Crop(
                        x: Factor(thousandths: 100), y: .zero, width: .half, height: .one),
                    transition: Milliseconds(300)),
            ])
        #expect(composition.originalSoundVolume == Factor(thousandths: 250))
        #expect(composition.music?.source == .track(.drive) && composition.music?.fadeOut == Milliseconds(10_000))
        #expect(composition.voiceOver == VoiceOver(mediaID: other, start: Milliseconds(500), volume: .zero))
        #expect(composition.filter == Filter(name: .noir, intensity: Factor(thousandths: 333)))
        #expect(composition.effects.map(\.name) == [.glitch, .blur])
        #expect(composition.texts.first?.color == Color(red: 255, green: 0, blue: 170))
        #expect(composition.texts.first?.color.text == "#FF00AA")
        #expect(composition.cover == .at(Milliseconds(600_000)))
        #expect(
            composition.mediaUses.map(\.path) == [
                "/clips/0/media_id", "/clips/1/media_id", "/voice_over/media_id", "/stickers/0/media_id",
            ])

        let draft = try Samples.new(input)
        #expect(try Draft(json: draft.serialized(), owner: Samples.maya) == draft)
        #expect(try Composition(stored: composition.serialized()) == composition)
    }

    @Test("a draft stored before there were parts reads with their defaults")
    func oldDraft() throws {
        let old = """
            {"id":"\(Samples.id(7, DraftID.self))","state":"draft","revision":3,"title":"","caption":"",\
            "clips":[{"media_id":"\(Self.media)","start_ms":0,"end_ms":null}],"who_can_watch":"only_me",\
            "allow_comments":true,"allow_duet":true,"allow_stitch":true,\
            "save_to_device":{"enabled":false,"device_id":null},"post_id":null,\
            "created_at":"2026-11-22T12:00:00.000Z","updated_at":"2026-11-22T12:00:00.000Z","deleted_at":null}
            """
        let draft = try Draft(json: Array(old.utf8), owner: Samples.maya)
        #expect(draft.composition == Composition(clips: [Clip(mediaID: Samples.id(1))]))
    }

    @Test(
        "what a part may not be is refused with its path",
        arguments: [
            (clip(.init(key: "volume", value: 2.001)), "/clips/0/volume out_of_range"),
            (clip(.init(key: "volume", value: -0.001)), "/clips/0/volume out_of_range"),
            (clip(.init(key: "volume", value: "loud")), "/clips/0/volume wrong_type"),
            (clip(.init(key: "muted", value: 1)), "/clips/0/muted wrong_type"),
            (clip(.init(key: "fit", value: "stretch")), "/clips/0/fit unknown_value"),
            (clip(.init(key: "speed", value: 0.29)), "/clips/0/speed out_of_range"),
            (clip(.init(key: "speed", value: 3.01)), "/clips/0/speed out_of_range"),
            (clip(.init(key: "rotation", value: 45)), "/clips/0/rotation out_of_range"),
            (clip(.init(key: "duration_ms", value: 99)), "/clips/0/duration_ms out_of_range"),
            (clip(.init(key: "crop", value: ["x": 0.6, "width": 0.5])), "/clips/0/crop/width out_of_range"),
            (clip(.init(key: "crop", value: ["left": 0])), "/clips/0/crop/left unknown_field"),
            (
                clip(.init(key: "transition", value: ["type": "crossfade"])),
                "/clips/0/transition out_of_range"
            ),
            (["original_sound_volume": 3], "/original_sound_volume out_of_range"),
            (["music": [:]], "/music/media_id missing_field"),
            (["music": "drive"], "/music wrong_type"),
            (["music": ["track": "unknown"]], "/music/track unknown_value"),
            (["music": ["volume": 1]], "/music/media_id missing_field"),
            (["music": ["track": "drive", "media_id": .string(media)]], "/music/track out_of_range"),
            (["music": ["track": "drive", "fade_in_ms": 10_001]], "/music/fade_in_ms out_of_range"),
            (["music": ["track": "drive", "start_ms": -1]], "/music/start_ms out_of_range"),
            (["voice_over": ["start_ms": 0]], "/voice_over/media_id missing_field"),
            (["filter": ["name": "wram"]], "/filter/name unknown_value"),
            (["filter": ["name": "warm", "intensity": 1.1]], "/filter/intensity out_of_range"),
            (["effects": [["name": "sparkle"]]], "/effects/0/name unknown_value"),
            (["texts": [["x": 0.5]]], "/texts/0/text missing_field"),
            (["texts": [["text": ""]]], "/texts/0/text out_of_range"),
            (["texts": [["text": .string(String(repeating: "x", count: 201))]]], "/texts/0/text out_of_range"),
            (["texts": [["text": "a\u{1b}b"]]], "/texts/0/text invalid_characters"),
            (["texts": [["text": "a", "x": 1.5]]], "/texts/0/x out_of_range"),
            (["texts": [["text": "a", "size": 15]]], "/texts/0/size out_of_range"),
            (["texts": [["text": "a", "color": "red"]]], "/texts/0/color out_of_range"),
            (["texts": [["text": "a", "color": "#12345g"]]], "/texts/0/color out_of_range"),
            (["texts": [["text": "a", "start_ms": 500, "end_ms": 500]]], "/texts/0/end_ms out_of_range"),
            (["texts": [["text": "a", "start_ms": -1]]], "/texts/0/start_ms out_of_range"),
            (["stickers": [["media_id": .string(media), "width": 0]]], "/stickers/0/width out_of_range"),
            (["cover": ["x": 1]], "/cover/x unknown_field"),
            (["cover": ["at_ms": 1, "media_id": .string(media)]], "/cover/media_id out_of_range"),
        ] as [(JSONValue, String)])
    func refused(input: JSONValue, expected: String) {
        let error = #expect(throws: JSONFieldErrors.self) { try Samples.new(input) }
        #expect(error?.summary.contains(expected) == true, "\(error?.summary ?? [])")
    }

    @Test("the answer to an unknown filter lists the known ones")
    func knownFilters() {
        let error = #expect(throws: JSONFieldErrors.self) { try Samples.new(["filter": ["name": "x"]]) }
        for name in Filter.Name.allCases { #expect(error?.errors.first?.detail.contains(name.rawValue) == true) }
        #expect(Filter.Name.allCases.count >= 8)
    }

    @Test("a merge patch changes one member of a part and leaves the rest; null takes the part away")
    func patching() throws {
        let draft = try Samples.new(["music": ["track": "drive", "volume": 0.5], "filter": ["name": "warm"]])
        let louder = try draft.applying(mergePatch: ["music": ["volume": 1]], at: Samples.later)
        #expect(louder.composition.music == Music(source: .track(.drive), volume: .one))
        #expect(louder.composition.filter?.name == .warm)
        let silent = try louder.applying(mergePatch: ["music": .null], at: Samples.later)
        #expect(silent.composition.music == nil && silent.composition.filter?.name == .warm)
        let own = try louder.applying(
            mergePatch: ["music": ["track": .null, "media_id": .string(Self.media)]], at: Samples.later)
        #expect(own.composition.music?.source == .media(Samples.id(1)))
        let error = #expect(throws: JSONFieldErrors.self) {
            try draft.applying(mergePatch: ["music": ["tempo": .null]], at: Samples.later)
        }
        #expect(error?.summary == ["/music/tempo unknown_field"])
    }

    @Test(
        "one whole clip is untouched until anything is done to it",
        arguments: [
            (Composition(clips: [whole]), true),
            (Composition(clips: [Clip(mediaID: Samples.id(1), end: Milliseconds(5_000))]), true),
            (Composition(clips: [whole], cover: .at(Milliseconds(5))), true),
            (Composition(clips: [Clip(mediaID: Samples.id(1), volume: .half)]), false),
            (Composition(clips: [Clip(mediaID: Samples.id(1), isMuted: true)]), false),
            (Composition(clips: [Clip(mediaID: Samples.id(1), fit: .fill)]), false),
            (Composition(clips: [Clip(mediaID: Samples.id(1), speed: .half)]), false),
            (Composition(clips: [Clip(mediaID: Samples.id(1), rotation: 90)]), false),
            (Composition(clips: [Clip(mediaID: Samples.id(1), end: Milliseconds(4_000))]), false),
            (Composition(clips: [whole], originalSoundVolume: .zero), false),
            (Composition(clips: [whole], music: Music(source: .track(.drive))), false),
            (Composition(clips: [whole], filter: Filter(name: .warm)), false),
            (Composition(clips: [whole], effects: [Effect(name: .blur)]), false),
            (Composition(clips: [whole, whole]), false),
        ])
    func untouched(composition: Composition, isUntouched: Bool) {
        #expect(composition.isUntouched(Samples.media()) == isUntouched)
    }

    @Test("the canonical form is of files' bytes, not of their ids, and the cover is not in it")
    func canonicalForm() throws {
        let one = Composition(clips: [Clip(mediaID: Samples.id(1))], cover: .at(Milliseconds(1)))
        let two = Composition(clips: [Clip(mediaID: Samples.id(2))])
        let other = Composition(clips: [Clip(mediaID: Samples.id(2), volume: .half)])
        let form = one.canonicalForm { _ in "abc" }
        #expect(form == two.canonicalForm { _ in "abc" })
        #expect(form != two.canonicalForm { _ in "abd" })
        #expect(form != other.canonicalForm { _ in "abc" })
        #expect(!String(decoding: form, as: UTF8.self).contains("med_"))

        var draft = Samples.draft(clips: one.clips)
        func content(_ draft: Draft) -> [UInt8] { draft.canonicalForm(compositionHash: "h") { _ in "abc" } }
        let before = content(draft)
        draft.title = try Title("Renamed")
        draft.saveToDevice.isEnabled = true
        #expect(content(draft) == before)
        draft.settings.whoCanWatch = .everyone
        #expect(content(draft) != before)
    }

    @Test(
        "numbers are written with three decimals and a point",
        arguments: [(0, "0.000"), (5, "0.005"), (1_000, "1.000"), (12_345, "12.345"), (-1_500, "-1.500")])
    func decimals(thousandths: Int64, text: String) {
        #expect(Factor(thousandths: thousandths).decimal == text)
    }
}
