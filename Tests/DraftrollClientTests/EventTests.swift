import Foundation
import Testing

@testable import DraftrollClient

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

@Suite("Events are followed")
struct EventTests {
    private func job(_ state: Job.State, _ id: String = "job_1", second: Int) -> String {
        #"{"id":"\#(id)","kind":"save_to_device","state":"\#(state.rawValue)","post_id":"pst_1","device_id":"dev_1","#
            + #""camera_roll_item_id":null,"attempts":0,"maximum_attempts":8,"progress":{"bytes_done":0,"bytes_total":9,"percent":0},"#
            + #""error":null,"next_attempt_at":null,"created_at":"2026-11-22T12:00:00.000Z","#
            + #""updated_at":"2026-11-22T12:00:0\#(second).000Z"}"#
    }

    private func event(_ id: Int, _ topic: String, _ data: String) -> StreamPart {
        .data(
            Data(
                "id: \(id)\nevent: \(topic)\ndata: {\"type\":\"\(topic).updated\",\"resource\":\"/v1/x\",\"data\":\(data)}\n\n"
                    .utf8))
    }

    @Test("each has its place, its link and what it happened to; a type of tomorrow does not end the stream")
    func contents() async throws {
        let transport = try ScriptedTransport(
            [],
            streams: [
                [
                    .head(ScriptedTransport.response(200)), event(41, "job", job(.queued, second: 0)),
                    event(42, "hologram", "{}"), event(43, "camera_roll", "null"),
                ]
            ])
        var events: [ServerEvent] = []
        for try await event in transport.client().events(after: 40) { events.append(event) }
        #expect(events.map(\.id) == [41, 42, 43])
        #expect(events.first?.resource == "/v1/x")
        guard case .job(let job) = events.first?.content else {
            Issue.record("the first event is not a job")
            return
        }
        #expect(job.state == .queued)
        #expect(events.map(\.topic) == [.job, "hologram", .cameraRoll])
        #expect(events.map(\.action) == [.updated, .updated, .updated])
        #expect(events.dropFirst().map(\.content) == [nil, nil])
        let request = try #require(transport.requests.first)
        #expect(request.value(forHTTPHeaderField: "Last-Event-ID") == "40")
        #expect(request.value(forHTTPHeaderField: "Accept-Encoding") == "identity")
    }

    @Test("a refused stream throws the problem")
    func refused() async throws {
        let problem = #"{"type":"/problems#invalid_token","title":"","status":401,"code":"invalid_token","detail":"d"}"#
        let transport = try ScriptedTransport(
            [], streams: [[.head(ScriptedTransport.response(401)), .data(Data(problem.utf8))]])
        let error = await #expect(throws: DraftrollError.self) {
            for try await _ in transport.client().events() {}
        }
        #expect(error?.code == .invalidToken)
    }

    @Test("a job is followed to its end, without other jobs and without going back in time")
    func waitByEvents() async throws {
        let transport = try ScriptedTransport(
            [.status(200, job(.running, second: 2))],
            streams: [
                [
                    .head(ScriptedTransport.response(200)), event(1, "job", job(.queued, second: 1)),
                    event(2, "job", job(.failed, "job_2", second: 3)), event(3, "job", job(.succeeded, second: 4)),
                ]
            ])
        var states: [Job.State] = []
        let finished = try await transport.client().waitForJob("job_1") { states.append($0.state) }
        #expect(finished.state == .succeeded)
        #expect(states == [.running, .succeeded])
    }

    @Test("a job is asked for where the events cannot be had")
    func waitByAsking() async throws {
        let transport = try ScriptedTransport(
            [.status(200, job(.failed, second: 1))], streams: [[.head(ScriptedTransport.response(404))]])
        let finished = try await transport.client().waitForJob("job_1")
        #expect(finished.state == .failed)
        #expect(transport.requests.map { $0.url?.path() } == ["/v1/events", "/v1/jobs/job_1"])
    }

    @Test("a job that is not there is not waited for")
    func waitForNothing() async throws {
        let problem = #"{"type":"/problems#not_found","title":"","status":404,"code":"not_found","detail":"d"}"#
        let transport = ScriptedTransport([.status(404, problem)], streams: [[]])
        let error = await #expect(throws: DraftrollError.self) { try await transport.client().waitForJob("job_1") }
        #expect(error?.code == .notFound)
    }
}
