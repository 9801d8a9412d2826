import Foundation
import JSON
import Testing

@testable import DraftAPI

/// From a composition to a preview, a post and a file on the device, over a real socket.
@Suite("Drafts are rendered", .serialized)
struct RenderingTests {
    private static let rendering = ServiceOptions(renders: true)

    /// A draft of two short pieces of one video; returns its id and the video's.
    private func draft(
        _ service: TestService, saves: Bool = false, who: String = "only_me", extra: String = ""
    ) async throws -> (draft: String, media: String) {
        let media = try await service.upload(try await SampleVideo.shared.bytes(), as: service.maya)
        let draft = try await service.draft(
            """
            {"clips": [{"media_id": "\(media)", "end_ms": 300}, {"media_id": "\(media)", "start_ms": 1000, "end_ms": 1200}],
             "who_can_watch": "\(who)", "save_to_device": {"enabled": \(saves)}\(extra)}
            """, as: service.maya)
        return (draft, media)
    }

    /// The job that an answer of 202 names.
    private func job(_ answer: Answer) throws -> String {
        try #require(answer.status == 202, "\(answer.status) \(answer.text)")
        #expect(answer["retry-after"] == "1")
        let id = try answer.string("job", "id")
        #expect(answer["location"] == "/v1/jobs/\(id)")
        return id
    }

