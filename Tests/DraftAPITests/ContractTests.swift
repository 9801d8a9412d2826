import Foundation
import HTTPWire
import JSON
import Jobs
import Synchronization
import Testing

@testable import DraftAPI

@Suite("The contract and the service say the same")
struct ContractTests {
    private let contract: Contract

    init() throws { contract = try Contract.shared.get() }

    @Test("every route is described, and every description is routed")
    func routes() async throws {
        try await withService { service in
            let routed = Set(service.api.routes.map { Contract.Operation(method: $0.method, path: $0.path) })
            let described = Set(contract.operations.keys)
            #expect(routed.subtracting(described).isEmpty, "routed, not described")
            #expect(described.subtracting(routed).isEmpty, "described, not routed")
            #expect(routed.count == service.api.routes.count)
        }
    }

    @Test("every example is valid against its schema")
    func examples() throws {
        let examples = contract.examples()
        #expect(examples.count > 100)
        for example in examples {
            let violations = contract.violations(in: example.value, schema: example.schema)
            #expect(violations.isEmpty, "\(example.name): \(violations)")
        }
    }

    @Test("the example of a problem has the code's own title and status")
    func problemExamples() throws {
        for example in contract.examples() {
            guard let code = example.value["code"]?.string, example.value["request_id"] != nil else { continue }
            let known = try #require(ProblemCode(rawValue: code), "\(example.name)")
            #expect(example.value["title"]?.string == known.title, "\(example.name)")
            #expect(example.value["status"]?.int64 == Int64(known.status.code), "\(example.name)")
            #expect(example.value["type"]?.string == "/problems.html#\(code)", "\(example.name)")
        }
    }

    @Test("every operation has a success and says what it answers without a token")
    func statuses() throws {
        for (operation, description) in contract.operations {
            let statuses = Set(description["responses"]?.object?.keys ?? [])
            #expect(statuses.contains("default"), "\(operation.testDescription)")
            // What people try first is always refused.
            if !operation.path.hasSuffix("/save") {
                #expect(statuses.contains { $0.hasPrefix("2") }, "\(operation.testDescription)")
            }
            let isOpen = description["security"]?.array?.isEmpty == true
            #expect(isOpen || statuses.contains("401"), "\(operation.testDescription)")
        }
    }

