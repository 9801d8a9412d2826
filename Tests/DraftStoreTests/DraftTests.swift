import DraftModel
import JSON
import Testing

@testable import DraftStore

@Suite("Drafts in the store")
struct DraftTests {
    private func caption(_ text: String, at now: Timestamp) -> @Sendable (Draft) throws -> Draft {
        { try $0.applying(mergePatch: ["caption": .string(text)], at: now) }
    }

    @Test("a draft is served as the JSON it was stored as, to its owner alone")
    func served() async throws {
        let test = try await TestStore()
        let (sam, _) = try await test.store.makeUser("sam")
        let draft = try await test.store.makeDraft(test.maya.id)
        let reader = try test.reader
        #expect(try reader.servedDraft(draft.id, owner: test.maya.id)?.json == draft.serialized())
        #expect(try reader.draft(draft.id, owner: test.maya.id) == draft)
        #expect(try reader.servedDraft(draft.id, owner: sam.id) == nil)
        #expect(try reader.revisions(of: draft.id, owner: sam.id, page: PageRequest()) == nil)
        #expect(try reader.revision(1, of: draft.id, owner: sam.id) == nil)
        let operations: [Operation] = [
            {
                _ = try $0.updateDraft(draft.id, owner: sam.id) { $0.deleted(at: Timestamp(millisecondsSince1970: 0)) }
            },
            { _ = try $0.deleteDraft(draft.id, owner: sam.id) },
            { _ = try $0.restoreDraft(draft.id, owner: sam.id) },
            { _ = try $0.restoreRevision(1, of: draft.id, owner: sam.id) },
            { _ = try $0.postDraft(draft.id, owner: sam.id) },
        ]
        for operation in operations {
            #expect(try await code { try await test.store.write(operation) } == .notFound)
        }
        #expect(try reader.servedDraft(draft.id, owner: test.maya.id)?.json == draft.serialized())
    }

    @Test("every change is a revision that can be read and brought back")
    func history() async throws {
        let test = try await TestStore()
        let draft = try await test.store.makeDraft(test.maya.id)
        for text in ["one", "two", "two"] {
            test.clock.advance(.seconds(1))
            let change = caption(text, at: test.clock.now)
            try await test.store.write { try $0.updateDraft(draft.id, owner: test.maya.id, change: change) }
        }
        try await test.store.write { try $0.restoreRevision(1, of: draft.id, owner: test.maya.id) }
        let reader = try test.reader
        let history = try #require(try reader.revisions(of: draft.id, owner: test.maya.id, page: PageRequest()))
        // The second "two" changed nothing, so there is no revision of it.
        #expect(history.items.map(\.revision) == [4, 3, 2, 1])
        #expect(history.items.map(\.change) == [.revisionRestored, .edited, .edited, .created])
        let second = try #require(try reader.revision(2, of: draft.id, owner: test.maya.id))
        #expect(try Draft(json: second, owner: test.maya.id).caption.text == "one")
        let now = try #require(try reader.draft(draft.id, owner: test.maya.id))
        #expect(now.caption == .empty && now.revision == 4)
        #expect(try reader.revision(9, of: draft.id, owner: test.maya.id) == nil)
        let missing = try await code {
            try await test.store.write { try $0.restoreRevision(9, of: draft.id, owner: test.maya.id) }
        }
        #expect(missing == .notFound)
    }

    @Test("of two changes to the same revision the second is refused and changes nothing")
    func staleRevision() async throws {
        let test = try await TestStore()
        let draft = try await test.store.makeDraft(test.maya.id)
        let now = test.clock.now
        try await test.store.write {
            try $0.updateDraft(draft.id, owner: test.maya.id, ifRevision: { $0 == 1 }) {
                try $0.applying(mergePatch: ["title": "first"], at: now)
            }
        }
        let refused = try await code {
            try await test.store.write {
                try $0.updateDraft(draft.id, owner: test.maya.id, ifRevision: { $0 == 1 }) {
                    try $0.applying(mergePatch: ["title": "second"], at: now)
                }
            }
        }
        #expect(refused == .revisionMismatch(current: 2))
        let operations: [Operation] = [
            {
                _ = try $0.deleteDraft(draft.id, owner: test.maya.id, ifRevision: { $0 == 1 })
            },
            { _ = try $0.postDraft(draft.id, owner: test.maya.id, ifRevision: { $0 == 1 }) },
        ]
        for operation in operations {
            #expect(try await code { try await test.store.write(operation) } == .revisionMismatch(current: 2))
        }
        #expect(try test.reader.draft(draft.id, owner: test.maya.id)?.title.text == "first")
    }

