import Crypto
import DraftModel
import Testing

@testable import DraftStore

@Suite("Rendered videos in the store")
struct RenderTests {
    /// A draft of two clips, which has to be rendered.
    private func makeDraft(_ test: TestStore, save: Bool = false) async throws -> Draft {
        let media = try await test.store.makeMedia(test.maya.id)
        return try await test.store.makeDraft(test.maya.id, [media.id, media.id], save: save)
    }

    private func post(_ draft: Draft, _ test: TestStore) async throws -> Posting {
        try await test.store.write { try $0.postDraft(draft.id, owner: test.maya.id, canRender: true) }
    }

    /// What a worker does, with a text for a video.
    private func render(_ test: TestStore, _ content: String = "the video") async throws -> StoredBlob {
        let writer = try test.store.blobs.makeWriter()
        try writer.write(Array(content.utf8))
        let blob = try writer.commit()
        _ = try await test.store.write { transaction in
            guard let claimed = try transaction.claimJob(.render, leaseFor: .seconds(30)) else {
                throw StoreError(.notFound)
            }
            _ = try transaction.renderWork(for: claimed)
            return try transaction.completeRender(
                claimed,
                video: Post.Video(renderedSize: blob.size, sha256: blob.digest.hex, duration: Milliseconds(6_000)))
        }
        return blob
    }

    @Test("a processing post becomes published with the video, and its save is ready only then")
    func processing() async throws {
        let test = try await TestStore()
        let posting = try await post(try await makeDraft(test, save: true), test)
        #expect(posting.post.post.state == .processing && posting.post.post.video == nil)
        let save = try #require(posting.job)
        let renderJob = try #require(posting.renderJob)
        #expect(save.waitsFor == renderJob.id && renderJob.draftID == posting.post.post.draftID)
        #expect(try await test.store.write { try $0.claimJob(.saveToDevice, leaseFor: .seconds(30)) } == nil)
        #expect(try test.reader.nextJobReadyAt(.saveToDevice) == nil)
        #expect(try test.reader.nextJobReadyAt(.render) != nil)

        let blob = try await render(test)
        let published = try #require(try test.reader.post(posting.post.post.id)).post
        #expect(published.state == .published && published.revision == 2)
        #expect(published.video?.sha256 == blob.digest.hex && published.video?.width == 1_080)
        let freed = try #require(try test.reader.job(save.id, owner: test.maya.id))
        #expect(freed.waitsFor == nil && freed.state == .queued && freed.progress.bytesTotal == blob.size)
        #expect(try await test.store.saveNext()?.sha256 == blob.digest.hex)
    }

    @Test("a composition has one job, and one video for whoever uses the same files")
    func sharing() async throws {
        let test = try await TestStore()
        let draft = try await makeDraft(test)
        let asked = try await test.store.write {
            try $0.requestRender(of: draft.id, owner: test.maya.id, canRender: true)
        }
        let again = try await test.store.write {
            try $0.requestRender(of: draft.id, owner: test.maya.id, canRender: true)
        }
        guard case .rendering(let job) = asked.video else {
            Issue.record("\(asked)")
            return
        }
        #expect(again == asked)
        let posting = try await post(draft, test)
        #expect(posting.renderJob?.id == job.id)
        _ = try await render(test)

        // Leo has uploaded the same file, under an id of his own.
        let (leo, _) = try await test.store.makeUser("leo", platform: .android)
        let his = try await test.store.makeMedia(leo.id)
        let twin = try await test.store.makeDraft(leo.id, [his.id, his.id])
        let found = try test.reader.rendering(of: twin)
        #expect(found.compositionHash == asked.compositionHash)
        guard case .rendered = found.video else {
            Issue.record("\(found)")
            return
        }
        #expect(try test.reader.jobs(of: leo.id, page: PageRequest()).items.isEmpty)
    }

    @Test("a rendering that fails for good fails the post and the save, and gives the draft back")
    func failing() async throws {
        let test = try await TestStore()
        let draft = try await makeDraft(test, save: true)
        let posting = try await post(draft, test)
        let error = JobError(code: .renderFailed, detail: "A clip is damaged.")
        try await test.store.write { transaction in
            guard let claimed = try transaction.claimJob(.render, leaseFor: .seconds(30)) else {
                throw StoreError(.notFound)
            }
            _ = try transaction.failJob(claimed, error: error)
        }
        let failed = try #require(try test.reader.post(posting.post.post.id)).post
        #expect(failed.state == .failed && failed.error == error)
        let saveID = try #require(posting.job?.id)
        let save = try #require(try test.reader.job(saveID, owner: test.maya.id))
        #expect(save.state == .failed && save.error == error && save.waitsFor == nil)
        let back = try #require(try test.reader.draft(draft.id, owner: test.maya.id))
        #expect(back.state == .draft && back.postID == nil && back.composition == draft.composition)
        // Posting again is another post, with a job of its own.
        let second = try await post(back, test)
        #expect(second.post.post.id != failed.id && second.renderJob?.id != posting.renderJob?.id)
        let retried = try await test.store.write { try $0.retryJob(save.id, owner: test.maya.id) }
        #expect(retried.state == .queued)
    }