    @Test("every problem code has its paragraph, and every paragraph its code")
    func problemPage() throws {
        let page = try String(contentsOf: Contract.root.appending(path: "Public/problems.html"), encoding: .utf8)
        let paragraphs = page.matches(
            of: #/<div id="([a-z0-9_]+)">\s*<dt><code>([a-z0-9_]+)</code>(?:\s*<span class="pill">(\d+)</span>)?/#)
        for paragraph in paragraphs { #expect(paragraph.1 == paragraph.2) }
        let explained = Set(paragraphs.map { String($0.1) })
        for code in ProblemCode.allCases {
            #expect(explained.contains(code.rawValue), "\(code.rawValue) has no paragraph")
        }
        for paragraph in paragraphs {
            guard let code = ProblemCode(rawValue: String(paragraph.1)) else { continue }
            #expect(paragraph.3.flatMap { Int($0) } == Int(code.status.code), "\(code.rawValue)")
        }
        // The paragraphs of the API come before those of HTTP itself, whose codes are the wire's.
        let ownPart = page.prefix(upTo: try #require(page.range(of: "HTTP itself")).lowerBound)
        for paragraph in ownPart.matches(of: #/<div id="([a-z0-9_]+)">/#) {
            #expect(ProblemCode(rawValue: String(paragraph.1)) != nil, "\(paragraph.1) is no code")
        }
    }

    @Test("every operation answers as it is described, with exactly the members of its schema")
    func everyOperation() async throws {
        try await withService(ServiceOptions(probes: true, renders: true, isDemo: true)) { service in
            let maya = service.maya
            _ = try await service.post(
                "/v1/users",
                json: #"{"handle": "rita", "password": "correct horse", "device": {"name": "Pad", "platform": "ios"}}"#)
            let signedIn = try await service.post(
                "/v1/sessions", json: #"{"handle": "rita", "password": "correct horse"}"#)
            let rita = Person(user: maya.user, token: try signedIn.string("token"), device: maya.device)
            _ = try await service.get("/v1/me", as: rita)
            _ = try await service.delete("/v1/sessions/current", as: rita)
            #expect(try await service.get("/v1/me", as: rita).code == "invalid_token")

            let device = try await service.post(
                "/v1/devices", as: maya, json: #"{"name": "Pixel", "platform": "android"}"#
            )
            .string("id")
            for path in ["/v1/devices", "/v1/devices/\(device)"] { _ = try await service.get(path, as: maya) }
            _ = try await service.patch("/v1/devices/\(device)", as: maya, json: #"{"storage_limit_bytes": 1000}"#)

            let clip = try await SampleVideo.shared.bytes()
            let spare = try await service.upload(clip, as: maya)
            for path in ["/v1/media", "/v1/media/\(spare)", "/v1/media/\(spare)/content"] {
                _ = try await service.get(path, as: maya)
            }
            _ = try await service.delete("/v1/media/\(spare)", as: maya)

            try await uploadInParts(clip, service)

            let draft = try await service.draftOfVideo(clip, as: maya)
            _ = try await service.patch("/v1/drafts/\(draft)", as: maya, json: #"{"caption": "Hello"}"#)
            _ = try await service.put("/v1/drafts/\(draft)/privacy", as: maya, json: #"{"who_can_watch": "everyone"}"#)
            _ = try await service.put("/v1/drafts/\(draft)/save-to-device", as: maya, json: #"{"enabled": true}"#)
            for path in [
                "", "/preview", "/cover", "/revisions", "/revisions/1", "/posting-page",
                "/posting-page?device_id=\(device)",
            ] {
                _ = try await service.get("/v1/drafts/\(draft)\(path)", as: maya)
            }
            for path in ["/v1/drafts", "/v1/music"] { _ = try await service.get(path, as: maya) }
            _ = try await service.post("/v1/drafts/\(draft)/revisions/3/restore", as: maya)
            _ = try await service.put("/v1/drafts/\(draft)/save-to-device", as: maya, json: #"{"enabled": true}"#)
            _ = try await service.delete("/v1/drafts/\(draft)", as: maya)
            _ = try await service.post("/v1/drafts/\(draft)/restore", as: maya)
            #expect(try await service.post("/v1/drafts/\(draft)/save", as: maya).code == "post_to_save")
            let posted = try await service.post("/v1/drafts/\(draft)/post", as: maya)
            let post = try posted.string("post", "id")
            let job = try posted.string("job", "id")
            let item = try #require(try await service.end(of: job, as: maya)["camera_roll_item_id"]?.string)

            _ = try await service.put("/v1/posts/\(post)/privacy", as: maya, json: #"{"who_can_watch": "only_me"}"#)
            for path in [
                "/v1/music", "/v1/posts", "/v1/posts/\(post)", "/v1/posts/\(post)/content", "/v1/jobs",
                "/v1/jobs/\(job)",
                "/v1/camera-roll", "/v1/camera-roll/\(item)", "/v1/camera-roll/\(item)/content", "/v1/server",
                "/v1/demo",
                "/healthz", "/readyz", "/metrics", "/openapi.yaml",
            ] {
                _ = try await service.get(path, as: maya)
            }
            _ = try await service.delete("/v1/camera-roll/\(item)", as: maya)
            _ = try await service.delete("/v1/posts/\(post)", as: maya)

            try await failAndRetry(service, clip)

            let asked = service.asked.withLock { $0 }
            let unasked = contract.operations.keys.filter { operation in
                // One never ends and has its own tests; one is always refused.
                !asked.contains(operation) && operation.path != "/v1/events" && !operation.path.hasSuffix("/save")
            }
            #expect(unasked.isEmpty, "not asked, or without success: \(unasked.map(\.testDescription))")
        }
    }

    /// Every operation of resumable uploads, and POST in place of PATCH.
    private func uploadInParts(_ bytes: [UInt8], _ service: TestService) async throws {
        let maya = service.maya
        _ = try await service.send("OPTIONS", "/v1/uploads")
        let upload = try await service.beginUpload(of: bytes.count, as: maya)
        _ = try await service.send("OPTIONS", upload)
        _ = try await service.offset(of: upload, as: maya)
        let half = bytes.count / 2
        #expect(try await service.append(Array(bytes[..<half]), to: upload, at: 0, as: maya).status == 204)
        let rest = try await service.append(
            Array(bytes[half...]), to: upload, at: half, as: maya, method: "POST",
            ["X-HTTP-Method-Override": "PATCH"])
        #expect(rest.status == 204 && rest["draftroll-media"] != nil)
        _ = try await service.send("DELETE", upload, as: maya, ["Tus-Resumable": "1.0.0"])
    }

    /// A job that fails for want of room is cancelled while it waits and retried.
    private func failAndRetry(_ service: TestService, _ clip: [UInt8]) async throws {
        let leo = service.leo
        _ = try await service.patch("/v1/devices/\(leo.deviceID)", as: leo, json: #"{"storage_limit_bytes": 1}"#)
        let job = try #require(try await service.posting(clip, saves: true, as: leo).job)
        #expect(try await service.end(of: job, as: leo)["error"]?["code"] == "storage_full")
        _ = try await service.get("/v1/jobs/\(job)", as: leo)
        await service.jobs.shutdown()
        _ = try await service.post("/v1/jobs/\(job)/retry", as: leo)
        _ = try await service.post("/v1/jobs/\(job)/cancel", as: leo)
    }

    @Test("the figures of the example are figures that are served")
    func metrics() async throws {
        try await withService { service in
            let example = try #require(contract.examples().first { $0.name.contains("/metrics") }?.value.string)
            let served = try await service.get("/metrics").text
            for line in example.split(separator: "\n") where line.hasPrefix("#") {
                #expect(served.contains(line), "\(line)")
            }
        }
    }
}

@Suite("The checker of the contract can fail")
struct ContractCheckerTests {
    @Test(
        "it finds what is wrong with a device",
        arguments: [
            (#"{"folder": null}"#, "/folder: is null"),
            (#"{"platform": "windows"}"#, "/platform: is none of"),
            (#"{"id": "usr_1"}"#, "/id: \"usr_1\" does not match"),
            (#"{"surprise": 1}"#, "has a member surprise"),
            (#"{"storage_used_bytes": -1}"#, "/storage_used_bytes: -1 is under"),
            (#"{"storage_used_bytes": 1.5}"#, "/storage_used_bytes: is"),
            (#"{"created_at": "yesterday"}"#, "/created_at: \"yesterday\" does not match"),
        ])
    func device(_ patch: String, _ found: String) throws {
        let contract = try Contract.shared.get()
        let device = try #require(
            contract.examples().first { $0.name == "GET /v1/devices/{device_id} 200 application/json iphone" }?.value)
        let schema = contract.schema("Device")
        #expect(contract.violations(in: device, schema: schema).isEmpty)
        var broken = try #require(device.object)
        for member in try #require(try JSONValue.parse(Array(patch.utf8)).object).members {
            broken[member.key] = member.value
        }
        let violations = contract.violations(in: .object(broken), schema: schema)
        #expect(violations.count == 1 && violations[0].contains(found), "\(violations)")
        _ = broken.removeValue(forKey: "folder")
        #expect(contract.violations(in: .object(broken), schema: schema).contains { $0.contains("has no folder") })
    }

    @Test("it finds an answer that is not described")
    func answer() throws {
        let contract = try Contract.shared.get()
        let operation = Contract.Operation(method: "GET", path: "/healthz")
        var answer = Answer(status: 200, fields: [("content-type", "application/json")])
        answer.body = Array(#"{"status": "ok"}"#.utf8)
        #expect(contract.violations(in: answer, to: operation).isEmpty)
        answer.body = Array(#"{"status": "fine"}"#.utf8)
        #expect(contract.violations(in: answer, to: operation) == ["GET /healthz 200: /status: is not string(\"ok\")"])
        #expect(!contract.violations(in: Answer(status: 201, fields: []), to: operation).isEmpty)
        #expect(!contract.violations(in: Answer(status: 200, fields: []), to: operation).isEmpty)
    }
}