    @Test("deleting and restoring move a draft between its lists; the 31st day is too late")
    func deletion() async throws {
        let test = try await TestStore()
        let draft = try await test.store.makeDraft(test.maya.id)
        func count(_ state: Draft.State) throws -> Int {
            try test.reader.drafts(of: test.maya.id, state: state, page: PageRequest()).items.count
        }
        try await test.store.write { try $0.deleteDraft(draft.id, owner: test.maya.id) }
        #expect(try count(.draft) == 0 && count(.deleted) == 1)
        let again = try await code { try await test.store.write { try $0.deleteDraft(draft.id, owner: test.maya.id) } }
        #expect(again?.refusal == .draftDeleted)
        try await test.store.write { try $0.restoreDraft(draft.id, owner: test.maya.id) }
        #expect(try count(.draft) == 1 && count(.deleted) == 0)
        let twice = try await code { try await test.store.write { try $0.restoreDraft(draft.id, owner: test.maya.id) } }
        #expect(twice?.refusal == .draftNotDeleted)
        try await test.store.write { try $0.deleteDraft(draft.id, owner: test.maya.id) }

        test.clock.advance(.seconds(29 * 86_400))
        #expect(try await test.store.write { try $0.purgeExpired() }.drafts == 0)
        test.clock.advance(.seconds(2 * 86_400))
        let late = try await code { try await test.store.write { try $0.restoreDraft(draft.id, owner: test.maya.id) } }
        #expect(late?.refusal == .draftExpired)
        #expect(try await test.store.write { try $0.purgeExpired() }.drafts == 1)
        #expect(try test.reader.servedDraft(draft.id, owner: test.maya.id) == nil)
    }

    @Test("clips must name media of the owner's, and the device must be the owner's")
    func references() async throws {
        let test = try await TestStore()
        let (sam, samsPhone) = try await test.store.makeUser("sam")
        let his = try await test.store.makeMedia(sam.id)
        let mine = try await test.store.makeMedia(test.maya.id)
        #expect(
            try await code { try await test.store.makeDraft(test.maya.id, [mine.id, his.id]) }
                == .mediaMissing([Composition.MediaUse(mediaID: his.id, path: "/clips/1/media_id", role: .clip)]))
        let draft = try await test.store.makeDraft(test.maya.id, [mine.id])
        let now = test.clock.now
        let missing = try await code {
            try await test.store.write {
                try $0.updateDraft(draft.id, owner: test.maya.id) { draft in
                    draft.settingSaveToDevice(SaveToDevice(isEnabled: true, deviceID: samsPhone.id), at: now)
                }
            }
        }
        #expect(missing == .deviceMissing)
        #expect(try test.reader.draft(draft.id, owner: test.maya.id) == draft)
    }

    @Test("media are in use as long as a draft has them, also a deleted one, and as long as it can go back to them")
    func mediaInUse() async throws {
        let test = try await TestStore()
        let media = try await test.store.makeMedia(test.maya.id)
        let draft = try await test.store.makeDraft(test.maya.id, [media.id, media.id])
        func delete() async throws -> StoreError.Code? {
            try await code { try await test.store.write { try $0.deleteMedia(media.id, owner: test.maya.id) } }
        }
        #expect(try await delete() == .mediaInUse(by: [draft.id]))
        try await test.store.write { try $0.deleteDraft(draft.id, owner: test.maya.id) }
        #expect(try await delete() == .mediaInUse(by: [draft.id]))
        try await test.store.write { try $0.restoreDraft(draft.id, owner: test.maya.id) }
        let now = test.clock.now
        try await test.store.write {
            try $0.updateDraft(draft.id, owner: test.maya.id) { try $0.applying(mergePatch: ["clips": []], at: now) }
        }
        #expect(try await delete() == .mediaInUse(by: [draft.id]))
        try await test.store.write { try $0.restoreRevision(1, of: draft.id, owner: test.maya.id) }
        try await test.store.write { try $0.deleteDraft(draft.id, owner: test.maya.id) }
        test.clock.advance(.seconds(31 * 86_400))
        #expect(try await test.store.purgeExpired().media == 1)
        #expect(try test.reader.media(media.id, owner: test.maya.id) == nil)
    }

    @Test("pages neither repeat nor skip, also of drafts with the same time", arguments: [1, 2, 3, 7, 100])
    func pages(limit: Int) async throws {
        let test = try await TestStore()
        var ids: Set<DraftID> = []
        for index in 0..<7 {
            if index.isMultiple(of: 3) { test.clock.advance(.seconds(1)) }
            ids.insert(try await test.store.makeDraft(test.maya.id).id)
        }
        let reader = try test.reader
        var found: [Draft] = []
        var cursor: PageCursor?
        repeat {
            let page = try reader.drafts(of: test.maya.id, page: PageRequest(limit: limit, cursor: cursor))
            found += try page.items.map { try Draft(json: $0, owner: test.maya.id) }
            #expect(page.items.count <= limit)
            cursor = try page.next.map { try #require(PageCursor($0.text)) }
            // What appears meanwhile is newer, and so on no page that is still to come.
            test.clock.advance(.seconds(1))
            if cursor != nil { _ = try await test.store.makeDraft(test.maya.id) }
        } while cursor != nil
        #expect(found.count == 7)
        #expect(Set(found.map(\.id)) == ids)
        #expect(zip(found, found.dropFirst()).allSatisfy { ($0.updatedAt, $0.id) > ($1.updatedAt, $1.id) })
    }

    @Test(
        "a text that is no cursor is refused", arguments: ["", ".", "1", "1.", "x.y", "1.a.b", "+1.a", "01.a", "1.a b"])
    func cursors(text: String) {
        #expect(PageCursor(text) == nil)
    }
}
