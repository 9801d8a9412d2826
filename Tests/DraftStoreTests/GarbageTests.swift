import Crypto
import DraftModel
import Foundation
import JSON
import Testing

@testable import DraftStore

@Suite("Bytes stay as long as somebody needs them")
struct GarbageTests {
    private func blobs(_ test: TestStore) throws -> Int { try test.directory.files(in: "blobs").count }

    /// Lets the writer do what it does between transactions.
    private func settle(_ test: TestStore) async throws {
        for _ in 0..<2 { try await test.store.write { _ in } }
    }

    private func clear(_ draft: Draft, _ test: TestStore) async throws {
        let now = test.clock.now
        try await test.store.write {
            try $0.updateDraft(draft.id, owner: test.maya.id) { try $0.applying(mergePatch: ["clips": []], at: now) }
        }
    }

    @Test("a draft deleted 30 days ago takes its revisions and what only it used with it, and nothing else")
    func purge() async throws {
        let test = try await TestStore()
        let maya = test.maya.id
        let own = try await test.store.makeMedia(maya, "own")
        let earlier = try await test.store.makeMedia(maya, "of an earlier revision")
        let shared = try await test.store.makeMedia(maya, "shared")
        let sharedEarlier = try await test.store.makeMedia(maya, "in the history of another")
        let unused = try await test.store.makeMedia(maya, "never used")
        let other = try await test.store.makeDraft(maya, [shared.id, sharedEarlier.id])
        let now = test.clock.now
        try await test.store.write {
            try $0.updateDraft(other.id, owner: maya) {
                try $0.applying(mergePatch: ["clips": [["media_id": .string(shared.id.text)]]], at: now)
            }
        }
        let draft = try await test.store.makeDraft(maya, [earlier.id, shared.id, sharedEarlier.id])
        try await test.store.write {
            try $0.updateDraft(draft.id, owner: maya) {
                try $0.applying(
                    mergePatch: ["clips": [["media_id": .string(own.id.text)], ["media_id": .string(shared.id.text)]]],
                    at: now)
            }
        }
        try await test.store.write { try $0.deleteDraft(draft.id, owner: maya) }

        test.clock.advance(.seconds(30 * 86_400))
        #expect(try await test.store.purgeExpired().drafts == 0)
        #expect(try blobs(test) == 5)
        test.clock.advance(.seconds(1))
        let purged = try await test.store.purgeExpired()
        #expect(purged.drafts == 1 && purged.media == 2)
        try await settle(test)
        let reader = try test.reader
        #expect(try blobs(test) == 3)
        #expect(try reader.revisions(of: draft.id, owner: maya, page: PageRequest()) == nil)
        for gone in [own, earlier] { #expect(try reader.media(gone.id, owner: maya) == nil) }
        for kept in [shared, sharedEarlier, unused] { #expect(try reader.media(kept.id, owner: maya) != nil) }
        // What the other draft can go back to is all there.
        _ = try await test.store.write { try $0.restoreRevision(1, of: other.id, owner: maya) }
    }

    @Test("a revision that can be restored keeps its media, also across a restart")
    func revision() async throws {
        let test = try await TestStore()
        let media = try await test.store.makeMedia(test.maya.id)
        let draft = try await test.store.makeDraft(test.maya.id, [media.id])
        try await clear(draft, test)
        let refused = try await code {
            try await test.store.write { try $0.deleteMedia(media.id, owner: test.maya.id) }
        }
        #expect(refused == .mediaInUse(by: [draft.id]))
        let copy = try test.directory.copied()
        let next = try Store(dataDirectory: copy.path, clock: test.clock.clock, randomness: testRandomness)
        #expect(try copy.files(in: "blobs").count == 1)
        try await next.write { try $0.restoreRevision(1, of: draft.id, owner: test.maya.id) }
        #expect(try next.makeReader().draft(draft.id, owner: test.maya.id)?.clips.map(\.mediaID) == [media.id])
    }

    @Test("a post keeps its bytes when the upload is purged, and lets go when it is deleted itself")
    func post() async throws {
        let test = try await TestStore()
        let posting = try await test.store.makePosting(test.maya.id)
        try await test.store.saveNext()
        // Another upload of the same bytes, gone with its draft.
        let again = try await test.store.makeMedia(test.maya.id)
        let draft = try await test.store.makeDraft(test.maya.id, [again.id])
        try await test.store.write { try $0.deleteDraft(draft.id, owner: test.maya.id) }
        test.clock.advance(.seconds(31 * 86_400))
        #expect(try await test.store.purgeExpired().media == 1)
        try await settle(test)
        #expect(try blobs(test) == 1)
        try await test.store.write { try $0.deletePost(posting.post.post.id, author: test.maya.id) }
        try await settle(test)
        // The posted draft has its clip still, and so its upload.
        #expect(try blobs(test) == 1)
    }

    @Test("a save under way keeps its bytes, also when nothing else names them any more")
    func reserved() async throws {
        let test = try await TestStore()
        let posting = try await test.store.makePosting(test.maya.id)
        let digest = try #require(Digest256(hex: posting.post.post.video?.sha256 ?? ""))
        try await test.store.write { transaction in
            let claimed = try #require(try transaction.claimJob(leaseFor: .seconds(30)))
            _ = try transaction.reserveCameraRollItem(for: claimed)
            // As if everything else that names the bytes had gone meanwhile.
            try transaction.connection.run("UPDATE posts SET deleted_at = 1")
            try transaction.connection.run("DELETE FROM draft_media")
            try transaction.connection.run("DELETE FROM media")
            transaction.effects.releasedBlobs.append(digest)
        }
        try await settle(test)
        #expect(try blobs(test) == 1)
        try await test.store.write { transaction in
            try transaction.connection.run("UPDATE camera_roll SET state = 'deleted'")
            transaction.effects.releasedBlobs.append(digest)
        }
        try await settle(test)
        #expect(try blobs(test) == 0)
    }

    @Test("an upload that is not complete keeps its bytes across a restart; others go")
    func incoming() async throws {
        let test = try await TestStore()
        let upload = try await test.store.write {
            try $0.createUpload(owner: test.maya.id, length: 100, metadata: nil, fileName: nil)
        }
        do {
            let lock = try #require(test.store.blobs.uploads.lock(upload.id))
            #expect(test.store.blobs.uploads.lock(upload.id) == nil)
            let file = try test.store.blobs.uploads.open(lock, at: 0)
            try file.write(Array("synced, and what was not".utf8), at: 0)
        }
        _ = try await test.store.write { try $0.advanceUpload(upload, to: 6, length: 100) }
        let copy = try test.directory.copied()
        try "left".write(toFile: copy.path + "/incoming/12", atomically: true, encoding: .utf8)
        let unknown: UploadID = try await test.store.write { try $0.makeID() }
        try "left".write(toFile: copy.path + "/incoming/\(unknown)", atomically: true, encoding: .utf8)

        let next = try Store(dataDirectory: copy.path, clock: test.clock.clock, randomness: testRandomness)
        #expect(try copy.files(in: "incoming") == [upload.id.text])
        let lock = try #require(next.blobs.uploads.lock(upload.id))
        let file = try next.blobs.uploads.open(lock, at: 6)
        // What was written and not recorded is cut off.
        #expect(try file.prefix(100) == Array("synced".utf8))
        #expect { try next.blobs.uploads.open(lock, at: 7) } throws: { ($0 as? StoreError)?.code == .corrupt }
    }

    @Test("an upload whose file became a blob is never written into that blob")
    func detached() async throws {
        let test = try await TestStore()
        let upload = try await test.store.write {
            try $0.createUpload(owner: test.maya.id, length: 7, metadata: nil, fileName: nil)
        }
        let uploads = test.store.blobs.uploads
        let lock = try #require(uploads.lock(upload.id))
        try uploads.open(lock, at: 0).write(Array("a video".utf8), at: 0)
        // The file becomes a blob; the row of its media is never committed, but another upload has the same bytes.
        let blob = try test.store.blobs.makeWriter(of: lock).commit()
        let media = try await test.store.makeMedia(test.maya.id, "a video")
        let file = try uploads.open(lock, at: 2)
        try file.write(Array("CLOBBER".utf8), at: 2)
        #expect(try file.prefix(100) == Array("a CLOBBER".utf8))
        let stored = try #require(Digest256(hex: media.sha256))
        #expect(stored == blob.digest)
        let writer = try test.store.blobs.makeWriter()
        try writer.write(try [UInt8](contentsOfFile: test.store.blobs.path(of: stored)))
        #expect(try writer.seal().digest == stored)
    }
}

extension [UInt8] {
    fileprivate init(contentsOfFile path: String) throws { self = Array(try Data(contentsOf: URL(filePath: path))) }
}
