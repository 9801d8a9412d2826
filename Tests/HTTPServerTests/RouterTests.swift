import HTTPWire
import Testing

@testable import HTTPServer

@Suite("Router")
struct RouterTests {
    private static let router: Router<String> = {
        var router = Router<String>()
        router.on(.get, "/", "root")
        router.on(.get, "/v1/drafts", "list")
        router.on(.post, "/v1/drafts", "create")
        router.on(.get, "/v1/drafts/{id}", "read")
        router.on(.delete, "/v1/drafts/{id}", "delete")
        router.on(.get, "/v1/drafts/current", "current")
        router.on(.get, "/v1/drafts/{draft}/revisions/{number}", "revision")
        router.on(.options, "/own", "own options")
        return router
    }()

    private func found(_ method: HTTPMethod, _ path: String) -> String? {
        guard case .found(let handler, let parameters) = Self.router.match(method, path: path) else { return nil }
        let values = ["id", "draft", "number"].compactMap { name in parameters[name].map { "\(name)=\($0)" } }
        return ([handler] + values).joined(separator: " ")
    }

    @Test(
        "a route is found by its segments, literal ones first, and named ones are decoded",
        arguments: [
            ("/", "root"), ("/v1/drafts", "list"), ("/v1/drafts/7", "read id=7"), ("/v1/drafts/current", "current"),
            ("/v1/drafts/%C3%A9", "read id=é"), ("/v1/dr%61fts", "list"),
            ("/v1/drafts/7/revisions/3", "revision draft=7 number=3"), ("/v1/drafts/cur%72ent", "current"),
        ])
    func finds(path: String, expected: String) {
        #expect(found(.get, path) == expected)
    }

    @Test(
        "what is no route is not found",
        arguments: [
            "", "x", "*", "/v1", "/v1/", "/v1/drafts/", "//v1/drafts", "/v1//drafts", "/v1/drafts//", "/v1/drafts/7/",
            "/v1/drafts//revisions/3", "/V1/drafts", "/v1/drafts/7/revisions", "//", "/v1%2Fdrafts", "/v1/drafts/a%2Fb",
        ])
    func notFound(path: String) {
        guard case .notFound = Self.router.match(.get, path: path) else {
            Issue.record("\(path) was found")
            return
        }
    }

    @Test("a known path with another method names what is allowed, HEAD and OPTIONS among it")
    func methodNotAllowed() {
        func allowed(_ method: HTTPMethod, _ path: String) -> [String]? {
            guard case .methodNotAllowed(let allowed) = Self.router.match(method, path: path) else { return nil }
            return allowed.map(\.name)
        }
        #expect(allowed(.put, "/v1/drafts") == ["GET", "HEAD", "OPTIONS", "POST"])
        #expect(allowed(.options, "/v1/drafts/7") == ["DELETE", "GET", "HEAD", "OPTIONS"])
        #expect(allowed(.trace, "/") == ["GET", "HEAD", "OPTIONS"])
        #expect(allowed(.get, "/own") == ["OPTIONS"])
        #expect(found(.options, "/own") == "own options")
        #expect(found(.head, "/v1/drafts/7") == "read id=7")
    }

    @Test("parameters are read as the type that is asked for")
    func typedParameters() {
        guard case .found(_, let parameters) = Self.router.match(.get, path: "/v1/drafts/x/revisions/12") else {
            Issue.record("not found")
            return
        }
        #expect(parameters.value("number", as: Int.self) == 12)
        #expect(parameters.value("draft", as: Int.self) == nil)
        #expect(parameters.value("draft", as: String.self) == "x")
        #expect(parameters.value("missing", as: Int.self) == nil)
    }

    @Test("routes are listed as they were added")
    func routes() {
        #expect(Self.router.routes.map { "\($0.method) \($0.pattern)" }.prefix(2) == ["GET /", "GET /v1/drafts"])
    }
}
