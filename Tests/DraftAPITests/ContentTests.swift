import JSON
import Testing

@testable import DraftAPI

@Suite("Bytes are served in parts and under conditions")
struct ContentTests {
    private static let bytes = video("0123456789", size: 1_000)

    /// A request for content, and what comes.
    private struct Asked: Sendable, CustomTestStringConvertible {
        let what: String
        var fields: TestService.Fields = [:]
        let status: Int
        var range: Range<Int>?
        var contentRange: String?
        var testDescription: String { what }
    }

    private static let asked: [Asked] = [
        Asked(what: "everything", status: 200, range: 0..<1_000),
        Asked(
            what: "the first bytes", fields: ["Range": "bytes=0-9"], status: 206, range: 0..<10,
            contentRange: "bytes 0-9/1000"),
        Asked(
            what: "from a byte on", fields: ["Range": "bytes=990-"], status: 206, range: 990..<1_000,
            contentRange: "bytes 990-999/1000"),
        Asked(
            what: "the last bytes", fields: ["Range": "bytes=-5"], status: 206, range: 995..<1_000,
            contentRange: "bytes 995-999/1000"),
        Asked(
            what: "over the end", fields: ["Range": "bytes=999-5000"], status: 206, range: 999..<1_000,
            contentRange: "bytes 999-999/1000"),
        Asked(what: "behind the end", fields: ["Range": "bytes=1000-"], status: 416, contentRange: "bytes */1000"),
        Asked(what: "the last no bytes", fields: ["Range": "bytes=-0"], status: 416, contentRange: "bytes */1000"),
        Asked(what: "a range that is none", fields: ["Range": "bytes=9-1"], status: 200, range: 0..<1_000),
        Asked(what: "another unit", fields: ["Range": "seconds=1-2"], status: 200, range: 0..<1_000),
        Asked(
            what: "a range of what the client has", fields: ["Range": "bytes=0-0", "If-Range": "TAG"], status: 206,
            range: 0..<1, contentRange: "bytes 0-0/1000"),
        Asked(
            what: "a range of something else", fields: ["Range": "bytes=0-0", "If-Range": "\"other\""], status: 200,
            range: 0..<1_000),
        Asked(what: "what the client has", fields: ["If-None-Match": "TAG"], status: 304),
        Asked(what: "what the client has, weakly", fields: ["If-None-Match": "\"a\", W/TAG"], status: 304),
        Asked(what: "anything else", fields: ["If-None-Match": "\"other\""], status: 200, range: 0..<1_000),
        Asked(
            what: "what the client has, and a range", fields: ["If-None-Match": "TAG", "Range": "bytes=0-0"],
            status: 304),
    ]