    @Test("a preview is rendered once, however often and from whichever draft it is asked for, and posting takes it")
    func preview() async throws {
        try await withService(Self.rendering) { service in
            let maya = service.maya
            let (draft, media) = try await draft(service, saves: true)
            let path = "/v1/drafts/\(draft)/preview"
            // Several at once share one job.
            let jobs = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<4 { group.addTask { try job(try await service.get(path, as: maya)) } }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(jobs.count == 1)
            let ended = try await service.end(of: try #require(jobs.first), as: maya)
            #expect(ended["state"] == "succeeded" && ended["progress"]?["percent"] == 100, "\(ended)")
            #expect(ended["draft_id"]?.string == draft && ended["post_id"] == .null)

            let video = try await service.get(path, as: maya)
            #expect(video.status == 200 && video["content-type"] == "video/mp4")
            #expect(video.body[4..<8].elementsEqual("ftyp".utf8))
            let part = try await service.get(path, as: maya, ["Range": "bytes=4-7"])
            #expect(part.status == 206 && part.text == "ftyp")
            let tag = try #require(video["etag"])
            #expect(try await service.get(path, as: maya, ["If-None-Match": tag]).status == 304)
            #expect(try await service.get(path, as: service.leo).status == 404)

            // Another draft of the same pieces, with another caption, is the same video.
            let twin = try await service.draft(
                """
                {"clips": [{"media_id": "\(media)", "end_ms": 300}, {"media_id": "\(media)", "start_ms": 1000, "end_ms": 1200}],
                 "caption": "again"}
                """, as: maya)
            #expect(try await service.get("/v1/drafts/\(twin)/preview", as: maya)["etag"] == tag)

            let page = try await service.get("/v1/drafts/\(draft)/posting-page", as: maya)
            #expect(try page.json["preview"]?["state"] == "ready")
            let link = try page.string("preview", "content_url")
            #expect(try await service.get(link).body == video.body)
            let other = try await service.get("/v1/drafts/\(twin)/posting-page", as: maya)
            #expect(try page.string("preview", "composition_hash") == other.string("preview", "composition_hash"))
            #expect(try page.string("preview", "content_hash") != other.string("preview", "content_hash"))

            let posted = try await service.post("/v1/drafts/\(draft)/post", as: maya)
            #expect(try posted.json["post"]?["state"] == "published" && posted.json["render_job"] == .null)
            #expect(try posted.json["post"]?["duration_ms"] == 500)
            let saved = try await service.end(of: try posted.string("job", "id"), as: maya)
            let item = try await service.get(
                "/v1/camera-roll/\(try #require(saved["camera_roll_item_id"]?.string))", as: maya)
            #expect(service.directory.files(in: "camera-roll").count == 1)
            #expect(try service.directory.bytes(of: try item.string("path")) == video.body)
            // One rendering for all of this.
            let renders = try await service.get("/v1/jobs", as: maya).items().filter { $0["kind"] == "render" }
            #expect(renders.count == 1)
            #expect(service.directory.files(in: "rendering").isEmpty)
        }
    }

    @Test(
        "a post whose video is not there yet is processing, seen by nobody else, and published when it is; then it is saved"
    )
    func processing() async throws {
        try await withService(Self.rendering) { service in
            let maya = service.maya
            let (draft, _) = try await draft(service, saves: true, who: "everyone")
            let posted = try await service.post("/v1/drafts/\(draft)/post", as: maya)
            #expect(posted.status == 202)
            let post = try posted.string("post", "id")
            let render = try posted.string("render_job", "id")
            #expect(try posted.json["post"]?["state"] == "processing" && posted.json["post"]?["content_url"] == .null)
            #expect(try posted.json["job"]?["waits_for"]?.string == render)
            #expect(try await service.post("/v1/drafts/\(draft)/post", as: maya).code == "already_posted")
            let early = try await service.get("/v1/posts/\(post)", as: service.leo)
            let content = try await service.get("/v1/posts/\(post)/content", as: maya)
            let state = try await service.get("/v1/posts/\(post)", as: maya)
            // Unless it was faster than these requests.
            if try state.json["state"] == "processing" {
                #expect(early.status == 404)
                #expect(content.code == "post_not_published")
                #expect(try await service.get("/v1/posts?author=maya", as: service.leo).items().isEmpty)
            }
            let saved = try await service.end(of: try posted.string("job", "id"), as: maya)
            #expect(saved["state"] == "succeeded" && saved["waits_for"] == .null, "\(saved)")
            let done = try await service.get("/v1/posts/\(post)", as: service.leo)
            #expect(try done.json["state"] == "published" && done.json["duration_ms"] == 500)
            #expect(try await service.get("/v1/posts/\(post)/content").body[4..<8].elementsEqual("ftyp".utf8))
        }
    }

    @Test("a post that cannot be rendered has failed with the reason, its save too, and the draft is there again")
    func failing() async throws {
        try await withService(Self.rendering) { service in
            let maya = service.maya
            let (draft, _) = try await draft(
                service, saves: true, extra: ", \"texts\": [{\"text\": \"no font has \u{10FFFD}\"}]")
            let posted = try await service.post("/v1/drafts/\(draft)/post", as: maya)
            let render = try await service.end(of: try posted.string("render_job", "id"), as: maya)
            #expect(render["error"]?["code"] == "font_missing")
            #expect(render["error"]?["detail"]?.string?.contains("U+10FFFD") == true)
            let save = try await service.end(of: try posted.string("job", "id"), as: maya)
            #expect(save["state"] == "failed" && save["error"]?["code"] == "font_missing")
            let post = try await service.get("/v1/posts/\(try posted.string("post", "id"))", as: maya)
            #expect(try post.json["state"] == "failed" && post.json["error"]?["code"] == "font_missing")
            let back = try await service.get("/v1/drafts/\(draft)", as: maya)
            #expect(try back.json["state"] == "draft" && back.json["post_id"] == .null)
            #expect(
                try await service.get("/v1/drafts/\(draft)/revisions", as: maya).items().first?["change"]
                    == "posting_failed")
            let preview = try await service.get("/v1/drafts/\(draft)/preview", as: maya)
            #expect(preview.status == 409 && preview.code == "render_failed")
            #expect(try preview.string("retry").hasSuffix("/retry"))

            // Put right, it is posted as another post.
            _ = try await service.patch("/v1/drafts/\(draft)", as: maya, json: #"{"texts": null}"#)
            let again = try await service.post("/v1/drafts/\(draft)/post", as: maya)
            #expect(try again.string("post", "id") != posted.string("post", "id"))
            #expect(try await service.end(of: try again.string("job", "id"), as: maya)["state"] == "succeeded")
            #expect(service.directory.files(in: "camera-roll").count == 1)
        }
    }

    @Test("cancelling the rendering of a post gives the draft back; the preview can be asked for again")
    func cancelling() async throws {
        // Nobody works: the job stays as it is.
        try await withService(ServiceOptions(runsJobs: false, renders: true)) { service in
            let maya = service.maya
            let (draft, _) = try await draft(service, saves: true)
            let posted = try await service.post("/v1/drafts/\(draft)/post", as: maya)
            let render = try posted.string("render_job", "id")
            #expect(try await service.get("/v1/drafts/\(draft)/preview", as: maya).string("job", "id") == render)
            _ = try await service.post("/v1/jobs/\(render)/cancel", as: maya)
            let post = try await service.get("/v1/posts/\(try posted.string("post", "id"))", as: maya)
            #expect(try post.json["state"] == "failed" && post.json["error"]?["code"] == "cancelled")
            #expect(try await service.get("/v1/drafts/\(draft)", as: maya).json["state"] == "draft")
            #expect(
                try await service.get("/v1/jobs/\(try posted.string("job", "id"))", as: maya).json["state"] == "failed")
            let next = try job(try await service.get("/v1/drafts/\(draft)/preview", as: maya))
            #expect(next != render)
        }
    }

