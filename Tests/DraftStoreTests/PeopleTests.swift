import Crypto
import DraftModel
import Testing

@testable import DraftStore

@Suite("Users, sessions, devices, events and idempotency keys in the store")
struct PeopleTests {
    @Test("a handle belongs to one user, and the refused one leaves nothing")
    func handles() async throws {
        let test = try await TestStore()
        let before = try test.reader.lastEventSequence()
        #expect(try await code { try await test.store.makeUser("maya") } == .handleTaken)
        #expect(try test.reader.user(handle: Handle("maya")) == test.maya)
        #expect(try test.reader.user(test.maya.id) == test.maya)
        #expect(try test.reader.lastEventSequence() == before)
        #expect(try test.reader.password(of: Handle("maya"))?.hash == "hash")
        #expect(try test.reader.password(of: Handle("nobody")) == nil)
    }

    @Test("a token's hash finds its session until that is revoked")
    func sessions() async throws {
        let test = try await TestStore()
        let hash = try SHA256.hash("drt_token")
        let other = try SHA256.hash("drt_other")
        let session = try await test.store.write { try $0.createSession(user: test.maya.id, tokenHash: hash) }
        try await test.store.write { _ = try $0.createSession(user: test.maya.id, tokenHash: other) }
        #expect(try test.reader.session(tokenHash: hash) == session)
        #expect(try test.reader.session(tokenHash: SHA256.hash("drt_none")) == nil)
        #expect(try await test.store.write { try $0.deleteSession(session.id) })
        #expect(try test.reader.session(tokenHash: hash) == nil)
        #expect(try test.reader.session(tokenHash: other) != nil)
        #expect(try await !test.store.write { try $0.deleteSession(session.id) })
    }

    @Test("devices have folders of their own, keep them when renamed, and are their owner's")
    func devices() async throws {
        let test = try await TestStore()
        let (sam, _) = try await test.store.makeUser("sam")
        let input = DeviceInput(name: try DeviceName("Phone"), platform: .android, storageLimit: 1_000)
        // Devices are told apart by their age.
        test.clock.advance(Milliseconds(1))
        let second = try await test.store.write { try $0.createDevice(input, owner: test.maya.id) }
        #expect(test.phone.folder.text == "phone" && second.folder.text == "phone-2")
        #expect(try test.reader.devices(of: test.maya.id).map(\.id) == [test.phone.id, second.id])
        let name = try DeviceName("Tablet")
        let renamed = try await test.store.write {
            try $0.updateDevice(second.id, owner: test.maya.id) {
                var device = $0
                device.name = name
                device.storageLimit = nil
                device.storageUsed = 77
                return device
            }
        }
        #expect(renamed.folder.text == "phone-2" && renamed.storageLimit == nil && renamed.storageUsed == 0)
        #expect(try test.reader.device(second.id, owner: test.maya.id) == renamed)
        #expect(try test.reader.device(second.id, owner: sam.id) == nil)
        let stranger = try await code {
            try await test.store.write { try $0.updateDevice(second.id, owner: sam.id) { $0 } }
        }
        #expect(stranger == .notFound)
    }

    @Test("each user hears of the own changes alone, in order, and of nothing twice")
    func events() async throws {
        let test = try await TestStore()
        let (sam, _) = try await test.store.makeUser("sam")
        let start = try test.reader.lastEventSequence()
        let draft = try await test.store.makeDraft(test.maya.id)
        _ = try await test.store.makeDraft(sam.id)
        try await test.store.write { try $0.deleteDraft(draft.id, owner: test.maya.id) }
        let events = try test.reader.events(for: test.maya.id, after: start)
        #expect(events.map(\.type) == ["draft.created", "draft.deleted"])
        #expect(events.allSatisfy { $0.resource == "/v1/drafts/\(draft.id)" && $0.userID == test.maya.id })
        #expect(try events.first?.data == test.reader.revision(1, of: draft.id, owner: test.maya.id))
        let last = try #require(events.last)
        #expect(try test.reader.events(for: test.maya.id, after: last.sequence).isEmpty)
        #expect(try test.reader.events(for: test.maya.id, after: start, limit: 1).count == 1)
        test.clock.advance(.seconds(8 * 86_400))
        #expect(try await test.store.write { try $0.purgeExpired() }.events > 0)
        _ = try await test.store.makeDraft(test.maya.id)
        #expect(try test.reader.events(for: test.maya.id, after: 0).allSatisfy { $0.sequence > last.sequence })
    }

    @Test("an idempotency key gives the same answer for 24 hours, to the same request alone")
    func idempotency() async throws {
        let test = try await TestStore()
        let key = try IdempotencyKey.test()
        let answer = StoredAnswer(
            status: 201, contentType: "application/json", location: "/v1/drafts/x", etag: "\"1\"", body: [1, 2])
        #expect(try await test.store.write { try $0.answer(to: key) } == nil)
        try await test.store.write { try $0.keep(answer, for: key) }
        #expect(try await test.store.write { try $0.answer(to: key) } == answer)
        #expect(try test.reader.answer(to: key, at: test.clock.now) == answer)
        #expect(try test.reader.answer(to: .test(scope: "sam"), at: test.clock.now) == nil)
        let other = try IdempotencyKey.test(request: "another request")
        #expect(try await code { try await test.store.write { try $0.answer(to: other) } } == .idempotencyKeyReused)
        test.clock.advance(.seconds(86_399))
        #expect(try await test.store.write { try $0.purgeExpired() }.answers == 0)
        test.clock.advance(.seconds(1))
        #expect(try test.reader.answer(to: key, at: test.clock.now) == nil)
        #expect(try await test.store.write { try $0.purgeExpired() }.answers == 1)
    }

    @Test("of one request sent many times at once, one is carried out and all get its answer")
    func idempotentRace() async throws {
        let test = try await TestStore()
        let key = try IdempotencyKey.test()
        let answers = try await withThrowingTaskGroup(of: StoredAnswer.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    try await test.store.write { transaction in
                        if let answer = try transaction.answer(to: key) { return answer }
                        let served = try transaction.createDraft(
                            Draft(
                                id: try transaction.makeID(), ownerID: test.maya.id, createdAt: transaction.now,
                                updatedAt: transaction.now))
                        let answer = StoredAnswer(status: 201, body: served.json)
                        try transaction.keep(answer, for: key)
                        return answer
                    }
                }
            }
            return try await group.reduce(into: Set<StoredAnswer>()) { $0.insert($1) }
        }
        #expect(answers.count == 1)
        #expect(try test.reader.drafts(of: test.maya.id, page: PageRequest()).items.count == 1)
    }

    @Test("media are listed newest first, and read by their owner alone")
    func media() async throws {
        let test = try await TestStore()
        let (sam, _) = try await test.store.makeUser("sam")
        var made: [Media] = []
        for content in ["a", "b", "c"] {
            test.clock.advance(.seconds(1))
            made.append(try await test.store.makeMedia(test.maya.id, content))
        }
        let first = try test.reader.media(of: test.maya.id, page: PageRequest(limit: 2))
        #expect(first.items == [made[2], made[1]])
        let second = try test.reader.media(of: test.maya.id, page: PageRequest(limit: 2, cursor: first.next))
        #expect(second.items == [made[0]] && second.next == nil)
        #expect(try test.reader.media(made[0].id, owner: sam.id) == nil)
        let id = made[0].id
        #expect(try await code { try await test.store.write { try $0.deleteMedia(id, owner: sam.id) } } == .notFound)
    }
}
