import DraftModel
import JSON
import Testing

@testable import DraftAPI

@Suite("Lists come in parts that make the whole")
struct ListTests {
    /// The lists, each with how many things it has in the test.
    private static let lists = [
        "/v1/devices", "/v1/media", "/v1/drafts", "/v1/drafts?state=posted", "/v1/drafts?state=deleted", "/v1/posts",
        "/v1/posts?author=maya", "/v1/jobs", "/v1/jobs?state=succeeded", "/v1/camera-roll",
        "/v1/drafts/DRAFT/revisions",
    ]

    @Test("walking by cursor, or by Link, meets everything exactly once, in the same order", arguments: lists)
    func walks(_ list: String) async throws {
        try await withService { service in
            let target = try await filled(list, service)
            let all = try await service.get(target, as: service.maya)
            let items = try all.items()
            #expect(items.count == 7 && all["link"] == nil)
            #expect(try all.json["next_cursor"] == .null)
            for limit in [1, 2, 3, 6, 7, 100] {
                var byCursor: [JSONValue] = []
                var byLink: [JSONValue] = []
                var next: String? = with(target, "limit=\(limit)")
                while let page = next {
                    let answer = try await service.get(page, as: service.maya)
                    #expect(try answer.items().count <= limit)
                    byLink += try answer.items()
                    next = answer["link"]?.split(separator: ">").first.map { String($0.dropFirst()) }
                    #expect((next == nil) == (try answer.json["next_cursor"] == .null))
                    if let link = answer["link"] { #expect(link.hasSuffix(">; rel=\"next\"")) }
                    try #require(byLink.count <= items.count)
                }
                var cursor: String? = ""
                while let current = cursor {
                    let page = with(target, "limit=\(limit)") + (current.isEmpty ? "" : "&cursor=\(current)")
                    let answer = try await service.get(page, as: service.maya)
                    byCursor += try answer.items()
                    cursor = try answer.json["next_cursor"]?.string
                    try #require(byCursor.count <= items.count)
                }
                #expect(byLink.map(Self.withoutLink) == items.map(Self.withoutLink), "limit \(limit)")
                #expect(byCursor.map(Self.withoutLink) == items.map(Self.withoutLink), "limit \(limit)")
            }
        }
    }

    @Test(
        "a limit or cursor that is none is refused by name",
        arguments: [
            ("limit=0", "?limit"), ("limit=101", "?limit"), ("limit=-1", "?limit"), ("limit=", "?limit"),
            ("limit=ten", "?limit"), ("limit=%2B5", "?limit"), ("limit=05", "?limit"), ("cursor=", "?cursor"),
            ("cursor=x", "?cursor"), ("cursor=1.2.3", "?cursor"), ("cursor=9223372036854775808.a", "?cursor"),
        ])
    func refuses(_ query: String, _ path: String) async throws {
        try await withService { service in
            for list in ["/v1/devices", "/v1/media", "/v1/drafts", "/v1/posts", "/v1/jobs", "/v1/camera-roll"] {
                let answer = try await service.get("\(list)?\(query)", as: service.maya)
                #expect(answer.status == 422 && answer.code == "invalid_fields", "\(list): \(answer.text)")
                #expect(answer.fieldErrors == ["\(path) out_of_range"], "\(list)")
            }
        }
    }

    @Test("a query that is no UTF-8 is refused")
    func undecodable() async throws {
        try await withService { service in
            let answer = try await service.get("/v1/media?cursor=%FF", as: service.maya)
            #expect(answer.status == 422 && answer.code == "invalid_fields")
        }
    }

    @Test("a draft that is changed during the walk is not met twice, and nothing else is missed")
    func changes() async throws {
        try await withService { service in
            _ = try await filled("/v1/drafts", service)
            let all = try await service.get("/v1/drafts", as: service.maya).items().compactMap { $0["id"]?.string }
            let first = try await service.get("/v1/drafts?limit=3", as: service.maya)
            service.clock.advance(.seconds(1))
            _ = try await service.patch("/v1/drafts/\(all[0])", as: service.maya, json: #"{"title": "newest"}"#)
            _ = try await service.draft(as: service.maya)
            let cursor = try first.string("next_cursor")
            let rest = try await service.get("/v1/drafts?cursor=\(cursor)", as: service.maya).items()
            #expect(try first.items().compactMap { $0["id"]?.string } + rest.compactMap { $0["id"]?.string } == all)
        }
    }

    @Test("the newest come first, devices in the order in which they were added")
    func order() async throws {
        try await withService { service in
            for (list, key, isAscending) in [
                ("/v1/drafts", "updated_at", false), ("/v1/media", "created_at", false),
                ("/v1/jobs", "created_at", false),
                ("/v1/devices", "created_at", true),
            ] {
                let target = try await filled(list, service)
                let times = try await service.get(target, as: service.maya).items().compactMap { $0[key]?.string }
                #expect(times.count >= 7)
                #expect(times == (isAscending ? times.sorted() : times.sorted(by: >)), "\(list)")
                #expect(Set(times).count > 1, "\(list)")
            }
        }
    }

    private func with(_ target: String, _ query: String) -> String {
        target + (target.contains("?") ? "&" : "?") + query
    }

    /// Signed links may differ between two representations of one thing.
    private static func withoutLink(_ item: JSONValue) -> JSONValue {
        guard case .object(var object) = item else { return item }
        _ = object.removeValue(forKey: "content_url")
        _ = object.removeValue(forKey: "content_url_expires_at")
        return .object(object)
    }

    /// Makes seven things for a list, several of them in the same millisecond; returns the list's target.
    private func filled(_ list: String, _ service: TestService) async throws -> String {
        let maya = service.maya
        if list.contains("DRAFT") {
            let draft = try await service.draft(as: maya)
            for number in 2...7 {
                _ = try await service.patch("/v1/drafts/\(draft)", as: maya, json: #"{"title": "\#(number)"}"#)
            }
            return list.replacing("DRAFT", with: draft)
        }
        let made = list == "/v1/devices" ? 6 : 7
        for number in 0..<made {
            if number % 3 == 2 { service.clock.advance(Milliseconds(1)) }
            switch list {
            case "/v1/devices":
                _ = try await service.post("/v1/devices", as: maya, json: #"{"name": "\#(number)", "platform": "ios"}"#)
            case "/v1/media": _ = try await service.upload(video("\(number)"), as: maya)
            case "/v1/drafts": _ = try await service.draft(as: maya)
            case "/v1/drafts?state=deleted":
                _ = try await service.delete("/v1/drafts/\(service.draft(as: maya))", as: maya)
            case _ where list.hasPrefix("/v1/jobs") || list == "/v1/camera-roll":
                _ = try await service.saved(video("\(number)"), as: maya)
            default: _ = try await service.posting(video("\(number)"), as: maya)
            }
        }
        return list
    }
}