    @Test("music that is not licensed for saving is posted and not saved")
    func licence() async throws {
        try await withService(Self.rendering) { service in
            let maya = service.maya
            let (draft, _) = try await draft(service, saves: true, extra: #", "music": {"track": "headliner"}"#)
            let posted = try await service.post("/v1/drafts/\(draft)/post", as: maya)
            let save = try await service.end(of: try posted.string("job", "id"), as: maya)
            #expect(save["error"]?["code"] == "music_not_licensed", "\(save)")
            #expect(
                try await service.get("/v1/posts/\(try posted.string("post", "id"))", as: maya).json["state"]
                    == "published")
            #expect(service.directory.files(in: "camera-roll").isEmpty)
            let tracks = try await service.get("/v1/music", as: maya).items()
            #expect(tracks.count >= 3 && tracks.contains { $0["licensed_for_saving"] == false })
        }
    }

    @Test("a cover is a JPEG of any frame, or of an uploaded picture")
    func cover() async throws {
        try await withService(Self.rendering) { service in
            let maya = service.maya
            let media = try await service.upload(try await SampleVideo.shared.bytes(), as: maya)
            // One untouched clip: nothing to wait for.
            let draft = try await service.draft(
                #"{"clips": [{"media_id": "\#(media)"}], "cover": {"at_ms": 500}}"#, as: maya)
            #expect(try await service.get("/v1/drafts/\(draft)/preview", as: maya).body == SampleVideo.shared.bytes())
            let cover = try await service.get("/v1/drafts/\(draft)/cover", as: maya)
            #expect(cover.status == 200 && cover["content-type"] == "image/jpeg")
            #expect(cover.body.starts(with: [0xff, 0xd8, 0xff]))
            let same = try await service.get("/v1/drafts/\(draft)/cover?at_ms=500", as: maya)
            #expect(same.body == cover.body && same["etag"] == cover["etag"])
            #expect(try await service.get("/v1/drafts/\(draft)/cover?at_ms=1500", as: maya).body != cover.body)
            let tag = try #require(cover["etag"])
            #expect(try await service.get("/v1/drafts/\(draft)/cover", as: maya, ["If-None-Match": tag]).status == 304)
            #expect(try await service.get("/v1/drafts/\(draft)/cover?at_ms=x", as: maya).status == 422)
            #expect(try await service.get("/v1/drafts/\(draft)/cover", as: service.leo).status == 404)
            let link = try await service.get("/v1/drafts/\(draft)/posting-page", as: maya).string(
                "preview", "cover_url")
            #expect(try await service.get(link).body == cover.body)
        }
    }

    @Test("without ffmpeg only an untouched clip has a preview and can be posted, and this is said")
    func unavailable() async throws {
        try await withService { service in
            let maya = service.maya
            #expect(try await service.get("/readyz").json["rendering"] == "unavailable")
            let media = try await service.upload(as: maya)
            let whole = try await service.draft(#"{"clips": [{"media_id": "\#(media)"}]}"#, as: maya)
            #expect(try await service.get("/v1/drafts/\(whole)/preview", as: maya).body == video())
            let louder = try await service.draft(#"{"clips": [{"media_id": "\#(media)", "volume": 2}]}"#, as: maya)
            #expect(try await service.get("/v1/drafts/\(louder)/preview", as: maya).code == "rendering_unavailable")
            #expect(try await service.post("/v1/drafts/\(louder)/post", as: maya).code == "rendering_unavailable")
            let page = try await service.get("/v1/drafts/\(louder)/posting-page", as: maya)
            #expect(try page.json["preview"]?["state"] == "unavailable" && page.json["can_post"] == false)
            let empty = try await service.draft(as: maya)
            #expect(try await service.get("/v1/drafts/\(empty)/preview", as: maya).code == "draft_empty")
            #expect(try await service.get("/v1/jobs", as: maya).items().isEmpty)
        }
    }

    @Test("a composition that does not go with its files is refused with the paths")
    func wrongKinds() async throws {
        try await withService { service in
            let maya = service.maya
            let media = try await service.upload(as: maya)
            let still = try await service.upload(picture, as: maya)
            let sound = try await service.upload(Array("fLaC".utf8), as: maya)
            let silent = try await service.post(
                "/v1/drafts", as: maya, json: #"{"clips": [{"media_id": "\#(sound)"}]}"#)
            #expect(silent.fieldErrors == ["/clips/0/media_id wrong_kind"])
            let answer = try await service.post(
                "/v1/drafts", as: maya,
                json: #"{"clips": [{"media_id": "\#(media)", "duration_ms": 500}], "music": {"media_id": "\#(still)"}}"#
            )
            #expect(answer.status == 422)
            #expect(Set(answer.fieldErrors) == ["/clips/0/duration_ms out_of_range", "/music/media_id wrong_kind"])
            let unknown = try await service.post(
                "/v1/drafts", as: maya, json: #"{"filter": {"name": "x"}, "reverse": true, "captions": []}"#)
            #expect(
                unknown.fieldErrors.sorted() == [
                    "/captions unsupported_part", "/filter/name unknown_value", "/reverse unknown_field",
                ])
            // What a part uses cannot be deleted under it.
            _ = try await service.draft(#"{"cover": {"media_id": "\#(still)"}}"#, as: maya)
            #expect(try await service.delete("/v1/media/\(still)", as: maya).code == "media_in_use")
        }
    }

    @Test("a file beyond a limit is refused by the limit's name, and nothing of it stays")
    func limits() async throws {
        try await withService(Self.rendering) { service in
            let before = try await service.state(of: service.maya)
            var bomb = picture.prefix(8) + [0, 0, 0, 13] + Array("IHDR".utf8)
            for side in [50_000, 50_000] as [UInt32] {
                bomb += (0..<4).map { UInt8(truncatingIfNeeded: side >> (24 - 8 * $0)) }
            }
            bomb += [UInt8](repeating: 0, count: 80)
            let refused = try await service.send("POST", "/v1/media", as: service.maya, bytes: Array(bomb))
            #expect(refused.status == 422 && refused.code == "media_limit_exceeded")
            #expect(refused.fieldErrors == ["/width out_of_range", "/height out_of_range"])
            let text = try await service.send("POST", "/v1/media", as: service.maya, bytes: Array("just a text".utf8))
            #expect(text.status == 415)
            #expect(try await service.state(of: service.maya) == before)
        }
    }
}
