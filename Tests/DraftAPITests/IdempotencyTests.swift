import DraftModel
import JSON
import Testing

@testable import DraftAPI

@Suite("A repeated Idempotency-Key happens once")
struct IdempotencyTests {
    /// What a test repeats: a request, and another that may not have its key.
    private struct Repeated: Sendable, CustomTestStringConvertible {
        let target: String
        let body: String?
        /// The same target with another body, or another target.
        let otherTarget: String
        let otherBody: String?
        let status: Int
        var testDescription: String { target }
    }

    private static let repeated = [
        Repeated(
            target: "/v1/users", body: #"{"handle": "rita", "password": "correct horse"}"#, otherTarget: "/v1/users",
            otherBody: #"{"handle": "rita", "password": "another horse"}"#, status: 201),
        Repeated(
            target: "/v1/sessions", body: #"{"handle": "sam", "password": "correct horse"}"#,
            otherTarget: "/v1/sessions",
            otherBody: #"{"password": "correct horse", "handle": "sam"}"#, status: 201),
        Repeated(
            target: "/v1/devices", body: #"{"name": "Pixel", "platform": "android"}"#, otherTarget: "/v1/devices",
            otherBody: #"{"name": "Pixel 2", "platform": "android"}"#, status: 201),
        Repeated(
            target: "/v1/drafts", body: #"{"title": "a"}"#, otherTarget: "/v1/drafts", otherBody: #"{"title": "b"}"#,
            status: 201),
        Repeated(
            target: "/v1/drafts/DELETED1/restore", body: nil, otherTarget: "/v1/drafts/DELETED2/restore",
            otherBody: nil,
            status: 200),
        Repeated(
            target: "/v1/drafts/DRAFT1/revisions/1/restore", body: nil,
            otherTarget: "/v1/drafts/DRAFT1/revisions/2/restore", otherBody: nil, status: 200),
        Repeated(
            target: "/v1/drafts/DRAFT1/post", body: nil, otherTarget: "/v1/drafts/DRAFT2/post", otherBody: nil,
            status: 202),
        Repeated(
            target: "/v1/jobs/FAILED/retry", body: nil, otherTarget: "/v1/jobs/QUEUED/retry", otherBody: nil,
            status: 200),
        Repeated(
            target: "/v1/jobs/QUEUED/cancel", body: nil, otherTarget: "/v1/jobs/FAILED/cancel", otherBody: nil,
            status: 200),
    ]

    @Test("the same answer again; another request with the key is refused", arguments: repeated)
    private func repeats(_ repeated: Repeated) async throws {
        try await withService(ServiceOptions(runsJobs: false)) { service in
            let maya = service.maya
            let target = try await prepared(repeated.target, service)
            let key = "5f0c9a4e-3f6b-4a51"
            let first = try await service.post(target.first, as: maya, ["Idempotency-Key": key], json: repeated.body)
            #expect(first.status == repeated.status, "\(first.text)")
            let after = try await service.state(of: maya)
            service.clock.advance(.seconds(3_600))
            let again = try await service.post(target.first, as: maya, ["Idempotency-Key": key], json: repeated.body)
            #expect(again.status == first.status && again.text == first.text)
            #expect(again["location"] == first["location"] && again["etag"] == first["etag"])
            let other = try await service.post(
                target.other ?? repeated.otherTarget, as: maya, ["Idempotency-Key": key], json: repeated.otherBody)
            #expect(other.status == 422 && other.code == "idempotency_key_reused", "\(other.text)")
            #expect(Self.withoutLinks(try await service.state(of: maya)) == Self.withoutLinks(after))
        }
    }

    /// Signed links differ after an hour.
    private static func withoutLinks(_ state: [String]) -> [String] {
        state.map { $0.replacing(#/"content_url[a-z_]*":"[^"]*"/#, with: "") }
    }

    /// Makes what the names in a target stand for; for pairs of things, the target of the other too.
    private func prepared(_ target: String, _ service: TestService) async throws -> (first: String, other: String?) {
        let maya = service.maya
        func pair(_ first: String, _ second: String, _ name: String, _ other: String) -> (String, String?) {
            (target.replacing(name, with: first), target.replacing(name, with: second).replacing("/1/", with: other))
        }
        if target.contains("DELETED1") {
            let drafts = [try await service.draft(as: maya), try await service.draft(as: maya)]
            for draft in drafts { _ = try await service.delete("/v1/drafts/\(draft)", as: maya) }
            return pair(drafts[0], drafts[1], "DELETED1", "/1/")
        }
        if target.contains("revisions") {
            let draft = try await service.draft(as: maya)
            _ = try await service.patch("/v1/drafts/\(draft)", as: maya, json: #"{"title": "b"}"#)
            return pair(draft, draft, "DRAFT1", "/2/")
        }
        if target.contains("DRAFT1") {
            return pair(
                try await service.draftOfVideo(saves: true, as: maya), try await service.draftOfVideo(as: maya),
                "DRAFT1", "/1/")
        }
        if target.contains("/jobs/") {
            let jobs = [
                try #require(try await service.posting(saves: true, as: maya).job),
                try #require(try await service.posting(video("b"), saves: true, as: maya).job),
            ]
            // Without workers a job comes to an end by being cancelled.
            if target.contains("FAILED") {
                for job in jobs { _ = try await service.post("/v1/jobs/\(job)/cancel", as: maya) }
            }
            return pair(jobs[0], jobs[1], target.contains("FAILED") ? "FAILED" : "QUEUED", "/1/")
        }
        if target == "/v1/sessions" {
            _ = try await service.post("/v1/users", json: #"{"handle": "sam", "password": "correct horse"}"#)
        }
        return (target, nil)
    }

    @Test("an upload's fingerprint is its content")
    func uploads() async throws {
        try await withService { service in
            func upload(_ bytes: [UInt8], _ type: String) async throws -> Answer {
                try await service.send(
                    "POST", "/v1/media", as: service.maya, ["Idempotency-Key": "one", "Content-Type": type],
                    bytes: bytes)
            }
            let first = try await upload(video(), "video/mp4")
            let state = try await service.state(of: service.maya)
            let again = try await upload(video(), "application/octet-stream")
            #expect(first.status == 201 && again.text == first.text)
            let other = try await upload(video("another"), "video/mp4")
            #expect(other.status == 422 && other.code == "idempotency_key_reused")
            #expect(try await service.state(of: service.maya) == state)
        }
    }

    @Test("keys of different people never meet")
    func people() async throws {
        try await withService { service in
            let key: TestService.Fields = ["Idempotency-Key": "one"]
            let maya = try await service.post("/v1/drafts", as: service.maya, key, json: "{}")
            let leo = try await service.post("/v1/drafts", as: service.leo, key, json: #"{"title": "b"}"#)
            #expect(maya.status == 201 && leo.status == 201)
            #expect(try maya.string("id") != leo.string("id"))
            let rita = try await service.post(
                "/v1/users", key, json: #"{"handle": "rita", "password": "correct horse"}"#)
            let sam = try await service.post("/v1/users", key, json: #"{"handle": "sam", "password": "correct horse"}"#)
            #expect(rita.status == 201 && sam.status == 201)
        }
    }

    @Test("a refused request does not use up its key")
    func refused() async throws {
        try await withService { service in
            let draft = try await service.draft(as: service.maya)
            let key: TestService.Fields = ["Idempotency-Key": "one"]
            #expect(try await service.post("/v1/drafts/\(draft)/post", as: service.maya, key).code == "draft_empty")
            let media = try await service.upload(as: service.maya)
            _ = try await service.patch(
                "/v1/drafts/\(draft)", as: service.maya, json: #"{"clips": [{"media_id": "\#(media)"}]}"#)
            #expect(try await service.post("/v1/drafts/\(draft)/post", as: service.maya, key).status == 202)
        }
    }

    @Test("after 24 hours a key is new again, for signing in too")
    func expiry() async throws {
        try await withService { service in
            _ = try await service.post("/v1/users", json: #"{"handle": "rita", "password": "correct horse"}"#)
            let key: TestService.Fields = ["Idempotency-Key": "one"]
            let credentials = #"{"handle": "rita", "password": "correct horse"}"#
            let draft = try await service.post("/v1/drafts", as: service.maya, key, json: "{}").string("id")
            let token = try await service.post("/v1/sessions", key, json: credentials).string("token")
            service.clock.advance(.seconds(86_399))
            #expect(try await service.post("/v1/drafts", as: service.maya, key, json: "{}").string("id") == draft)
            service.clock.advance(.seconds(2))
            #expect(try await service.post("/v1/drafts", as: service.maya, key, json: "{}").string("id") != draft)
            let again = try await service.post("/v1/sessions", key, json: credentials)
            #expect(again.status == 201)
            for token in [token, try again.string("token")] {
                let rita = Person(user: service.maya.user, token: token, device: service.maya.device)
                #expect(try await service.get("/v1/me", as: rita).status == 200)
            }
        }
    }

    @Test("no token is stored, not even with a kept answer")
    func tokens() async throws {
        try await withService { service in
            let token = try await service.post(
                "/v1/users", ["Idempotency-Key": "one"], json: #"{"handle": "rita", "password": "correct horse"}"#
            ).string("token")
            for file in service.directory.files(in: "") where file.hasPrefix("draftroll.db") {
                let bytes = try service.directory.bytes(of: file)
                #expect(bytes.firstRange(of: Array(token.utf8)) == nil, "\(file)")
                if file == "draftroll.db-wal" { #expect(bytes.firstRange(of: Array("rita".utf8)) != nil) }
            }
        }
    }

    @Test("sixteen at once make one draft")
    func concurrent() async throws {
        try await withService { service in
            let ids = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        try await service.post("/v1/drafts", as: service.maya, ["Idempotency-Key": "one"], json: "{}")
                            .string("id")
                    }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(ids.count == 1)
            #expect(try await service.get("/v1/drafts", as: service.maya).items().count == 1)
        }
    }
}
