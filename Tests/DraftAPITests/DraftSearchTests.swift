import DraftModel
import JSON
import Testing

@testable import DraftAPI

@Suite("Searching drafts")
struct DraftSearchTests {
    private func titles(_ service: TestService, _ query: String) async throws -> [String] {
        let answer = try await service.get("/v1/drafts?\(query)", as: service.maya)
        try #require(answer.status == 200, "\(answer.text)")
        return try answer.items().map { $0["title"]?.string ?? "" }
    }

    private func fill(_ service: TestService) async throws {
        let drafts = [
            #"{"title": "Sunset at the BEACH", "caption": "golden hour"}"#,
            #"{"title": "Ärger im Zoo", "caption": "100% wahr_heit", "who_can_watch": "friends"}"#,
            #"{"title": "beach volley", "caption": "who wins?", "who_can_watch": "friends"}"#,
            #"{"title": "", "caption": "日の入り at the beach"}"#,
        ]
        for draft in drafts {
            service.clock.advance(.seconds(60))
            _ = try await service.draft(draft, as: service.maya)
        }
        _ = try await service.draft(#"{"title": "a beach of leo's"}"#, as: service.leo)
    }

    @Test("words are found in title and caption, in any letter case, and mean nothing else")
    func words() async throws {
        try await withService(ServiceOptions(runsJobs: false)) { service in
            try await fill(service)
            #expect(try await titles(service, "q=beach") == ["", "beach volley", "Sunset at the BEACH"])
            #expect(try await titles(service, "q=BEACH%20golden") == ["Sunset at the BEACH"])
            #expect(try await titles(service, "q=%C3%A4RGER") == ["Ärger im Zoo"])
            #expect(try await titles(service, "q=%E6%97%A5%E3%81%AE") == [""])
            #expect(try await titles(service, "q=100%25") == ["Ärger im Zoo"])
            #expect(try await titles(service, "q=r_h") == ["Ärger im Zoo"])
            #expect(try await titles(service, "q=%25") == ["Ärger im Zoo"])
            #expect(try await titles(service, "q=_at").isEmpty)
            #expect(try await titles(service, "q=%27%20OR%201%3D1").isEmpty)
            #expect(try await titles(service, "q=mountain").isEmpty)
            #expect(try await titles(service, "q=").count == 4)
        }
    }

    @Test("what a draft says now is found, and what it said before is not")
    func changes() async throws {
        try await withService(ServiceOptions(runsJobs: false)) { service in
            let draft = try await service.draft(#"{"title": "before"}"#, as: service.maya)
            _ = try await service.patch("/v1/drafts/\(draft)", as: service.maya, json: #"{"title": "after"}"#)
            #expect(try await titles(service, "q=before").isEmpty)
            #expect(try await titles(service, "q=after") == ["after"])
            _ = try await service.delete("/v1/drafts/\(draft)", as: service.maya)
            #expect(try await titles(service, "q=after").isEmpty)
            #expect(try await titles(service, "q=after&state=deleted") == ["after"])
        }
    }

    @Test("lists are sorted and filtered as asked")
    func order() async throws {
        try await withService(ServiceOptions(runsJobs: false)) { service in
            try await fill(service)
            #expect(
                try await titles(service, "sort=title") == ["", "beach volley", "Sunset at the BEACH", "Ärger im Zoo"])
            let first = try await service.get("/v1/drafts?q=sunset", as: service.maya)
            let id = try #require(try first.items().first?["id"]?.string)
            service.clock.advance(.seconds(60))
            let touched = try await service.patch("/v1/drafts/\(id)", as: service.maya, json: #"{"caption": "later"}"#)
            #expect(try await titles(service, "sort=updated").first == "Sunset at the BEACH")
            #expect(try await titles(service, "sort=created").last == "Sunset at the BEACH")
            #expect(try await titles(service, "who_can_watch=friends") == ["beach volley", "Ärger im Zoo"])
            let time = try touched.string("updated_at")
            #expect(try await titles(service, "updated_before=\(time)").count == 3)
            #expect(try await titles(service, "updated_after=\(time)").isEmpty)
            #expect(try await titles(service, "updated_after=2026-11-22T12:00:00Z").count == 4)
        }
    }

    @Test("pages of every order neither repeat nor skip", arguments: ["updated", "created", "title"], [1, 2, 3])
    func pages(order: String, limit: Int) async throws {
        try await withService(ServiceOptions(runsJobs: false)) { service in
            // Same titles and same times among them.
            for index in 0..<7 {
                if index.isMultiple(of: 3) { service.clock.advance(.seconds(1)) }
                _ = try await service.draft(#"{"title": "Title \#(index % 2), x"}"#, as: service.maya)
            }
            let all = try await service.get("/v1/drafts?q=x&sort=\(order)", as: service.maya).items()
            #expect(all.count == 7)
            var found: [JSONValue] = []
            var next: String? = "/v1/drafts?q=x&sort=\(order)&limit=\(limit)"
            while let target = next {
                let page = try await service.get(target, as: service.maya)
                found += try page.items()
                next = page["link"].map { String($0.dropFirst().prefix { $0 != ">" }) }
            }
            #expect(found == all)
        }
    }

    @Test(
        "what cannot be asked is refused by name",
        arguments: [
            ("sort=size", "?sort out_of_range"), ("who_can_watch=all", "?who_can_watch out_of_range"),
            ("updated_after=yesterday", "?updated_after out_of_range"),
            ("sort=title&cursor=1.a", "?cursor out_of_range"),
            ("sort=created&cursor=tYQ.a", "?cursor out_of_range"),
            ("q=\(String(repeating: "a", count: 201))", "?q out_of_range"),
        ])
    func refused(query: String, error: String) async throws {
        try await withService(ServiceOptions(runsJobs: false)) { service in
            let answer = try await service.get("/v1/drafts?\(query)", as: service.maya)
            #expect(answer.status == 422 && answer.fieldErrors == [error], "\(answer.text)")
        }
    }
}