    @Test("media, posts and saved videos answer ranges and conditions alike", arguments: asked)
    private func asks(_ asked: Asked) async throws {
        try await withService { service in
            let saved = try await service.saved(Self.bytes, who: "everyone", as: service.maya)
            let media = try await service.get("/v1/media", as: service.maya).items()[0]["id"]?.string ?? ""
            let targets = ["/v1/media/\(media)", "/v1/posts/\(saved.post)", "/v1/camera-roll/\(saved.item)"]
            for target in targets.map({ $0 + "/content" }) {
                let tag = try #require(try await service.send("HEAD", target, as: service.maya)["etag"])
                var bytes = Array("GET \(target) HTTP/1.1\r\nHost: localhost\r\n".utf8)
                for (name, value) in asked.fields {
                    bytes += Array("\(name): \(value.replacing("TAG", with: tag))\r\n".utf8)
                }
                bytes += Array("Authorization: Bearer \(service.maya.token)\r\n\r\n".utf8)
                let answer = try await service.exchange(bytes)
                #expect(answer.status == asked.status, "\(target)")
                #expect(answer["content-range"] == asked.contentRange, "\(target)")
                if let range = asked.range { #expect(answer.body == Array(Self.bytes[range]), "\(target)") }
                if asked.status < 400 { #expect(answer["etag"] == tag, "\(target)") }
                if asked.status == 304 { #expect(answer.body.isEmpty) }
                if (200..<300).contains(asked.status) {
                    #expect(answer["content-type"] == "video/mp4" && answer["accept-ranges"] == "bytes")
                }
                #expect(answer["x-content-type-options"] == "nosniff", "\(target)")
                if asked.status == 416 { #expect(answer.code == "range_not_satisfiable") }
                let head = try await service.exchange(
                    Array(String(decoding: bytes, as: UTF8.self).replacing("GET ", with: "HEAD ").utf8), isHead: true)
                // A range is for GET alone (RFC 9110 §14.2).
                let isRanged = asked.status == 206 || asked.status == 416
                #expect(head.status == (isRanged ? 200 : asked.status), "HEAD \(target)")
                if head.status == 200 { #expect(head["content-length"] == "1000", "HEAD \(target)") }
            }
        }
    }

    @Test("a representation is told 304 by its own tag or that of its gzip, and HEAD has the same fields as GET")
    func representations() async throws {
        try await withService { service in
            let saved = try await service.saved(who: "everyone", as: service.maya)
            let draft = try await service.draftOfVideo(as: service.maya)
            for target in [
                "/v1/me", "/v1/devices", "/v1/devices/\(service.maya.deviceID)", "/v1/media", "/v1/drafts",
                "/v1/drafts/\(draft)", "/v1/drafts/\(draft)/revisions", "/v1/drafts/\(draft)/revisions/1",
                "/v1/drafts/\(draft)/posting-page", "/v1/posts", "/v1/posts/\(saved.post)", "/v1/jobs",
                "/v1/jobs/\(saved.job)", "/v1/camera-roll", "/v1/camera-roll/\(saved.item)", "/v1/server",
            ] {
                let full = try await service.get(target, as: service.maya)
                let tag = try #require(full["etag"], "\(target)")
                let coded = String(tag.dropLast()) + "-gzip\""
                for known in [tag, coded, "W/\(tag)", "*"] {
                    let answer = try await service.get(target, as: service.maya, ["If-None-Match": known])
                    #expect(answer.status == 304 && answer.body.isEmpty, "\(target) \(known)")
                    // It names the tag of what the client holds (RFC 9110 §15.4.5).
                    #expect(answer["etag"] == (known == coded ? coded : tag), "\(target) \(known)")
                }
                #expect(
                    try await service.get(target, as: service.maya, ["If-None-Match": "\"other\""]).body == full.body)
                let head = try await service.send("HEAD", target, as: service.maya)
                #expect(head.status == 200 && head["etag"] == tag, "HEAD \(target)")
                #expect(head["content-length"] == String(full.body.count), "HEAD \(target)")
                #expect(full["cache-control"] == "no-cache", "\(target)")
            }
        }
    }

    @Test("HEAD of the events does not open a stream")
    func headOfEvents() async throws {
        try await withService { service in
            let head = try await service.send("HEAD", "/v1/events", as: service.maya)
            #expect(head.status == 200 && head["content-type"] == "text/event-stream")
            #expect(try await service.get("/metrics").text.contains("draftroll_event_streams 0\n"))
        }
    }

    @Test("an id may be percent-encoded, and its signed link may not")
    func percentEncoding() async throws {
        try await withService { service in
            let id = try await service.upload(as: service.maya)
            let encoded = id.replacing("_", with: "%5F").replacing("m", with: "%6d", maxReplacements: 1)
            #expect(try await service.get("/v1/media/\(encoded)", as: service.maya).string("id") == id)
            #expect(try await service.get("/v1/%6dedia/\(id)", as: service.maya).string("id") == id)
            let link = try await service.get("/v1/media/\(id)", as: service.maya).string("content_url")
            #expect(try await service.get(link.replacing(id, with: encoded)).code == "link_invalid")
        }
    }

    @Test("a file that somebody took out of the camera roll's folder is gone, and says so")
    func removedFile() async throws {
        try await withService { service in
            let saved = try await service.saved(as: service.maya)
            let path = try await service.get("/v1/camera-roll/\(saved.item)", as: service.maya).string("path")
            try service.directory.remove(path)
            let answer = try await service.get("/v1/camera-roll/\(saved.item)/content", as: service.maya)
            #expect(answer.status == 404 && answer.code == "not_found")
            #expect(try answer.string("detail").contains("removed"))
            #expect(try await service.delete("/v1/camera-roll/\(saved.item)", as: service.maya).status == 204)
        }
    }
}
