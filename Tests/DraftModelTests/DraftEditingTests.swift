import DraftModel
import JSON
import Testing

@Suite struct DraftEditingTests {
    private static let media = "med_" + String(repeating: "0", count: 26)

    @Test("a draft made of nothing is empty and Only me")
    func empty() throws {
        let draft = try Samples.new([:])
        #expect(draft == Samples.draft())
        #expect(
            draft.settings
                == PostSettings(whoCanWatch: .onlyMe, allowComments: true, allowDuet: true, allowStitch: true))
        #expect(draft.saveToDevice == SaveToDevice(isEnabled: false, deviceID: nil))
        #expect(draft.revision == 1 && draft.state == .draft)
    }

    @Test("every member a client may send is taken")
    func full() throws {
        let device: DeviceID = Samples.id(3)
        let draft = try Samples.new([
            "title": "Beach", "caption": "Sun\n#sea", "who_can_watch": "everyone", "allow_comments": false,
            "allow_duet": false, "allow_stitch": false,
            "save_to_device": ["enabled": true, "device_id": .string(device.text)],
            "clips": [
                ["media_id": .string(Self.media), "start_ms": 5, "end_ms": 600_000], ["media_id": .string(Self.media)],
            ],
        ])
        let media = try #require(MediaID(Self.media))
        #expect(draft.title.text == "Beach" && draft.caption.text == "Sun\n#sea")
        #expect(
            draft.settings
                == PostSettings(whoCanWatch: .everyone, allowComments: false, allowDuet: false, allowStitch: false))
        #expect(draft.saveToDevice == SaveToDevice(isEnabled: true, deviceID: device))
        #expect(
            draft.clips == [
                Clip(mediaID: media, start: Milliseconds(5), end: Milliseconds(600_000)), Clip(mediaID: media),
            ])
        #expect(draft.composition.mediaUses.map(\.path) == ["/clips/0/media_id", "/clips/1/media_id"])
        #expect(draft.composition.mediaUses.map(\.mediaID) == [media, media])
    }

    @Test("null stands for the default when a draft is made")
    func nulls() throws {
        #expect(
            try Samples.new(["title": .null, "clips": .null, "who_can_watch": .null, "save_to_device": .null])
                == Samples.draft())
    }

    @Test(
        "wrong input is refused with its path",
        arguments: [
            ([], [" wrong_type"]),
            (["titel": "x"], ["/titel unknown_field"]),
            (["title": 1], ["/title wrong_type"]),
            (["title": "a\nb"], ["/title invalid_characters"]),
            (["caption": .string(String(repeating: "x", count: 2_201))], ["/caption out_of_range"]),
            (["who_can_watch": "nobody"], ["/who_can_watch unknown_value"]),
            (["who_can_watch": true], ["/who_can_watch wrong_type"]),
            (["allow_duet": "yes"], ["/allow_duet wrong_type"]),
            (["id": "x", "owner_id": 1], ["/id read_only_field", "/owner_id unknown_field"]),
            (["save_to_device": true], ["/save_to_device wrong_type"]),
            (
                ["save_to_device": ["enabled": 1, "device_id": "x", "y": 1]],
                [
                    "/save_to_device/enabled wrong_type", "/save_to_device/device_id malformed_id",
                    "/save_to_device/y unknown_field",
                ]
            ),
            (["clips": [:]], ["/clips wrong_type"]),
            (["clips": [[:]]], ["/clips/0/media_id missing_field"]),
            (["clips": [["media_id": "drf_00000000000000000000000000"]]], ["/clips/0/media_id malformed_id"]),
            (["clips": [["media_id": .string(media), "start_ms": -1]]], ["/clips/0/start_ms out_of_range"]),
            (["clips": [["media_id": .string(media), "start_ms": 600_000]]], ["/clips/0/start_ms out_of_range"]),
            (["clips": [["media_id": .string(media), "end_ms": 0]]], ["/clips/0/end_ms out_of_range"]),
            (["clips": [["media_id": .string(media), "end_ms": 600_001]]], ["/clips/0/end_ms out_of_range"]),
            (["clips": [["media_id": .string(media), "start_ms": 5, "end_ms": 5]]], ["/clips/0/end_ms out_of_range"]),
            (["clips": [["media_id": .string(media), "start_ms": 0.5]]], ["/clips/0/start_ms wrong_type"]),
            (["clips": [["media_id": .string(media), "start_ms": 1e300]]], ["/clips/0/start_ms wrong_type"]),
            (["clips": [["media_id": .string(media)], "x"]], ["/clips/1 wrong_type"]),
            (["text": "x", "green_screen": []], ["/text unsupported_part", "/green_screen unsupported_part"]),
            (
                ["clips": [["media_id": .string(media), "reverse": true, "filter": .null]]],
                ["/clips/0/filter unsupported_part", "/clips/0/reverse unsupported_part"]
            ),
        ] as [(JSONValue, [String])])
    func refused(input: JSONValue, expected: [String]) {
        let created = #expect(throws: JSONFieldErrors.self) { try Samples.new(input) }
        #expect(created?.summary == expected)
        let patched = #expect(throws: JSONFieldErrors.self) {
            try Samples.draft().applying(mergePatch: input, at: Samples.later)
        }
        #expect(patched?.summary.sorted() == expected.sorted())
    }

    @Test("35 clips are a draft, 36 are not")
    func clipCount() throws {
        let clip: JSONValue = ["media_id": .string(Self.media)]
        _ = try Samples.new(["clips": .array(Array(repeating: clip, count: 35))])
        let error = #expect(throws: JSONFieldErrors.self) {
            try Samples.new(["clips": .array(Array(repeating: clip, count: 36))])
        }
        #expect(error?.summary == ["/clips out_of_range"])
    }

    @Test("a patch changes what it names, counts a revision and leaves the rest")
    func patch() throws {
        let draft = try Samples.new(["title": "A", "caption": "B", "save_to_device": ["enabled": true]])
        let patched = try draft.applying(
            mergePatch: ["caption": "C", "save_to_device": ["device_id": .string(Samples.id(3, DeviceID.self).text)]],
            at: Samples.later)
        var expected = draft
        expected.caption = try Caption("C")
        expected.saveToDevice.deviceID = Samples.id(3)
        expected.revision = 2
        expected.updatedAt = Samples.later
        #expect(patched == expected)
    }

    @Test("null gives a member its default back")
    func reset() throws {
        let draft = try Samples.new([
            "title": "A", "caption": "B", "who_can_watch": "everyone", "allow_duet": false,
            "clips": [["media_id": .string(Self.media)]], "save_to_device": ["enabled": true],
        ])
        let patched = try draft.applying(
            mergePatch: [
                "title": .null, "caption": .null, "who_can_watch": .null, "allow_duet": .null, "clips": .null,
                "save_to_device": .null,
            ], at: Samples.later)
        var expected = Samples.draft()
        expected.revision = 2
        expected.updatedAt = Samples.later
        #expect(patched == expected)
    }

    @Test("clips are replaced as a whole")
    func clips() throws {
        let draft = Samples.draft(clips: [Clip(mediaID: Samples.id(1)), Clip(mediaID: Samples.id(2))])
        let patched = try draft.applying(mergePatch: ["clips": [["media_id": .string(Self.media)]]], at: Samples.later)
        #expect(patched.clips.map(\.mediaID.text) == [Self.media])
        #expect(try draft.applying(mergePatch: ["clips": []], at: Samples.later).clips.isEmpty)
    }

    @Test(
        "a patch that changes nothing makes no revision",
        arguments: [
            [:], ["title": ""], ["title": .null, "who_can_watch": "only_me"], ["save_to_device": [:]],
        ] as [JSONValue])
    func noChange(patch: JSONValue) throws {
        #expect(try Samples.draft().applying(mergePatch: patch, at: Samples.later) == Samples.draft())
    }

    @Test(
        "read-only and unknown members are refused, be they null",
        arguments: [
            (["id": .null], ["/id read_only_field"]),
            (
                [
                    "state": "posted", "revision": 9, "created_at": "", "updated_at": "", "deleted_at": .null,
                    "post_id": "",
                ],
                [
                    "/state read_only_field", "/revision read_only_field", "/post_id read_only_field",
                    "/created_at read_only_field", "/updated_at read_only_field", "/deleted_at read_only_field",
                ]
            ),
            (["colour": .null], ["/colour unknown_field"]),
            (["save_to_device": ["colour": .null]], ["/save_to_device/colour unknown_field"]),
            ("x", [" wrong_type"]),
            (.null, [" wrong_type"]),
        ] as [(JSONValue, [String])])
    func protected(patch: JSONValue, expected: [String]) {
        let error = #expect(throws: JSONFieldErrors.self) {
            try Samples.draft().applying(mergePatch: patch, at: Samples.later)
        }
        #expect(error?.summary == expected)
    }

    @Test("privacy and Save to device are set, once")
    func switches() {
        let draft = Samples.draft().settingPrivacy(.friends, at: Samples.later)
        #expect(draft.settings.whoCanWatch == .friends && draft.revision == 2 && draft.updatedAt == Samples.later)
        #expect(draft.settingPrivacy(.friends, at: Samples.later.adding(.seconds(1))) == draft)
        let saving = draft.settingSaveToDevice(SaveToDevice(isEnabled: true), at: Samples.later)
        #expect(saving.saveToDevice.isEnabled && saving.revision == 3)
        #expect(saving.settingSaveToDevice(SaveToDevice(isEnabled: true), at: Samples.later) == saving)
    }

    @Test("an earlier revision comes back as a new one")
    func history() throws {
        let first = try Samples.new(["title": "A", "who_can_watch": "everyone"])
        let second = try first.applying(mergePatch: ["title": "B", "who_can_watch": .null], at: Samples.later)
        let third = second.restored(from: first, at: Samples.later)
        #expect(third.title.text == "A" && third.settings.whoCanWatch == .everyone && third.revision == 3)
        #expect(third.createdAt == first.createdAt && third.state == .draft)
        #expect(second.restored(from: second, at: Samples.later) == second)
    }

    @Test("deleting and restoring give back the same draft, two revisions on")
    func deleting() {
        let deleted = Samples.draft().deleted(at: Samples.later)
        #expect(deleted.state == .deleted && deleted.deletedAt == Samples.later && deleted.revision == 2)
        #expect(deleted.deleted(at: Samples.later.adding(.seconds(9))) == deleted)
        var expected = Samples.draft()
        expected.revision = 3
        expected.updatedAt = Samples.later
        #expect(deleted.undeleted(at: Samples.later) == expected)
        #expect(Samples.draft().undeleted(at: Samples.later) == Samples.draft())
    }

    @Test("a clock that was set back does not set a draft back")
    func clock() {
        let draft = Samples.draft().settingPrivacy(.everyone, at: Samples.noon.adding(.seconds(-60)))
        #expect(draft.updatedAt == Samples.noon)
    }

    @Test("a deleted or posted draft cannot be edited; a deleted one can be restored for 30 days")
    func refusals() {
        let draft = Samples.draft()
        #expect(draft.refusalOfEditing == nil)
        #expect(draft.refusalOfRestoring(at: Samples.noon)?.code == .draftNotDeleted)
        let deleted = draft.deleted(at: Samples.noon)
        #expect(deleted.refusalOfEditing?.code == .draftDeleted)
        #expect(deleted.refusalOfRestoring(at: Samples.noon.adding(Milliseconds(30 * 86_400_000 - 1))) == nil)
        #expect(
            deleted.refusalOfRestoring(at: Samples.noon.adding(Milliseconds(30 * 86_400_000)))?.code == .draftExpired)
        let posted = draft.posted(as: Samples.id(9), at: Samples.later)
        #expect(posted.refusalOfEditing?.code == .alreadyPosted)
        #expect(posted.refusalOfEditing?.postID == Samples.id(9))
        #expect(posted.refusalOfRestoring(at: Samples.noon)?.code == .draftNotDeleted)
        #expect(Draft.refusalOfSaving.code == .postToSave)
    }

    @Test("the bodies of privacy and save-to-device are read strictly")
    func bodies() throws {
        #expect(try WhoCanWatch(json: ["who_can_watch": "friends"]) == .friends)
        #expect(throws: JSONFieldErrors.self) { try WhoCanWatch(json: [:]) }
        #expect(throws: JSONFieldErrors.self) { try WhoCanWatch(json: ["who_can_watch": "x"]) }
        #expect(throws: JSONFieldErrors.self) { try WhoCanWatch(json: ["who_can_watch": "friends", "x": 1]) }
        #expect(try SaveToDevice(json: ["enabled": true]) == SaveToDevice(isEnabled: true))
        #expect(throws: JSONFieldErrors.self) { try SaveToDevice(json: [:]) }
        #expect(throws: JSONFieldErrors.self) { try SaveToDevice(json: ["enabled": true, "device_id": "x"]) }
    }
}
