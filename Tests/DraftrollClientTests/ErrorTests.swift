import Foundation
import Testing

@testable import DraftrollClient

@Suite("A refusal becomes an error that explains itself")
struct ErrorTests {
    @Test("every problem of the contract keeps its code, status and detail", arguments: try problems())
    func problem(_ example: Contract.Example) async throws {
        let problem = try JSONCoding.decode(Problem.self, from: example.json)
        let transport = ScriptedTransport([.status(problem.status, String(decoding: example.json, as: UTF8.self))])
        let error = await #expect(throws: DraftrollError.self) { try await transport.client(attempts: 1).me() }
        #expect(error?.code.rawValue == problem.code)
        #expect(error?.status == problem.status)
        #expect(error?.detail == problem.detail)
        #expect(error?.problem == problem)
    }

    private static func problems() throws -> [Contract.Example] {
        try Contract().answers().filter { $0.schema == "Problem" }
    }

    @Test("its text names the fields and the request")
    func description() {
        let error = DraftrollError(
            Problem(
                type: "/problems#invalid_fields", title: "", status: 422, code: "invalid_fields",
                detail: "One is wrong.",
                requestID: "req_1", errors: [FieldProblem(path: "/caption", code: "wrong_type", detail: "a string")],
                post: nil))
        let lines = error.description.split(separator: "\n")
        #expect(
            lines == [
                "One is wrong.", "  /caption: a string (wrong_type)", "  [HTTP 422, invalid_fields, request req_1]",
            ])
    }

    @Test("a refusal without a problem document is not taken for one", arguments: ["", "<html>", "{}", "null"])
    func otherServer(body: String) async {
        let transport = ScriptedTransport([.status(404, body)])
        let error = await #expect(throws: DraftrollError.self) { try await transport.client().me() }
        #expect(error?.code == .unexpectedAnswer)
        #expect(error?.status == 404)
        #expect(error?.problem == nil)
    }

    @Test("an answer that is not what the contract says is an error", arguments: ["", "[]", #"{"user":1}"#])
    func wrongAnswer(body: String) async {
        let transport = ScriptedTransport([.status(200, body)])
        let error = await #expect(throws: DraftrollError.self) { try await transport.client().me() }
        #expect(error?.code == .unexpectedAnswer)
    }

    @Test("a cancelled task is told apart from a broken connection")
    func cancelled() async {
        let transport = ScriptedTransport([.failure(CancellationError())])
        let error = await #expect(throws: DraftrollError.self) { try await transport.client().me() }
        #expect(error?.code == .cancelled)
        #expect(transport.requests.count == 1)
    }
}
