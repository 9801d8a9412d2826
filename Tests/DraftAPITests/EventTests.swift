import Glibc
import JSON
import Synchronization
import Testing

@testable import DraftAPI
@testable import Jobs

@Suite("Events tell what happens, in order, once, and to whom it belongs")
struct EventTests {
    @Test("a job is seen queued, running and succeeded, and then the saved video")
    func job() async throws {
        try await withService { service in
            let draft = try await service.draftOfVideo(saves: true, as: service.maya)
            let events = try await service.events(as: service.maya)
            #expect(events.answer["content-type"] == "text/event-stream")
            #expect(events.answer["cache-control"] == "no-store")
            let posted = try await service.post("/v1/drafts/\(draft)/post", as: service.maya)
            let job = "/v1/jobs/\(try posted.string("job", "id"))"
            var seen: [String] = []
            var states: [String] = []
            var last: Int64 = 0
            while states.last != "succeeded" {
                let event = try await events.next()
                #expect(event.id > last)
                last = event.id
                #expect(event.type.hasPrefix(event.topic + "."))
                try expectSchema(event)
                if event.resource == job, let state = event.data["state"]?.string, state != states.last {
                    states.append(state)
                }
                if event.resource != job { seen.append("\(event.type)") }
            }
            #expect(states == ["queued", "running", "succeeded"])
            #expect(seen.contains("draft.updated") && seen.contains("post.created"))
            #expect(seen.contains("device.updated") && seen.contains("camera_roll.created"))
        }
    }

    /// What an event carries is what its resource would answer.
    private func expectSchema(_ event: ReceivedEvent) throws {
        let contract = try Contract.shared.get()
        #expect(contract.violations(in: event.json, schema: contract.schema("Event")).isEmpty)
        let schemas = ["draft": "Draft", "job": "Job", "device": "Device"]
        if let name = schemas[event.topic] {
            let violations = contract.violations(in: event.data, schema: contract.schema(name))
            #expect(violations.isEmpty, "\(event.type): \(violations)")
        } else {
            #expect(event.data == .null)
        }
    }

