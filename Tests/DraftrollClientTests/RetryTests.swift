import Foundation
import Testing

@testable import DraftrollClient

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

@Suite("A request without a usable answer is repeated")
struct RetryTests {
    private static let job = #"""
        {"id":"job_1","kind":"save_to_device","state":"queued","post_id":"pst_1","device_id":"dev_1",
        "camera_roll_item_id":null,"attempts":0,"maximum_attempts":8,"progress":{"bytes_done":0,"bytes_total":9,"percent":0},
        "error":null,"next_attempt_at":null,"created_at":"2026-11-22T12:00:00.000Z","updated_at":"2026-11-22T12:00:00.000Z"}
        """#

    @Test("with the same Idempotency-Key, until it succeeds")
    func sameKey() async throws {
        let transport = ScriptedTransport([
            .failure(URLError(.networkConnectionLost)), .status(503, ""), .status(200, Self.job),
        ])
        let job = try await transport.client().retryJob("job_1")
        #expect(job.state == .queued)
        let keys = transport.requests.map { $0.value(forHTTPHeaderField: "Idempotency-Key") }
        #expect(keys.count == 3)
        #expect(Set(keys).count == 1 && keys.first != nil)
    }

    @Test("no more often than the policy says")
    func attempts() async throws {
        let transport = ScriptedTransport([.status(503, ""), .status(503, ""), .status(200, Self.job)])
        let error = await #expect(throws: DraftrollError.self) {
            try await transport.client(attempts: 2).job("job_1")
        }
        #expect(error?.status == 503)
        #expect(transport.requests.count == 2)
    }

    @Test("but not when the answer would be the same", arguments: [400, 401, 404, 409, 412, 422, 500])
    func finalAnswers(status: Int) async throws {
        let transport = ScriptedTransport([.status(status, ""), .status(200, Self.job)])
        _ = await #expect(throws: DraftrollError.self) { try await transport.client().job("job_1") }
        #expect(transport.requests.count == 1)
    }

    @Test("and not a guarded change, whose repetition would look like somebody else's")
    func guardedPatch() async throws {
        let transport = ScriptedTransport([.failure(URLError(.networkConnectionLost)), .status(200, "{}")])
        let error = await #expect(throws: DraftrollError.self) {
            try await transport.client().updateDraft("drf_1", DraftContent(caption: "x"), ifMatch: "\"1\"")
        }
        #expect(error?.code == .connectionFailed)
        #expect(transport.requests.count == 1)
    }

    @Test("after waits that double")
    func delays() {
        let policy = RetryPolicy(maximumAttempts: 4, firstDelay: .milliseconds(100))
        let delays = (1...4).map { policy.delay(afterAttempt: $0) }
        #expect(delays == [.milliseconds(100), .milliseconds(200), .milliseconds(400), nil])
    }
}
