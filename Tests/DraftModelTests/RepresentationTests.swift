import DraftModel
import JSON
import Testing

/// The JSON forms, member by member as clients see them.
@Suite struct RepresentationTests {
    private let noon = "2026-11-22T12:00:00.000Z"
    private let later = "2026-11-22T12:01:00.000Z"

    @Test("a draft is written with every member, and not its owner")
    func draft() throws {
        let draft = try Samples.new([
            "title": "A\"b", "clips": [["media_id": .string(Samples.id(1, MediaID.self).text)]],
        ])
        let expected = """
            {"id":"\(draft.id)","state":"draft","revision":1,"title":"A\\"b","caption":"",\
            "clips":[{"media_id":"\(Samples.id(1, MediaID.self))","start_ms":0,"end_ms":null,"duration_ms":null,"volume":1,\
            "muted":false,"fit":"fit","speed":1,"rotation":0,"crop":null,"transition":null}],"original_sound_volume":1,\
            "music":null,"voice_over":null,"filter":null,"effects":[],"texts":[],"stickers":[],"cover":null,\
            "who_can_watch":"only_me","allow_comments":true,"allow_duet":true,"allow_stitch":true,\
            "save_to_device":{"enabled":false,"device_id":null},"post_id":null,\
            "created_at":"\(noon)","updated_at":"\(noon)","deleted_at":null}
            """
        #expect(String(decoding: draft.serialized(), as: UTF8.self) == expected)
        #expect(!expected.contains("usr_"))
    }

    @Test("a stored draft reads back as it was, in every state")
    func storedDraft() throws {
        let draft = try Samples.new([
            "title": "A", "caption": "é😀\n\t\\\"", "who_can_watch": "friends", "allow_duet": false,
            "save_to_device": ["enabled": true, "device_id": .string(Samples.id(3, DeviceID.self).text)],
            "clips": [["media_id": .string(Samples.id(1, MediaID.self).text), "start_ms": 1, "end_ms": 2]],
        ])
        for draft in [
            draft, draft.deleted(at: Samples.later), draft.posted(as: Samples.id(9), at: Samples.later),
            Samples.draft(),
        ] {
            #expect(try Draft(json: draft.serialized(), owner: Samples.maya) == draft)
        }
    }

    @Test(
        "a damaged stored draft is an error that says where",
        arguments: [
            "", "{}", "[]", "{\"id\":",
        ])
    func damaged(text: String) {
        #expect(throws: StoredDraftError.self) { try Draft(json: Array(text.utf8), owner: Samples.maya) }
    }

    @Test("a stored draft with a member nobody knows is damaged")
    func unknownMember() {
        let bytes = Array(Samples.draft().serialized().dropLast()) + Array(",\"x\":1}".utf8)
        let error = #expect(throws: StoredDraftError.self) { try Draft(json: bytes, owner: Samples.maya) }
        #expect(error?.reason.contains("/x") == true)
    }