    @Test("after a break Last-Event-ID goes on without loss or repetition, wherever it was")
    func resuming() async throws {
        try await withService { service in
            let events = try await service.events(as: service.maya)
            let draft = try await service.draft(as: service.maya)
            for number in 0..<4 {
                _ = try await service.patch("/v1/drafts/\(draft)", as: service.maya, json: #"{"title": "\#(number)"}"#)
                _ = try await service.draft(as: service.leo)
            }
            var all: [ReceivedEvent] = []
            for _ in 0..<5 { all.append(try await events.next()) }
            for (index, event) in all.enumerated() {
                let resumed = try await service.events(as: service.maya, after: event.id)
                for expected in all[(index + 1)...] { #expect(try await resumed.next() == expected) }
                // Then it goes on with what comes.
                if index == all.count - 1 {
                    _ = try await service.patch("/v1/drafts/\(draft)", as: service.maya, json: #"{"title": "new"}"#)
                    #expect(try await resumed.next().data["title"] == "new")
                }
            }
            let fromStart = try await service.events(as: service.maya, after: 0)
            let first = try await fromStart.next()
            #expect(first.id <= all[0].id)
        }
    }

    @Test("more events than fit into one reading come all")
    func many() async throws {
        try await withService { service in
            let draft = try await service.draft(as: service.maya)
            let start = try await service.events(as: service.maya, after: 0)
            while try await start.next().resource != "/v1/drafts/\(draft)" {}
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<250 { group.addTask { _ = try await service.draft(as: service.maya) } }
                try await group.waitForAll()
            }
            var ids: [Int64] = []
            for _ in 0..<250 { ids.append(try await start.next().id) }
            #expect(Set(ids).count == 250 && ids == ids.sorted())
        }
    }

    @Test("each sees only their own")
    func own() async throws {
        try await withService { service in
            let mayas = try await service.events(as: service.maya, after: 0)
            let leos = try await service.events(as: service.leo, after: 0)
            let leosDraft = try await service.draft(as: service.leo)
            let mayasDraft = try await service.draft(as: service.maya)
            // The end of each one's events is known; what comes before it is theirs.
            for (events, end, foreign) in [(mayas, mayasDraft, leosDraft), (leos, leosDraft, mayasDraft)] {
                while true {
                    let event = try await events.next()
                    #expect(!event.resource.contains(foreign))
                    if event.resource == "/v1/drafts/\(end)" { break }
                }
            }
        }
    }

    @Test("a Last-Event-ID that is no number is refused; one from the future means now", arguments: ["x", "-1", "1.5"])
    func badID(_ id: String) async throws {
        try await withService { service in
            let answer = try await service.get("/v1/events", as: service.maya, ["Last-Event-ID": id])
            #expect(answer.status == 422 && answer.code == "invalid_fields")
            let events = try await service.events(as: service.maya, after: .max)
            let draft = try await service.draft(as: service.maya)
            #expect(try await events.next().resource == "/v1/drafts/\(draft)")
        }
    }

    @Test("a quiet stream shows again and again that it is alive, and still tells what happens")
    func heartbeats() async throws {
        try await withService(ServiceOptions(heartbeatNanoseconds: 1_000_000)) { service in
            let events = try await service.events(as: service.maya)
            for _ in 0..<3 { #expect(try await events.isNextComment()) }
            let draft = try await service.draft(as: service.maya)
            #expect(try await events.next().resource == "/v1/drafts/\(draft)")
        }
    }

    @Test("a server that stops ends the streams in order")
    func stopping() async throws {
        let events = try await withService { service in
            let events = try await service.events(as: service.maya)
            service.news.close()
            #expect(try await events.isAtEnd())
            return try await service.events(as: service.leo)
        }
        #expect(try await events.isAtEnd())
    }

    @Test("a stream whose client has gone is closed")
    func gone() async throws {
        try await withService { service in
            do {
                _ = try await service.events(as: service.maya)
            }
            // The stream notices at the latest when it has something to write.
            while service.news.listenerCount > 0 { _ = try await service.draft(as: service.maya) }
        }
    }

    @Test("a job that is cancelled during its copy leaves no file, and is done once when it is retried")
    func cancelling() async throws {
        let gate = Gate()
        var operations = FileOperations()
        operations.clone = { _, _ in
            gate.pass()
            errno = EOPNOTSUPP
            return -1
        }
        try await withService(ServiceOptions(operations: operations)) { service in
            let job = try #require(try await service.posting(saves: true, as: service.maya).job)
            try await Wire.blocking { gate.waitForArrival() }
            // While the first copy still stands there, the second worker takes the retried job.
            let cancelled = try await service.post("/v1/jobs/\(job)/cancel", as: service.maya)
            #expect(try cancelled.string("state") == "cancelled")
            let retried = try await service.post("/v1/jobs/\(job)/retry", as: service.maya)
            #expect(try retried.string("state") == "queued")
            try await Wire.blocking { gate.waitForArrival() }
            gate.open()
            let ended = try await service.end(of: job, as: service.maya)
            #expect(ended["state"] == "succeeded", "\(ended)")
            let items = try await service.get("/v1/camera-roll", as: service.maya).items()
            #expect(items.count == 1)
            await service.jobs.shutdown()
            #expect(service.directory.files(in: "camera-roll") == ["maya/iphone/DCIM/100APPLE/IMG_0002.MP4"])
        }
    }

    @Test("a full device fails the job and not the post; after a deletion a retry saves the video")
    func storageLimit() async throws {
        try await withService { service in
            let maya = service.maya
            let first = try await service.saved(video("first"), as: maya)
            let size = video("first").count
            _ = try await service.patch(
                "/v1/devices/\(maya.deviceID)", as: maya, json: #"{"storage_limit_bytes": \#(size + 1)}"#)
            let second = try await service.posting(video("other"), saves: true, as: maya)
            let job = try #require(second.job)
            let failed = try await service.end(of: job, as: maya)
            #expect(failed["state"] == "failed" && failed["error"]?["code"] == "storage_full")
            #expect(try #require(failed["error"]?["detail"]?.string).contains("retry"))
            #expect(try await service.get("/v1/posts/\(second.post)", as: maya).status == 200)
            #expect(service.directory.files(in: "camera-roll").count == 1)
            _ = try await service.delete("/v1/camera-roll/\(first.item)", as: maya)
            #expect(service.directory.files(in: "camera-roll").isEmpty)
            let used = try await service.get("/v1/devices/\(maya.deviceID)", as: maya)
            #expect(try used.json["storage_used_bytes"] == 0)
            _ = try await service.post("/v1/jobs/\(job)/retry", as: maya)
            #expect(try await service.end(of: job, as: maya)["state"] == "succeeded")
            #expect(service.directory.files(in: "camera-roll") == ["maya/iphone/DCIM/100APPLE/IMG_0002.MP4"])
        }
    }
}
