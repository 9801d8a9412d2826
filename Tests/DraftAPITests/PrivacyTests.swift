import DraftModel
import JSON
import Testing

@testable import DraftAPI

@Suite("What is not yours does not exist")
struct PrivacyTests {
    /// Who asks.
    private enum Asker: String, CaseIterable {
        case owner, other, nobody, badToken
    }

    /// A route, and the status for each asker. Where the owner's is not a success, there is nothing to be had.
    private struct Row: Sendable, CustomTestStringConvertible {
        let method: String
        let path: String
        var body: String?
        let owner: Int
        let other: Int
        let nobody: Int
        let badToken: Int

        /// For the owner alone: to others it is not there.
        static func owners(_ method: String, _ path: String, _ body: String? = nil, owner: Int = 200) -> Row {
            Row(method: method, path: path, body: body, owner: owner, other: 404, nobody: 401, badToken: 401)
        }

        /// Everybody signed in has their own.
        static func own(_ method: String, _ path: String, _ body: String? = nil, owner: Int = 200) -> Row {
            Row(method: method, path: path, body: body, owner: owner, other: owner, nobody: 401, badToken: 401)
        }

        /// The same for all.
        static func open(_ method: String, _ path: String, _ body: String? = nil, _ status: Int = 200) -> Row {
            Row(method: method, path: path, body: body, owner: status, other: status, nobody: status, badToken: status)
        }

        func status(for asker: Asker) -> Int {
            switch asker {
            case .owner: owner
            case .other: other
            case .nobody: nobody
            case .badToken: badToken
            }
        }

        var testDescription: String { "\(method) \(path)" }
    }

