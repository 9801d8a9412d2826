import DraftModel
import Foundation
import Synchronization
import Testing

@testable import DraftStore

@Suite("The writer")
struct WriterTests {
    @Test("many writers at once are all durable, with fewer commits than writes")
    func groupCommit() async throws {
        let test = try await TestStore()
        let before = test.store.commitCount
        let gate = await test.store.holdWriter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<200 { group.addTask { _ = try await test.store.makeDraft(test.maya.id) } }
            await test.store.waitForWrites(200)
            gate.open()
            try await group.waitForAll()
        }
        #expect(test.store.commitCount == before + 1)
        let copy = try test.directory.copied()
        let survivor = try Store(dataDirectory: copy.path, clock: test.clock.clock, randomness: testRandomness)
        var count = 0
        var cursor: PageCursor?
        repeat {
            let page = try survivor.makeReader().drafts(of: test.maya.id, page: PageRequest(limit: 100, cursor: cursor))
            count += page.items.count
            cursor = page.next
        } while cursor != nil
        #expect(count == 200)
    }

    @Test("an operation that throws is undone alone; those around it in the same commit stay")
    func failingAlone() async throws {
        struct Refused: Error {}
        let test = try await TestStore()
        let before = test.store.commitCount
        let gate = await test.store.holdWriter()
        let first = Task { try await test.store.makeDraft(test.maya.id) }
        let second = Task {
            try await test.store.write { transaction in
                try transaction.createDraft(
                    Draft(
                        id: try transaction.makeID(), ownerID: test.maya.id, createdAt: transaction.now,
                        updatedAt: transaction.now))
                throw Refused()
            }
        }
        let third = Task { try await test.store.makeDraft(test.maya.id) }
        await test.store.waitForWrites(3)
        gate.open()
        let kept = Set([try await first.value.id, try await third.value.id])
        await #expect(throws: Refused.self) { try await second.value }
        let found = try test.reader.drafts(of: test.maya.id, page: PageRequest()).items.map {
            try Draft(json: $0, owner: test.maya.id).id
        }
        #expect(Set(found) == kept)
        #expect(test.store.commitCount == before + 1)
    }

    @Test("operations that changed nothing, or only failed, need no sync")
    func nothingToSync() async throws {
        let test = try await TestStore()
        let draft = try await test.store.makeDraft(test.maya.id)
        let before = test.store.commitCount
        try await test.store.write { _ in }
        let served = try await test.store.write { try $0.updateDraft(draft.id, owner: test.maya.id) { $0 } }
        #expect(served.revision == 1)
        let missing = try await code {
            try await test.store.write { try $0.postDraft(draft.id, owner: test.phone.ownerID) }
        }
        #expect(missing?.refusal == .draftEmpty)
        #expect(test.store.commitCount == before)
    }

    @Test("a database that is full fails the whole batch, and the store goes on afterwards")
    func full() async throws {
        let test = try await TestStore()
        let draft = try await test.store.makeDraft(test.maya.id)
        try await test.store.write { transaction in
            let pages = try transaction.connection.first("PRAGMA page_count") { $0.int(0) } ?? 0
            try transaction.connection.runScript("PRAGMA max_page_count = \(pages + 4)")
        }
        let gate = await test.store.holdWriter()
        let small = Task { try await test.store.write { try $0.deleteDraft(draft.id, owner: test.maya.id).revision } }
        await test.store.waitForWrites(1)
        let large = Task {
            try await test.store.write {
                try $0.keep(StoredAnswer(status: 200, body: [UInt8](repeating: 1, count: 200_000)), for: .test())
            }
        }
        await test.store.waitForWrites(2)
        gate.open()
        #expect(try await code { try await small.value } == .diskFull)
        #expect(try await code { try await large.value } == .diskFull)
        let served = try #require(try test.reader.servedDraft(draft.id, owner: test.maya.id))
        #expect(served.revision == 1 && served.state == .draft)

        try await test.store.write { try $0.connection.runScript("PRAGMA max_page_count = 1000000") }
        try await test.store.write { _ = try $0.deleteDraft(draft.id, owner: test.maya.id) }
        #expect(try test.reader.servedDraft(draft.id, owner: test.maya.id)?.state == .deleted)
    }

    @Test(
        "a commit that fails fails everybody in it, tells nobody of news, and leaves nothing",
        arguments: [
            (ENOSPC, StoreError.Code.diskFull), (EIO, .io),
        ])
    func failingCommit(number: Int32, expected: StoreError.Code) async throws {
        let test = try await TestStore()
        let notices = Counter()
        test.store.observeCommits { _ in notices.increment() }
        test.faults.fail(.commit, with: number)
        let failed = try await withThrowingTaskGroup(of: StoreError.Code?.self) { group in
            for _ in 0..<10 { group.addTask { try await code { try await test.store.makeDraft(test.maya.id) } } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(failed == Array(repeating: expected, count: 10))
        #expect(try test.reader.drafts(of: test.maya.id, page: PageRequest()).items.isEmpty)
        #expect(notices.value == 0)
        test.faults.heal()
        _ = try await test.store.makeDraft(test.maya.id)
        #expect(try test.reader.drafts(of: test.maya.id, page: PageRequest()).items.count == 1)
    }

    @Test("observers hear the highest sequence of what was committed, and of jobs")
    func observers() async throws {
        let test = try await TestStore()
        let (stream, continuation) = AsyncStream.makeStream(of: CommitNotice.self)
        test.store.observeCommits { continuation.yield($0) }
        var notices = stream.makeAsyncIterator()
        _ = try await test.store.makeDraft(test.maya.id)
        let first = try #require(await notices.next())
        #expect(try first.lastEventSequence == test.reader.lastEventSequence())
        #expect(!first.jobsMayBeReady)
        _ = try await code { try await test.store.write { try $0.deleteMedia(try $0.makeID(), owner: test.maya.id) } }
        let media = try await test.store.makeMedia(test.maya.id)
        let draft = try await test.store.makeDraft(test.maya.id, [media.id], save: true)
        _ = try await test.store.write { try $0.postDraft(draft.id, owner: test.maya.id) }
        var last = first
        for _ in 0..<3 { last = try #require(await notices.next()) }
        #expect(last.jobsMayBeReady)
        #expect(try last.lastEventSequence == test.reader.lastEventSequence())
    }

    @Test("after closing, a write is refused and what was waiting has been done")
    func closed() async throws {
        let test = try await TestStore()
        let gate = await test.store.holdWriter()
        let waiting = Task { try await test.store.makeDraft(test.maya.id) }
        await test.store.waitForWrites(1)
        test.store.queue.close()
        gate.open()
        let draft = try await waiting.value
        test.store.close()
        #expect(try test.reader.servedDraft(draft.id, owner: test.maya.id) != nil)
        #expect(try await code { try await test.store.makeDraft(test.maya.id) } == .closed)
    }

    @Test("the log is moved into the database when it is long, and nothing is lost")
    func checkpoints() async throws {
        let test = try await TestStore()
        let key = try IdempotencyKey.test()
        for round in 0..<3 {
            try await test.store.write {
                try $0.keep(StoredAnswer(status: round, body: [UInt8](repeating: 1, count: 20 << 20)), for: key)
            }
        }
        let log = try FileManager.default.attributesOfItem(atPath: test.directory.path + "/draftroll.db-wal")
        // Without checkpoints it would hold all three, 60 MB.
        #expect((log[.size] as? Int ?? .max) < 45 << 20)
        #expect(try test.reader.answer(to: key, at: test.clock.now)?.status == 2)
    }
}

private final class Counter: Sendable {
    private let count = Atomic(0)

    func increment() { count.add(1, ordering: .relaxed) }
    var value: Int { count.load(ordering: .relaxed) }
}