    @Test("users, devices, history")
    func people() throws {
        let user = User(
            id: Samples.maya, handle: try Handle("maya"), displayName: try DisplayName("Maya"), createdAt: Samples.noon)
        #expect(
            Samples.json { user.write(to: &$0) } == """
                {"id":"\(Samples.maya)","handle":"maya","display_name":"Maya","created_at":"\(noon)"}
                """)
        let device = try Samples.device(.ios)
        #expect(
            Samples.json { device.write(to: &$0) } == """
                {"id":"\(device.id)","name":"iPhone","platform":"ios","folder":"iphone","storage_limit_bytes":null,\
                "storage_used_bytes":0,"created_at":"\(noon)"}
                """)
        let revision = DraftRevision(
            draftID: Samples.id(7), revision: 2, authorID: Samples.maya, createdAt: Samples.noon,
            change: .privacyChanged)
        #expect(
            Samples.json { revision.write(to: &$0) } == """
                {"revision":2,"author_id":"\(Samples.maya)","created_at":"\(noon)","change":"privacy_changed"}
                """)
    }

    @Test("media and posts carry a signed address of their content")
    func content() throws {
        var media = Samples.media()
        media.details = Media.Details(
            container: "mp4", videoCodec: "h264", frameRate: Factor(thousandths: 29_970), rotation: 90)
        #expect(
            Samples.json { media.write(to: &$0, contentURL: "/c?x", expiresAt: Samples.later) } == """
                {"id":"\(media.id)","kind":"video","content_type":"video/mp4","size":1000,"sha256":"\(media.sha256)",\
                "file_name":"beach.mp4","duration_ms":5000,"width":1080,"height":1920,"container":"mp4","video_codec":"h264",\
                "audio_codec":null,"frame_rate":29.97,"rotation":90,"content_url":"/c?x",\
                "content_url_expires_at":"\(later)","created_at":"\(noon)"}
                """)
        let user = User(
            id: Samples.maya, handle: try Handle("maya"), displayName: try DisplayName("Maya"), createdAt: Samples.noon)
        let draft = Samples.draft(clips: [Clip(mediaID: media.id)])
        let post = Post(id: Samples.id(9), of: draft, video: Post.Video(media), at: Samples.noon)
        #expect(
            Samples.json { post.write(to: &$0, author: user, contentURL: "/c?x", expiresAt: Samples.later) } == """
                {"id":"\(post.id)","draft_id":"\(draft.id)","draft_revision":1,\
                "author":{"id":"\(Samples.maya)","handle":"maya","display_name":"Maya"},"state":"published","caption":"",\
                "who_can_watch":"only_me","allow_comments":true,"allow_duet":true,"allow_stitch":true,\
                "content_type":"video/mp4","size":1000,"sha256":"\(media.sha256)","duration_ms":5000,"width":1080,\
                "height":1920,"content_url":"/c?x","content_url_expires_at":"\(later)","error":null,\
                "published_at":"\(noon)","revision":1}
                """)
        let name = CameraRollName(folder: "100APPLE", fileName: "IMG_0001.MP4")
        let item = CameraRollItem(
            id: Samples.id(4), ownerID: Samples.maya, deviceID: Samples.id(3), postID: post.id, name: name,
            path: name.path(handle: user.handle, deviceFolder: try Samples.device(.ios).folder),
            contentType: "video/mp4", size: 1_000, sha256: media.sha256, savedAt: Samples.noon)
        #expect(
            Samples.json { item.write(to: &$0, contentURL: "/c?x", expiresAt: Samples.later) } == """
                {"id":"\(item.id)","device_id":"\(item.deviceID)","post_id":"\(post.id)","file_name":"IMG_0001.MP4",\
                "path":"camera-roll/maya/iphone/DCIM/100APPLE/IMG_0001.MP4","content_type":"video/mp4","size":1000,\
                "sha256":"\(media.sha256)","content_url":"/c?x","content_url_expires_at":"\(later)","saved_at":"\(noon)"}
                """)
    }

    @Test("jobs, with and without an error")
    func job() {
        var job = Samples.job(.running, attempts: 1)
        let head = """
            {"id":"\(job.id)","kind":"save_to_device","state":"running","post_id":"\(Samples.id(9, PostID.self))",\
            "device_id":"\(Samples.id(3, DeviceID.self))","draft_id":null,"waits_for":null,"camera_roll_item_id":null,"attempts":1,"maximum_attempts":5,\
            "progress":{"bytes_done":0,"bytes_total":100,"percent":0}
            """
        let tail = "\"next_attempt_at\":null,\"created_at\":\"\(noon)\",\"updated_at\":\"\(noon)\"}"
        #expect(Samples.json { job.write(to: &$0) } == "\(head),\"error\":null,\(tail)")
        job.error = JobError(code: .ioError, detail: "x")
        #expect(
            Samples.json { job.write(to: &$0) } == "\(head),\"error\":{\"code\":\"io_error\",\"detail\":\"x\"},\(tail)")
    }

    @Test("an event tells its type and where the thing is")
    func event() {
        let event = Event(
            sequence: 1, userID: Samples.maya, topic: .cameraRoll, action: .created, resource: "/v1/x",
            data: Array("{}".utf8), createdAt: Samples.noon)
        #expect(
            Samples.json { event.write(to: &$0) } == #"{"type":"camera_roll.created","resource":"/v1/x","data":{}}"#)
    }

    @Test("devices are made and changed by strict bodies")
    func deviceInput() throws {
        let input = try DeviceInput(json: ["name": "Pixel", "platform": "android", "storage_limit_bytes": 5])
        #expect(input == DeviceInput(name: try DeviceName("Pixel"), platform: .android, storageLimit: 5))
        let error = #expect(throws: JSONFieldErrors.self) {
            try DeviceInput(json: ["platform": "windows", "storage_limit_bytes": -1, "x": 0])
        }
        #expect(
            error?.summary == [
                "/name missing_field", "/platform unknown_value", "/storage_limit_bytes out_of_range",
                "/x unknown_field",
            ])

        var device = try Samples.device(.ios)
        device.storageLimit = 10
        #expect(try device.applying(mergePatch: [:]) == device)
        let renamed = try device.applying(mergePatch: ["name": "Other", "storage_limit_bytes": .null])
        #expect(renamed.name.text == "Other" && renamed.storageLimit == nil && renamed.folder == device.folder)
        let refused = #expect(throws: JSONFieldErrors.self) {
            try device.applying(mergePatch: ["platform": "android", "name": .null, "x": .null])
        }
        #expect(refused?.summary == ["/platform read_only_field", "/name missing_field", "/x unknown_field"])
    }

    @Test("a device has room up to its limit")
    func room() throws {
        var device = try Samples.device(.ios)
        #expect(device.hasRoom(for: .max))
        device.storageLimit = 10
        device.storageUsed = 4
        #expect(device.hasRoom(for: 6))
        #expect(!device.hasRoom(for: 7))
        #expect(!device.hasRoom(for: .max))
    }
}