    @Test("a draft whose post failed can be deleted and purged")
    func purging() async throws {
        let test = try await TestStore()
        let draft = try await makeDraft(test, save: true)
        let posting = try await post(draft, test)
        let render = try #require(posting.renderJob)
        _ = try await test.store.write { try $0.cancelJob(render.id, owner: test.maya.id) }
        try await test.store.write { _ = try $0.deleteDraft(draft.id, owner: test.maya.id) }
        test.clock.advance(.seconds(31 * 86_400))
        let purged = try await test.store.write { try $0.purgeExpired() }
        #expect(purged.drafts == 1 && purged.renders == 1)
        #expect(try test.reader.draft(draft.id, owner: test.maya.id) == nil)
    }

    @Test("a video that nobody asks for is forgotten after a month; a post keeps its own")
    func forgetting() async throws {
        let test = try await TestStore()
        let posted = try await post(try await makeDraft(test), test)
        let kept = try await render(test, "posted").digest
        let media = try await test.store.makeMedia(test.maya.id, "other")
        let draft = try await test.store.makeDraft(test.maya.id, [media.id, media.id])
        _ = try await test.store.write { try $0.requestRender(of: draft.id, owner: test.maya.id, canRender: true) }
        let lost = try await render(test, "previewed").digest
        test.clock.advance(.seconds(31 * 86_400))
        #expect(try await test.store.write { try $0.purgeExpired() }.renders == 2)
        // Blobs are collected after the commit, on the same thread as the next.
        try await test.store.write { _ = try $0.post(posted.post.post.id) }
        #expect(try test.store.blobs.open(kept) != nil)
        #expect(try test.store.blobs.open(lost) == nil)
        guard case .none = try test.reader.rendering(of: draft).video else {
            Issue.record("still there")
            return
        }
    }

    @Test("a database of the first schema keeps its posts and jobs, and what refers to them")
    func migration() throws {
        let directory = try TemporaryDirectory()
        let connection = try SQLiteConnection(path: directory.path + "/old.db", role: .writer)
        try connection.runScript("PRAGMA foreign_keys = ON")
        try Migrations.apply(to: connection, [Schema1.sql])
        try connection.runScript(
            """
            INSERT INTO users VALUES ('u', 'maya', 'Maya', 'x', 1);
            INSERT INTO devices (id, owner_id, name, platform, folder, created_at) VALUES ('d', 'u', 'P', 'ios', 'p', 1);
            INSERT INTO drafts VALUES ('f', 'u', 'posted', 1, 1, NULL, x'7b7d');
            INSERT INTO posts VALUES ('p', 'f', 1, 'u', 'published', 1, '', 'only_me', 1, 1, 1, 'video/mp4', 'mp4', 5,
                x'00', 1, 1, 1, 1, NULL);
            INSERT INTO jobs (id, owner_id, kind, state, post_id, device_id, attempts, maximum_attempts, bytes_done,
                bytes_total, created_at, updated_at) VALUES ('j', 'u', 'save_to_device', 'succeeded', 'p', 'd', 1, 5, 5, 5, 1, 1);
            INSERT INTO camera_roll VALUES ('c', 'u', 'd', 'p', 'j', 'saved', 'f', 'n', 'p', 'video/mp4', 5, x'00', 1);
            """)
        try Migrations.apply(to: connection)
        #expect(try connection.first("PRAGMA foreign_key_check") { $0.text(0) } == nil)
        #expect(try connection.first("PRAGMA foreign_keys") { $0.int(0) } == 1)
        #expect(
            try connection.first("SELECT size, is_licensed FROM posts WHERE id = 'p'") { [$0.int(0), $0.int(1)] } == [
                5, 1,
            ])
        #expect(try connection.first("SELECT percent FROM jobs WHERE id = 'j'") { $0.int(0) } == 100)
        #expect(throws: SQLiteError.self) { try connection.runScript("DELETE FROM jobs WHERE id = 'j'") }
    }
}
