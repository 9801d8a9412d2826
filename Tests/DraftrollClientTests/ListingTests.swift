import Foundation
import Testing

@testable import DraftrollClient

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

@Suite("A list is read page by page")
struct ListingTests {
    private func page(_ revisions: [Int], next: String?) -> ScriptedTransport.Answer {
        let items = revisions.map {
            #"{"revision":\#($0),"author_id":"usr_1","created_at":"2026-11-22T12:00:00.000Z","change":"edited"}"#
        }
        return .status(
            200, #"{"items":[\#(items.joined(separator: ","))],"next_cursor":\#(next.map { "\"\($0)\"" } ?? "null")}"#)
    }

    @Test("all items come in order, across pages and an empty one")
    func order() async throws {
        let transport = ScriptedTransport([page([5, 4], next: "a"), page([], next: "b/+"), page([3], next: nil)])
        let revisions = try await transport.client().revisions(of: "drf_1").collect()
        #expect(revisions.map(\.revision) == [5, 4, 3])
        #expect(transport.requests.map { $0.url?.query(percentEncoded: true) } == [nil, "cursor=a", "cursor=b%2F%2B"])
    }

    @Test("a page that is not reached is not asked for")
    func lazy() async throws {
        let transport = ScriptedTransport([page([5, 4], next: "a")])
        for try await revision in transport.client().revisions(of: "drf_1") where revision.revision == 4 { break }
        #expect(transport.requests.count == 1)
    }

    @Test("a refusal ends the iteration")
    func refusal() async {
        let transport = ScriptedTransport([page([5], next: "a"), .status(401, "")])
        let error = await #expect(throws: DraftrollError.self) {
            try await transport.client().revisions(of: "drf_1").collect()
        }
        #expect(error?.status == 401)
    }
}
