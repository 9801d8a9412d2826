import Foundation
import Testing

@testable import DraftrollClient

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

@Suite("A request is built as the contract wants it")
struct RequestTests {
    private func url(_ request: APIRequest, base: String = "http://server.example") throws -> String? {
        try request.urlRequest(baseURL: try #require(URL(string: base)), token: nil).url?.absoluteString
    }

    @Test(
        "the base URL may have a path, with or without a slash at its end",
        arguments: [
            ("http://server.example", "http://server.example/v1/me"),
            ("http://server.example/", "http://server.example/v1/me"),
            ("https://server.example:8443/draftroll", "https://server.example:8443/draftroll/v1/me"),
            ("https://server.example/draftroll/", "https://server.example/draftroll/v1/me"),
        ])
    func basePath(base: String, expected: String) throws {
        #expect(try url(APIRequest(.get, ["v1", "me"]), base: base) == expected)
    }

    @Test("an id cannot add a segment, a query or a fragment")
    func hostileID() throws {
        let request = APIRequest(.get, ["v1", "drafts", "../users?x=1#y/é"])
        #expect(try url(request) == "http://server.example/v1/drafts/..%2Fusers%3Fx%3D1%23y%2F%C3%A9")
    }

    @Test("query values are encoded")
    func query() throws {
        var request = APIRequest(.get, ["v1", "posts"])
        request.query = [("author", "a&b=c +"), ("limit", "5")]
        #expect(try url(request) == "http://server.example/v1/posts?author=a%26b%3Dc%20%2B&limit=5")
    }

    @Test("a base URL without a host is refused, not trapped on", arguments: ["nonsense", "file:///tmp"])
    func noHost(base: String) throws {
        let baseURL = try #require(URL(string: base))
        #expect(throws: DraftrollError.self) {
            try APIRequest(.get, ["v1", "me"]).urlRequest(baseURL: baseURL, token: nil)
        }
    }

    @Test("POST has an Idempotency-Key of its own, other methods have none")
    func idempotencyKey() {
        let first = APIRequest(.post, ["v1", "drafts"])
        let second = APIRequest(.post, ["v1", "drafts"])
        #expect(first.headers["Idempotency-Key"] != nil)
        #expect(first.headers["Idempotency-Key"] != second.headers["Idempotency-Key"])
        #expect(first.idempotencyKey("mine").headers["Idempotency-Key"] == "mine")
        for method in [APIRequest.Method.get, .put, .patch, .delete] {
            #expect(APIRequest(method, ["v1"]).headers["Idempotency-Key"] == nil)
        }
    }

    @Test("the token goes into Authorization, but not to routes that are for everybody")
    func token() async throws {
        let transport = ScriptedTransport([
            .status(204, ""), .status(200, #"{"status":"ready","rendering":"unavailable"}"#),
        ])
        try await transport.client(token: "drt_secret").signOut()
        _ = try await transport.client(token: "drt_secret").readiness()
        let headers = transport.requests.map { $0.value(forHTTPHeaderField: "Authorization") }
        #expect(headers == ["Bearer drt_secret", nil])
    }

    @Test("a change is a merge patch, guarded by the ETag")
    func patch() async throws {
        let transport = ScriptedTransport([.status(404, "")])
        _ = try? await transport.client().updateDraft("drf_1", DraftContent(caption: "hi"), ifMatch: "\"3\"")
        let request = try #require(transport.requests.first)
        #expect(request.httpMethod == "PATCH")
        #expect(request.value(forHTTPHeaderField: "Content-Type") == "application/merge-patch+json")
        #expect(request.value(forHTTPHeaderField: "If-Match") == "\"3\"")
        #expect(request.httpBody == Data(#"{"caption":"hi"}"#.utf8))
    }

    @Test("choosing the first device says null, so that it ends an earlier choice")
    func firstDevice() throws {
        let written = try JSONCoding.encode(DraftContent(saveToDevice: SaveToDevice(enabled: true)))
        #expect(String(decoding: written, as: UTF8.self) == #"{"save_to_device":{"device_id":null,"enabled":true}}"#)
    }

    @Test(
        "a file is named in ASCII, and as it is by RFC 8187",
        arguments: [
            ("sunset.mp4", #"attachment; filename="sunset.mp4""#),
            ("a\"b\\c.mp4", #"attachment; filename="a_b_c.mp4"; filename*=UTF-8''a%22b%5Cc.mp4"#),
            ("été.mp4", #"attachment; filename="_t_.mp4"; filename*=UTF-8''%C3%A9t%C3%A9.mp4"#),
            ("a\r\nb.mp4", #"attachment; filename="a__b.mp4"; filename*=UTF-8''a%0D%0Ab.mp4"#),
        ])
    func contentDisposition(name: String, expected: String) {
        #expect(ContentTypes.attachment(named: name) == expected)
    }
}
