import JSON
import Testing

@testable import DraftAPI

/// One request that is refused, and how.
private struct Refused: Sendable, CustomTestStringConvertible {
    let what: String
    let method: String
    /// With `DRAFT`, `MEDIA`, `DEVICE`, `POST` and `JOB` for things of Maya's.
    let target: String
    var body: String?
    var fields: TestService.Fields = [:]
    let status: Int
    let code: String
    /// Paths and codes of the fields at fault.
    var errors: [String] = []
    /// What the detail has to tell.
    var detail: String?

    var testDescription: String { what }
}

@Suite("Bad input gets a clear problem and changes nothing")
struct BadInputTests {
    private static let unknownDraft = "drf_01m81j1dc8p1xpa7z3dj8fssz5"

    private static let refused: [Refused] = [
        // Malformed JSON: line and column.
        Refused(
            what: "a JSON body that breaks off", method: "POST", target: "/v1/drafts", body: "{\n  \"title\": \"a\"\n",
            status: 400, code: "malformed_json", detail: "line 3, column 1"),
        Refused(
            what: "a comma too much", method: "PATCH", target: "/v1/drafts/DRAFT", body: "{\"title\": \"ä\",}",
            status: 400,
            code: "malformed_json", detail: "line 1, column 15"),
        Refused(
            what: "an empty body where members are needed", method: "PUT", target: "/v1/drafts/DRAFT/privacy", body: "",
            status: 400, code: "malformed_json", detail: "line 1, column 1"),
        Refused(
            what: "a body that is no JSON where nothing need be said", method: "POST", target: "/v1/drafts/DRAFT/post",
            body: "now", status: 400, code: "malformed_json", detail: "line 1, column 1"),
        Refused(
            what: "a member given twice", method: "POST", target: "/v1/drafts", body: #"{"title": "a", "title": "b"}"#,
            status: 400, code: "malformed_json", detail: "title"),
        Refused(
            what: "a body of another type", method: "POST", target: "/v1/drafts", body: "title=a",
            fields: ["Content-Type": "application/x-www-form-urlencoded"], status: 415, code: "unsupported_media_type",
            detail: "application/json"),

        // Unknown members: named, with those that are known.
        Refused(
            what: "an unknown member of a draft", method: "POST", target: "/v1/drafts", body: #"{"captoin": "a"}"#,
            status: 422, code: "invalid_fields", errors: ["/captoin unknown_field"], detail: "caption"),
        Refused(
            what: "an unknown member of a clip", method: "PATCH", target: "/v1/drafts/DRAFT",
            body: #"{"clips": [{"media_id": "MEDIA", "star_ms": 1}]}"#, status: 422, code: "invalid_fields",
            errors: ["/clips/0/star_ms unknown_field"]),
        Refused(
            what: "an unknown member of a switch", method: "PUT", target: "/v1/drafts/DRAFT/save-to-device",
            body: #"{"enabled": true, "device": "a"}"#, status: 422, code: "invalid_fields",
            errors: ["/device unknown_field"]),
        Refused(
            what: "an unknown member of a device", method: "POST", target: "/v1/devices",
            body: #"{"name": "a", "platform": "ios", "colour": "red"}"#, status: 422, code: "invalid_fields",
            errors: ["/colour unknown_field"]),
        Refused(
            what: "a member for posting", method: "POST", target: "/v1/drafts/DRAFT/post",
            body: #"{"who": "everyone"}"#,
            status: 422, code: "invalid_fields", errors: ["/who unknown_field"]),
        Refused(
            what: "a member for restoring a revision", method: "POST", target: "/v1/drafts/DRAFT/revisions/1/restore",
            body: #"{"force": true}"#, status: 422, code: "invalid_fields", errors: ["/force unknown_field"]),
        Refused(
            what: "a member for cancelling", method: "POST", target: "/v1/jobs/JOB/cancel", body: #"{"force": true}"#,
            status: 422, code: "invalid_fields", errors: ["/force unknown_field"]),
        Refused(
            what: "what the server decides", method: "PATCH", target: "/v1/drafts/DRAFT", body: #"{"revision": 9}"#,
            status: 422, code: "invalid_fields", errors: ["/revision read_only_field"]),

        // Wrong types and values out of range: the path, and what was expected; all of them at once.
        Refused(
            what: "several wrong types", method: "PATCH", target: "/v1/drafts/DRAFT",
            body: #"{"title": 1, "allow_duet": "yes", "clips": {}}"#, status: 422, code: "invalid_fields",
            errors: ["/title wrong_type", "/clips wrong_type", "/allow_duet wrong_type"], detail: "2 more"),
        Refused(
            what: "a body that is no object", method: "POST", target: "/v1/drafts", body: "[]", status: 422,
            code: "invalid_fields", errors: [" wrong_type"], detail: "object"),
        Refused(
            what: "no name for an audience", method: "PUT", target: "/v1/drafts/DRAFT/privacy",
            body: #"{"who_can_watch": "nobody"}"#, status: 422, code: "invalid_fields",
            errors: ["/who_can_watch unknown_value"], detail: "only_me"),
        Refused(
            what: "a missing member", method: "PUT", target: "/v1/drafts/DRAFT/privacy", body: "{}", status: 422,
            code: "invalid_fields", errors: ["/who_can_watch missing_field"]),
        Refused(
            what: "an end before the start", method: "PATCH", target: "/v1/drafts/DRAFT",
            body: #"{"clips": [{"media_id": "MEDIA", "start_ms": 500, "end_ms": 500}]}"#, status: 422,
            code: "invalid_fields", errors: ["/clips/0/end_ms out_of_range"], detail: "500"),
        Refused(
            what: "a negative start", method: "PATCH", target: "/v1/drafts/DRAFT",
            body: #"{"clips": [{"media_id": "MEDIA", "start_ms": -1}]}"#, status: 422, code: "invalid_fields",
            errors: ["/clips/0/start_ms out_of_range"]),
        Refused(
            what: "half a millisecond", method: "PATCH", target: "/v1/drafts/DRAFT",
            body: #"{"clips": [{"media_id": "MEDIA", "start_ms": 0.5}]}"#, status: 422, code: "invalid_fields",
            errors: ["/clips/0/start_ms wrong_type"]),
        Refused(
            what: "too long a caption", method: "PATCH", target: "/v1/drafts/DRAFT",
            body: #"{"caption": "\#(String(repeating: "a", count: 2_201))"}"#, status: 422, code: "invalid_fields",
            errors: ["/caption out_of_range"], detail: "2200"),
        Refused(
            what: "a negative limit", method: "PATCH", target: "/v1/devices/DEVICE",
            body: #"{"storage_limit_bytes": -1}"#, status: 422, code: "invalid_fields",
            errors: ["/storage_limit_bytes out_of_range"]),
        Refused(
            what: "a number that no file can be large", method: "PATCH", target: "/v1/devices/DEVICE",
            body: #"{"storage_limit_bytes": 1e300}"#, status: 422, code: "invalid_fields",
            errors: ["/storage_limit_bytes wrong_type"]),
        Refused(
            what: "a short password", method: "POST", target: "/v1/users",
            body: #"{"handle": "rita", "password": "1234567"}"#, status: 422, code: "invalid_fields",
            errors: ["/password out_of_range"], detail: "8"),
        Refused(
            what: "a handle of capitals", method: "POST", target: "/v1/users",
            body: #"{"handle": "Rita", "password": "correct horse"}"#, status: 422, code: "invalid_fields",
            errors: ["/handle invalid_characters"]),
        Refused(
            what: "a state that no draft has", method: "GET", target: "/v1/drafts?state=lost", status: 422,
            code: "invalid_fields", errors: ["?state out_of_range"], detail: "deleted"),

        // Media and devices that are not there.
        Refused(
            what: "clips of media that are not there", method: "PATCH", target: "/v1/drafts/DRAFT",
            body: """
                {"clips": [{"media_id": "MEDIA"}, {"media_id": "med_01m81j18g04mnpzx45hy43kwjr"}, {"media_id": "FOREIGN"}]}
                """, status: 422, code: "invalid_fields",
            errors: ["/clips/1/media_id media_not_found", "/clips/2/media_id media_not_found"], detail: "POST /v1/media"
        ),
        Refused(
            what: "a new draft of somebody else's media", method: "POST", target: "/v1/drafts",
            body: #"{"clips": [{"media_id": "FOREIGN"}]}"#, status: 422, code: "invalid_fields",
            errors: ["/clips/0/media_id media_not_found"]),
        Refused(
            what: "a sound as a clip", method: "POST", target: "/v1/drafts",
            body: #"{"clips": [{"media_id": "MEDIA"}, {"media_id": "SOUND"}]}"#, status: 422, code: "invalid_fields",
            errors: ["/clips/1/media_id wrong_kind"]),
        Refused(
            what: "a clip with an id of another kind", method: "POST", target: "/v1/drafts",
            body: #"{"clips": [{"media_id": "DEVICE"}]}"#, status: 422, code: "invalid_fields",
            errors: ["/clips/0/media_id malformed_id"]),
        Refused(
            what: "saving to somebody else's device", method: "PUT", target: "/v1/drafts/DRAFT/save-to-device",
            body: #"{"enabled": true, "device_id": "FOREIGNDEVICE"}"#, status: 422, code: "invalid_fields",
            errors: ["/save_to_device/device_id device_not_found"]),
        Refused(
            what: "the posting page of somebody else's device", method: "GET",
            target: "/v1/drafts/DRAFT/posting-page?device_id=FOREIGNDEVICE", status: 422, code: "invalid_fields",
            errors: ["?device_id out_of_range"]),
        Refused(
            what: "the camera roll of somebody else's device", method: "GET",
            target: "/v1/camera-roll?device_id=FOREIGNDEVICE", status: 422, code: "invalid_fields",
            errors: ["?device_id out_of_range"]),

        // Unknown ids and paths.
        Refused(
            what: "an unknown draft", method: "PATCH", target: "/v1/drafts/\(unknownDraft)", body: "{}", status: 404,
            code: "not_found"),
        Refused(
            what: "an id of another kind", method: "GET", target: "/v1/drafts/DEVICE", status: 404, code: "not_found"),
        Refused(
            what: "an id in capitals", method: "GET", target: "/v1/drafts/\(unknownDraft.uppercased())", status: 404,
            code: "not_found"),
        Refused(
            what: "a slash within an id", method: "GET", target: "/v1/drafts/..%2F..%2Fusers", status: 404,
            code: "unknown_route"),
        Refused(
            what: "an unknown revision", method: "GET", target: "/v1/drafts/DRAFT/revisions/99", status: 404,
            code: "not_found"),
        Refused(
            what: "a revision with a sign", method: "GET", target: "/v1/drafts/DRAFT/revisions/+1", status: 404,
            code: "not_found"),
        Refused(
            what: "a revision that overflows", method: "GET", target: "/v1/drafts/DRAFT/revisions/9223372036854775808",
            status: 404, code: "not_found"),
        Refused(
            what: "an unknown path", method: "GET", target: "/v1/draughts", status: 404, code: "unknown_route",
            detail: "openapi.yaml"),
        Refused(
            what: "a path with a slash too much", method: "GET", target: "/v1/drafts/", status: 404,
            code: "unknown_route"),

        // What the story does not allow.
        Refused(
            what: "a draft saved directly", method: "POST", target: "/v1/drafts/DRAFT/save", status: 409,
            code: "post_to_save", detail: "post the draft"),
        Refused(
            what: "an empty draft posted", method: "POST", target: "/v1/drafts/EMPTY/post", status: 422,
            code: "draft_empty", errors: ["/clips draft_empty"]),
        Refused(
            what: "a restored draft that was not deleted", method: "POST", target: "/v1/drafts/DRAFT/restore",
            status: 409,
            code: "draft_not_deleted"),
        Refused(
            what: "media deleted that a draft uses", method: "DELETE", target: "/v1/media/MEDIA", status: 409,
            code: "media_in_use"),
        Refused(
            what: "a queued job retried", method: "POST", target: "/v1/jobs/JOB/retry", status: 409,
            code: "job_not_retryable"),
        Refused(
            what: "a handle that is taken", method: "POST", target: "/v1/users",
            body: #"{"handle": "maya", "password": "correct horse"}"#, status: 409, code: "handle_taken"),

        // Stale conditions.
        Refused(
            what: "a stale If-Match on a draft", method: "PATCH", target: "/v1/drafts/DRAFT", body: #"{"title": "b"}"#,
            fields: ["If-Match": "\"7\""], status: 412, code: "precondition_failed"),
        Refused(
            what: "a stale If-Match on a deletion", method: "DELETE", target: "/v1/drafts/DRAFT",
            fields: ["If-Match": "\"7\""], status: 412, code: "precondition_failed"),
        Refused(
            what: "a weak If-Match", method: "PATCH", target: "/v1/drafts/DRAFT", body: #"{"title": "b"}"#,
            fields: ["If-Match": "W/\"1\""], status: 412, code: "precondition_failed"),
        Refused(
            what: "a stale If-Match on posting", method: "POST", target: "/v1/drafts/DRAFT/post",
            fields: ["If-Match": "\"7\""], status: 412, code: "precondition_failed"),
        Refused(
            what: "a stale If-Match on going back", method: "POST", target: "/v1/drafts/DRAFT/revisions/1/restore",
            fields: ["If-Match": "\"7\""], status: 412, code: "precondition_failed"),
        Refused(
            what: "a stale If-Match on a device", method: "PATCH", target: "/v1/devices/DEVICE",
            body: #"{"name": "b"}"#, fields: ["If-Match": "\"7\""], status: 412, code: "precondition_failed"),
        Refused(
            what: "a stale If-Match on a post", method: "PUT", target: "/v1/posts/POST/privacy",
            body: #"{"who_can_watch": "everyone"}"#, fields: ["If-Match": "\"7\""], status: 412,
            code: "precondition_failed"),
        Refused(
            what: "a stale If-Match on the deletion of a post", method: "DELETE", target: "/v1/posts/POST",
            fields: ["If-Match": "\"7\""], status: 412, code: "precondition_failed"),
        Refused(
            what: "a stale If-Match on content", method: "GET", target: "/v1/media/MEDIA/content",
            fields: ["If-Match": "\"7\""], status: 412, code: "precondition_failed"),

        // Sizes and keys.
        Refused(
            what: "JSON over the limit", method: "POST", target: "/v1/drafts",
            body: #"{"title": "\#(String(repeating: "a", count: 262_144))"}"#, status: 413, code: "body_too_large",
            detail: "262144"),
        Refused(
            what: "a key with a space", method: "POST", target: "/v1/drafts", body: "{}",
            fields: ["Idempotency-Key": "a b"], status: 400, code: "malformed_request"),
        Refused(
            what: "a key that is too long", method: "POST", target: "/v1/drafts", body: "{}",
            fields: ["Idempotency-Key": String(repeating: "a", count: 256)], status: 400, code: "malformed_request"),
    ]

    @Test("the request is refused by name, and nothing changes", arguments: refused)
    private func refuses(_ refused: Refused) async throws {
        try await withService(ServiceOptions(runsJobs: false)) { service in
            let maya = service.maya
            let media = try await service.upload(as: maya)
            let foreign = try await service.upload(video("another"), as: service.leo)
            let draft = try await service.draft(#"{"clips": [{"media_id": "\#(media)"}]}"#, as: maya)
            let made = try await service.posting(video("posted"), saves: true, as: maya)
            let names = [
                "FOREIGNDEVICE": service.leo.deviceID, "FOREIGN": foreign, "DRAFT": draft, "MEDIA": media,
                "EMPTY": refused.target.contains("EMPTY") ? try await service.draft(as: maya) : "",
                "SOUND": (refused.body ?? "").contains("SOUND")
                    ? try await service.upload(Array("fLaC".utf8), as: maya) : "",
                "DEVICE": maya.deviceID, "POST": made.post, "JOB": try #require(made.job),
            ]
            func named(_ text: String) -> String {
                names.sorted { $0.key.count > $1.key.count }.reduce(text) { $0.replacing($1.key, with: $1.value) }
            }

            let before = try await service.state(of: maya) + service.state(of: service.leo)
            let answer = try await service.send(
                refused.method, named(refused.target), as: maya, refused.fields, json: refused.body.map(named))
            #expect(answer.status == refused.status)
            #expect(answer.code == refused.code, "\(answer.text)")
            if !refused.errors.isEmpty { #expect(answer.fieldErrors == refused.errors) }
            if let detail = refused.detail {
                #expect(try answer.string("detail").contains(detail), "\(answer.text)")
            }
            #expect(try await service.state(of: maya) + service.state(of: service.leo) == before)
        }
    }

    @Test("posting twice is refused with the post's link")
    func postingTwice() async throws {
        try await withService(ServiceOptions(runsJobs: false)) { service in
            let made = try await service.posting(saves: true, as: service.maya)
            let before = try await service.state(of: service.maya)
            let again = try await service.post("/v1/drafts/\(made.draft)/post", as: service.maya)
            #expect(again.status == 409 && again.code == "already_posted")
            #expect(try again.string("post") == "/v1/posts/\(made.post)")
            for (method, path, body) in [
                ("PATCH", "", #"{"title": "b"}"#), ("PUT", "/privacy", #"{"who_can_watch": "everyone"}"#),
                ("DELETE", "", nil),
                ("POST", "/revisions/1/restore", nil),
            ] {
                let answer = try await service.send(
                    method, "/v1/drafts/\(made.draft)\(path)", as: service.maya, json: body)
                #expect(answer.status == 409 && answer.code == "already_posted", "\(method) \(path)")
            }
            #expect(try await service.state(of: service.maya) == before)
        }
    }

    @Test("saving a draft names the way, step by step, and each step is a route")
    func postToSave() async throws {
        try await withService { service in
            let draft = try await service.draftOfVideo(as: service.maya)
            let answer = try await service.post("/v1/drafts/\(draft)/save", as: service.maya)
            #expect(answer.code == "post_to_save")
            _ = try await service.get(try answer.string("posting_page"), as: service.maya)
            let privacy = try answer.string("privacy")
            #expect(
                try await service.put(privacy, as: service.maya, json: #"{"who_can_watch": "only_me"}"#).status == 200)
            let save = try answer.string("save_to_device")
            #expect(try await service.put(save, as: service.maya, json: #"{"enabled": true}"#).status == 200)
            let posted = try await service.post(try answer.string("post"), as: service.maya)
            #expect(posted.status == 202)
            let job = try await service.end(of: posted.string("job", "id"), as: service.maya)
            #expect(job["state"] == "succeeded")
        }
    }

    @Test(
        "a draft that needs rendering is kept and not posted",
        arguments: [
            (#"[{"media_id": "VIDEO"}, {"media_id": "VIDEO"}]"#), (#"[{"media_id": "PICTURE"}]"#),
            (#"[{"media_id": "VIDEO", "start_ms": 1}]"#), (#"[{"media_id": "VIDEO", "end_ms": 1}]"#),
        ])
    func rendering(_ clips: String) async throws {
        try await withService { service in
            let maya = service.maya
            let text = clips.replacing("VIDEO", with: try await service.upload(as: maya))
                .replacing("PICTURE", with: try await service.upload(picture, as: maya))
            let draft = try await service.draft(#"{"clips": \#(text)}"#, as: maya)
            let before = try await service.state(of: maya)
            let answer = try await service.post("/v1/drafts/\(draft)/post", as: maya)
            #expect(answer.status == 409 && answer.code == "rendering_unavailable")
            #expect(try await service.state(of: maya) == before)
            let page = try await service.get("/v1/drafts/\(draft)/posting-page", as: maya)
            #expect(try page.json["can_post"] == false)
            #expect(try page.json["problems"]?.array?.first?["code"] == "rendering_unavailable")
        }
    }

    @Test(
        "If-Match takes the tag of the gzip coding too, and an asterisk; the answer to a stale one has the current tag")
    func codedTag() async throws {
        try await withService { service in
            let draft = "/v1/drafts/\(try await service.draft(as: service.maya))"
            var revision = 1
            for tag in ["\"1\"", "\"2-gzip\"", "\"9\", \"3-gzip\"", "*"] {
                let answer = try await service.patch(
                    draft, as: service.maya, ["If-Match": tag], json: #"{"title": "\#(revision)"}"#)
                revision += 1
                #expect(answer.status == 200 && answer["etag"] == "\"\(revision)\"", "\(tag)")
            }
            let stale = try await service.patch(
                draft, as: service.maya, ["If-Match": "\"1-gzip\""], json: #"{"title": "x"}"#)
            #expect(stale.status == 412 && stale["etag"] == "\"\(revision)\"")
            let missing = try await service.patch(
                "/v1/drafts/\(Self.unknownDraft)", as: service.maya, ["If-Match": "*"], json: "{}")
            #expect(missing.status == 404)
        }
    }

    @Test("another method is refused with those that are allowed; OPTIONS tells them")
    func methods() async throws {
        try await withService { service in
            let draft = "/v1/drafts/\(try await service.draft(as: service.maya))"
            for (method, target, allowed) in [
                ("PUT", draft, "DELETE, GET, HEAD, OPTIONS, PATCH"),
                ("DELETE", "/v1/drafts", "GET, HEAD, OPTIONS, POST"),
                ("GET", "/v1/users", "OPTIONS, POST"), ("GET", "\(draft)/post", "OPTIONS, POST"),
                ("POST", "/problems.html", "GET, HEAD, OPTIONS"), ("POST", "/healthz", "GET, HEAD, OPTIONS"),
                ("TRACE", "/healthz", "GET, HEAD, OPTIONS"), ("TRACE", draft, "DELETE, GET, HEAD, OPTIONS, PATCH"),
            ] {
                let refused = try await service.send(method, target, as: service.maya)
                #expect(refused.status == 405 && refused.code == "method_not_allowed", "\(method) \(target)")
                #expect(refused["allow"] == allowed, "\(method) \(target)")
                // TRACE would send a token back to whoever made the browser ask (RFC 9110 §9.3.8).
                #expect(!refused.text.contains("drt_"))
                let options = try await service.send("OPTIONS", target)
                #expect(options.status == 204 && options["allow"] == allowed, "\(target)")
            }
            #expect(try await service.send("OPTIONS", "*").status == 204)
            #expect(try await service.send("OPTIONS", "/v1/nowhere").status == 404)
        }
    }
}