    // `DRAFT` and the like are Maya's. Those that change something come last of their kind.
    private static let rows: [Row] = [
        .open("GET", "/healthz"), .open("GET", "/readyz"), .open("GET", "/metrics"), .open("GET", "/openapi.yaml"),
        .open("GET", "/v1/server"), .open("GET", "/v1/demo", nil, 404),
        .open("POST", "/v1/users", #"{"handle": "maya", "password": "correct horse"}"#, 409),
        .open("POST", "/v1/sessions", #"{"handle": "maya", "password": "wrong horse"}"#, 401),
        .own("GET", "/v1/me"), .own("GET", "/v1/devices"), .own("GET", "/v1/media"), .own("GET", "/v1/drafts"),
        .own("GET", "/v1/jobs"), .own("GET", "/v1/camera-roll"),
        .own("POST", "/v1/devices", #"{"name": "Pad", "platform": "ios"}"#, owner: 201),
        .own("POST", "/v1/drafts", "{}", owner: 201), .own("POST", "/v1/media", "no media", owner: 415),
        .owners("GET", "/v1/devices/DEVICE"), .owners("PATCH", "/v1/devices/DEVICE", #"{"name": "Pad"}"#),
        Row(
            method: "GET", path: "/v1/camera-roll?device_id=DEVICE", owner: 200, other: 422, nobody: 401, badToken: 401),
        .owners("GET", "/v1/media/MEDIA"),
        // Content may be asked for by link, so that without either there is nobody to say 401 to.
        Row(method: "GET", path: "/v1/media/MEDIA/content", owner: 200, other: 404, nobody: 404, badToken: 401),
        .owners("GET", "/v1/drafts/DRAFT"), .owners("HEAD", "/v1/drafts/DRAFT"),
        .owners("PATCH", "/v1/drafts/DRAFT", #"{"title": "b"}"#),
        .owners("PUT", "/v1/drafts/DRAFT/privacy", #"{"who_can_watch": "everyone"}"#),
        .owners("PUT", "/v1/drafts/DRAFT/save-to-device", #"{"enabled": true}"#),
        .owners("GET", "/v1/drafts/DRAFT/posting-page"), .owners("GET", "/v1/drafts/DRAFT/revisions"),
        .owners("GET", "/v1/drafts/DRAFT/revisions/1"), .owners("POST", "/v1/drafts/DRAFT/revisions/1/restore"),
        .owners("POST", "/v1/drafts/DRAFT/save", nil, owner: 409),
        // Without ffmpeg there is no preview, and without a preview no cover; to others there is nothing at all.
        Row(method: "GET", path: "/v1/drafts/DRAFT/preview", owner: 409, other: 404, nobody: 404, badToken: 401),
        Row(method: "GET", path: "/v1/drafts/DRAFT/cover", owner: 409, other: 404, nobody: 404, badToken: 401),
        .own("GET", "/v1/music"),
        .owners("DELETE", "/v1/drafts/DRAFT", nil, owner: 204), .owners("POST", "/v1/drafts/DRAFT/restore"),
        .owners("POST", "/v1/drafts/DRAFT/post", nil, owner: 409),
        .owners("GET", "/v1/jobs/JOB"), .owners("POST", "/v1/jobs/JOB/retry", nil, owner: 409),
        .owners("POST", "/v1/jobs/JOB/cancel", nil, owner: 409),
        .owners("GET", "/v1/camera-roll/ITEM"),
        Row(method: "GET", path: "/v1/camera-roll/ITEM/content", owner: 200, other: 404, nobody: 404, badToken: 401),
        .own("GET", "/v1/posts"),
        Row(method: "GET", path: "/v1/posts?author=nobody_at_all", owner: 422, other: 422, nobody: 422, badToken: 401),
        Row(method: "GET", path: "/v1/posts/PRIVATE", owner: 200, other: 404, nobody: 404, badToken: 401),
        Row(method: "GET", path: "/v1/posts/PRIVATE/content", owner: 200, other: 404, nobody: 404, badToken: 401),
        Row(method: "HEAD", path: "/v1/posts/PRIVATE/content", owner: 200, other: 404, nobody: 404, badToken: 401),
        Row(method: "GET", path: "/v1/posts/FRIENDS", owner: 200, other: 404, nobody: 404, badToken: 401),
        Row(method: "GET", path: "/v1/posts/FOLLOWERS", owner: 200, other: 404, nobody: 404, badToken: 401),
        Row(method: "GET", path: "/v1/posts/PUBLIC", owner: 200, other: 200, nobody: 200, badToken: 401),
        Row(method: "GET", path: "/v1/posts/PUBLIC/content", owner: 200, other: 200, nobody: 200, badToken: 401),
        Row(method: "GET", path: "/v1/posts?author=maya", owner: 200, other: 200, nobody: 200, badToken: 401),
        .owners("PUT", "/v1/posts/PUBLIC/privacy", #"{"who_can_watch": "only_me"}"#),
        .owners("PUT", "/v1/posts/PRIVATE/privacy", #"{"who_can_watch": "only_me"}"#),
        .owners("DELETE", "/v1/posts/PUBLIC", nil, owner: 204),
        .owners("DELETE", "/v1/camera-roll/ITEM", nil, owner: 204),
        .owners("DELETE", "/v1/media/SPARE", nil, owner: 204),
        .open("OPTIONS", "/v1/uploads", nil, 204), .open("OPTIONS", "/v1/uploads/UPLOAD", nil, 204),
        .own("POST", "/v1/uploads", nil, owner: 400), .owners("HEAD", "/v1/uploads/UPLOAD"),
        .owners("PATCH", "/v1/uploads/UPLOAD", nil, owner: 415), .owners("POST", "/v1/uploads/UPLOAD", nil, owner: 400),
        .owners("DELETE", "/v1/uploads/UPLOAD", nil, owner: 204),
        .own("DELETE", "/v1/sessions/current", nil, owner: 204),
    ]

    @Test("every route for its owner, another user, nobody, and a bad token", arguments: Asker.allCases)
    private func matrix(_ asker: Asker) async throws {
        try await withService { service in
            let names = try await things(service)
            let stranger = Person(user: service.leo.user, token: "drt_none", device: service.leo.device)
            let person: Person? =
                switch asker {
                case .owner: service.maya
                case .other: service.leo
                case .nobody: nil
                case .badToken: stranger
                }
            let before = try await service.state(of: service.maya)
            for row in Self.rows {
                let target = named(row.path, names)
                let fields: TestService.Fields =
                    row.path == "/v1/media"
                    ? ["Content-Type": "video/mp4"] : row.path.hasPrefix("/v1/uploads") ? TestService.tus : [:]
                let answer = try await service.send(row.method, target, as: person, fields, json: row.body)
                // These two look at no token at all.
                let expected = row.status(for: asker)
                #expect(answer.status == expected, "\(row.testDescription): \(answer.text)")
                if answer.status == 401 {
                    #expect(answer["www-authenticate"]?.hasPrefix("Bearer ") == true, "\(row.testDescription)")
                }
                guard asker != .owner else { continue }
                // Nothing of Maya's that is not for Everyone shows in what the others get.
                for name in ["DRAFT", "MEDIA", "SPARE", "DEVICE", "JOB", "ITEM", "PRIVATE", "FRIENDS", "FOLLOWERS"] {
                    let id = names[name] ?? ""
                    #expect(!answer.text.contains(id), "\(row.testDescription) tells \(name): \(answer.text)")
                }
            }
            if asker != .owner { #expect(try await service.state(of: service.maya) == before) }
        }
    }

    @Test("the table has every route")
    func complete() async throws {
        let contract = try Contract.shared.get()
        let listed = Set(Self.rows.compactMap { contract.operation($0.method, $0.path) })
        let missing = contract.operations.keys.filter { !listed.contains($0) && $0.path != "/v1/events" }
        #expect(missing.isEmpty, "\(missing.map(\.testDescription))")
    }

    @Test("events are for those who are signed in, by token or by their own link")
    func events() async throws {
        try await withService { service in
            #expect(try await service.get("/v1/events").code == "missing_token")
            let stranger = Person(user: service.leo.user, token: "drt_none", device: service.leo.device)
            #expect(try await service.get("/v1/events", as: stranger).code == "invalid_token")
            let link = try await service.get("/v1/me", as: service.maya).string("events_url")
            let reader = try await service.events(link, as: nil)
            _ = try await service.draft(as: service.leo)
            let draft = try await service.draft(as: service.maya)
            let event = try await reader.next()
            #expect(event.resource == "/v1/drafts/\(draft)")
            #expect(try await service.get(link.replacing("/v1/events", with: "/v1/jobs")).code == "missing_token")
        }
    }

    @Test("in somebody's list of posts others find those for Everyone alone")
    func lists() async throws {
        try await withService { service in
            let names = try await things(service)
            func ids(_ person: Person?) async throws -> [String?] {
                try await service.get("/v1/posts?author=maya", as: person).items().map { $0["id"]?.string }
            }
            #expect(try await ids(nil) == [names["PUBLIC"]])
            #expect(try await ids(service.leo) == [names["PUBLIC"]])
            #expect(
                try await Set(ids(service.maya))
                    == Set(["PUBLIC", "PRIVATE", "FRIENDS", "FOLLOWERS"].map { names[$0] }))
            #expect(try await service.get("/v1/posts", as: service.leo).items().isEmpty)
        }
    }

    @Test("a post that becomes Only me is gone for everybody else at once, links included")
    func becomingPrivate() async throws {
        try await withService { service in
            let post = try await service.posting(who: "everyone", as: service.maya).post
            let link = try await service.get("/v1/posts/\(post)").string("content_url")
            let leosLink = try await service.get("/v1/posts/\(post)", as: service.leo).string("content_url")
            let mayasLink = try await service.get("/v1/posts/\(post)", as: service.maya).string("content_url")
            for link in [link, leosLink, mayasLink] { #expect(try await service.get(link).body == video()) }
            _ = try await service.put(
                "/v1/posts/\(post)/privacy", as: service.maya, json: #"{"who_can_watch": "only_me"}"#)
            for link in [link, leosLink] { #expect(try await service.get(link).status == 404) }
            #expect(try await service.get(mayasLink).body == video())
            _ = try await service.delete("/v1/posts/\(post)", as: service.maya)
            #expect(try await service.get(mayasLink).status == 404)
        }
    }

    /// What is done to a link, and what then comes.
    private struct Tampering: Sendable, CustomTestStringConvertible {
        let what: String
        var status = 403
        var code = "link_invalid"
        let change: @Sendable (_ link: String, _ names: [String: String]) -> String
        var testDescription: String { what }
    }

    private static let tamperings: [Tampering] = [
        Tampering(what: "another resource of the same owner") { link, names in
            link.replacing(names["MEDIA"] ?? "", with: names["SPARE"] ?? "")
        },
        Tampering(what: "another kind of resource") { link, names in
            link.replacing(#/^[^?]*/#, with: "/v1/posts/\(names["PRIVATE"] ?? "")/content")
        },
        Tampering(what: "another viewer") { link, names in
            link.replacing(#/viewer=[^&]*/#, with: "viewer=\(names["LEO"] ?? "")")
        },
        Tampering(what: "nobody as viewer") { link, _ in link.replacing(#/viewer=[^&]*/#, with: "viewer=anyone") },
        Tampering(what: "a later end") { link, _ in link.replacing("expires=", with: "expires=1") },
        Tampering(what: "a signature with one letter changed") { link, _ in
            let last = link.last == "A" ? "E" : "A"
            return String(link.dropLast()) + last
        },
        Tampering(what: "a signature cut short") { link, _ in String(link.dropLast()) },
        Tampering(what: "an empty signature") { link, _ in link.replacing(#/signature=.*/#, with: "signature=") },
        Tampering(what: "two viewers") { link, _ in link + "&viewer=anyone" },
        Tampering(what: "no end") { link, _ in link.replacing(#/expires=[0-9]*&/#, with: "") },
        Tampering(what: "no signature", status: 404, code: "not_found") { link, _ in
            link.replacing(#/&signature=.*/#, with: "")
        },
    ]

    @Test("a signed link opens its one resource as it is, and nothing else", arguments: tamperings)
    private func links(_ tampering: Tampering) async throws {
        try await withService { service in
            let names = try await things(service)
            let media = try await service.get("/v1/media/\(names["MEDIA"] ?? "")", as: service.maya)
            let link = try media.string("content_url")
            #expect(try await service.get(link).body == video("the draft's"))
            #expect(try await service.send("HEAD", link).status == 200)
            let answer = try await service.get(tampering.change(link, names))
            #expect(answer.status == tampering.status && answer.code == tampering.code, "\(answer.text)")
            // The link carries its own permission: a token of somebody else's beside it gives none and takes none away.
            #expect(try await service.get(tampering.change(link, names), as: service.leo).status >= 400)
            #expect(try await service.get(link, as: service.leo).status == 200)
        }
    }

    @Test("a link works for an hour, to the second that its representation tells")
    func expiry() async throws {
        try await withService { service in
            let id = try await service.upload(as: service.maya)
            service.clock.advance(.seconds(7))
            let media = try await service.get("/v1/media/\(id)", as: service.maya)
            let link = try media.string("content_url")
            let end = try #require(Timestamp(try media.string("content_url_expires_at")))
            #expect(end.millisecondsSince1970 > service.clock.now.millisecondsSince1970 + 3_000_000)
            service.clock.advance(
                Milliseconds(end.millisecondsSince1970 - service.clock.now.millisecondsSince1970 - 1_000))
            #expect(try await service.get(link).status == 200)
            service.clock.advance(.seconds(1))
            let late = try await service.get(link)
            #expect(late.status == 403 && late.code == "link_expired")
            let fresh = try await service.get("/v1/media/\(id)", as: service.maya).string("content_url")
            #expect(try await service.get(fresh).status == 200)
        }
    }

    @Test("a revoked token is worth nothing, and other tokens of the user go on")
    func revocation() async throws {
        try await withService { service in
            let credentials = #"{"handle": "rita", "password": "correct horse"}"#
            func rita(_ token: String) -> Person {
                Person(user: service.maya.user, token: token, device: service.maya.device)
            }
            let first = rita(try await service.post("/v1/users", json: credentials).string("token"))
            let second = rita(try await service.post("/v1/sessions", json: credentials).string("token"))
            #expect(try await service.delete("/v1/sessions/current", as: first).status == 204)
            let answer = try await service.get("/v1/me", as: first)
            #expect(answer.status == 401 && answer.code == "invalid_token")
            #expect(answer["www-authenticate"]?.contains("error=\"invalid_token\"") == true)
            #expect(try await service.get("/v1/me", as: second).status == 200)
        }
    }

    @Test("an unknown handle and a wrong password get the same answer")
    func credentials() async throws {
        try await withService { service in
            _ = try await service.post("/v1/users", json: #"{"handle": "rita", "password": "correct horse"}"#)
            func answer(_ handle: String) async throws -> String {
                let answer = try await service.post(
                    "/v1/sessions", json: #"{"handle": "\#(handle)", "password": "wrong horse"}"#)
                #expect(answer.status == 401 && answer.code == "wrong_credentials")
                return answer.text.replacing(#/"request_id":"[0-9a-f]*"/#, with: "")
            }
            #expect(try await answer("rita") == answer("nobody"))
        }
    }

    @Test("the demo's tokens are there only on a server that was started for it")
    func demo() async throws {
        try await withService(ServiceOptions(isDemo: true)) { service in
            let answer = try await service.get("/v1/demo")
            #expect(answer.status == 200 && answer["cache-control"] == "no-store")
            #expect(answer.text.contains(service.maya.token))
        }
    }

    /// Things of Maya's by name, the ids that the table's paths stand for.
    private func things(_ service: TestService) async throws -> [String: String] {
        let maya = service.maya
        let media = try await service.upload(video("the draft's"), as: maya)
        let saved = try await service.saved(video("saved"), as: maya)
        return [
            "MEDIA": media, "SPARE": try await service.upload(video("spare"), as: maya),
            "DRAFT": try await service.draft(
                #"{"clips": [{"media_id": "\#(media)"}, {"media_id": "\#(media)"}]}"#, as: maya),
            "DEVICE": maya.deviceID, "LEO": service.leo.user.id.text, "PRIVATE": saved.post, "JOB": saved.job,
            "ITEM": saved.item,
            "UPLOAD": String(try await service.beginUpload(of: 1_000, as: maya).dropFirst("/v1/uploads/".count)),
            "PUBLIC": try await service.posting(video("public"), who: "everyone", as: maya).post,
            "FRIENDS": try await service.posting(video("friends"), who: "friends", as: maya).post,
            "FOLLOWERS": try await service.posting(video("followers"), who: "followers", as: maya).post,
        ]
    }

    private func named(_ text: String, _ names: [String: String]) -> String {
        names.reduce(text) { $0.replacing($1.key, with: $1.value) }
    }
}
