import DraftModel
import JSON
import Testing

@testable import DraftStore

@Suite("Posts in the store")
struct PostTests {
    @Test("posting makes the post, retires the draft, and enqueues the save, in one commit")
    func posting() async throws {
        let test = try await TestStore()
        let media = try await test.store.makeMedia(test.maya.id)
        let draft = try await test.store.makeDraft(test.maya.id, [media.id], save: true)
        let before = test.store.commitCount
        let start = try test.reader.lastEventSequence()
        let posting = try await test.store.write { try $0.postDraft(draft.id, owner: test.maya.id) }
        #expect(test.store.commitCount == before + 1)
        let reader = try test.reader
        #expect(try reader.post(posting.post.post.id) == posting.post)
        #expect(posting.post.author == test.maya)
        #expect(posting.post.post.video?.sha256 == media.sha256 && posting.post.post.draftRevision == 1)
        let retired = try #require(try reader.draft(draft.id, owner: test.maya.id))
        #expect(retired.state == .posted && retired.postID == posting.post.post.id && retired.revision == 2)
        let job = try #require(posting.job)
        #expect(try reader.job(job.id, owner: test.maya.id) == job)
        #expect(job.deviceID == test.phone.id && job.progress.bytesTotal == media.size)
        #expect(
            try reader.events(for: test.maya.id, after: start).map(\.type) == [
                "draft.updated", "post.created", "job.created",
            ])
    }

    @Test("without Save to device there is no job")
    func withoutSaving() async throws {
        let test = try await TestStore()
        let media = try await test.store.makeMedia(test.maya.id)
        let draft = try await test.store.makeDraft(test.maya.id, [media.id])
        #expect(try await test.store.write { try $0.postDraft(draft.id, owner: test.maya.id) }.job == nil)
        #expect(try test.reader.nextJobReadyAt() == nil)
    }

    @Test("however often a draft is posted at once, one post is made, and the others are told which")
    func once() async throws {
        let test = try await TestStore()
        let media = try await test.store.makeMedia(test.maya.id)
        let draft = try await test.store.makeDraft(test.maya.id, [media.id], save: true)
        let codes = try await withThrowingTaskGroup(of: StoreError.Code?.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    try await code { try await test.store.write { try $0.postDraft(draft.id, owner: test.maya.id) } }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let posts = try test.reader.posts(by: test.maya.id, viewer: test.maya.id, page: PageRequest()).items
        #expect(posts.count == 1)
        #expect(codes.filter { $0 == nil }.count == 1)
        for case .refused(let refusal)? in codes {
            #expect(refusal.code == .alreadyPosted)
            #expect(refusal.postID == posts.first?.post.id)
        }
        #expect(try test.reader.jobs(of: test.maya.id, page: PageRequest()).items.count == 1)
    }

    @Test(
        "a draft that cannot be posted stays as it is",
        arguments: [
            (0, MediaKind.video, Refusal.Code.draftEmpty), (2, .video, .renderingUnavailable),
            (1, .image, .renderingUnavailable),
        ])
    func refusals(clips: Int, kind: MediaKind, expected: Refusal.Code) async throws {
        let test = try await TestStore()
        var media: [MediaID] = []
        for index in 0..<clips {
            media.append(try await test.store.makeMedia(test.maya.id, "\(index)", kind: kind).id)
        }
        let draft = try await test.store.makeDraft(test.maya.id, media, save: true)
        let refused = try await code { try await test.store.write { try $0.postDraft(draft.id, owner: test.maya.id) } }
        #expect(refused?.refusal == expected)
        #expect(try test.reader.draft(draft.id, owner: test.maya.id) == draft)
        #expect(try test.reader.posts(by: test.maya.id, viewer: test.maya.id, page: PageRequest()).items.isEmpty)
        #expect(try test.reader.nextJobReadyAt() == nil)
    }

    @Test("a list of posts shows each viewer what the rule allows, for every privacy", arguments: WhoCanWatch.allCases)
    func visibility(privacy: WhoCanWatch) async throws {
        let test = try await TestStore()
        let (sam, _) = try await test.store.makeUser("sam")
        let posting = try await test.store.makePosting(test.maya.id)
        let published = try await test.store.write {
            try $0.setPrivacy(privacy, of: posting.post.post.id, author: test.maya.id)
        }
        #expect(published.post.settings.whoCanWatch == privacy)
        for viewer in [nil, sam.id, test.maya.id] {
            let listed = try test.reader.posts(by: test.maya.id, viewer: viewer, page: PageRequest()).items
            #expect(!listed.isEmpty == WatchRule.mayWatch(post: published.post, viewer: viewer))
        }
    }

    @Test("only the author changes or deletes a post, at the revision that is current")
    func changes() async throws {
        let test = try await TestStore()
        let (sam, _) = try await test.store.makeUser("sam")
        let id = try await test.store.makePosting(test.maya.id).post.post.id
        #expect(
            try await code { try await test.store.write { try $0.setPrivacy(.everyone, of: id, author: sam.id) } }
                == .notFound)
        #expect(try await code { try await test.store.write { try $0.deletePost(id, author: sam.id) } } == .notFound)
        try await test.store.write { _ = try $0.setPrivacy(.everyone, of: id, author: test.maya.id) }
        let stale = try await code {
            try await test.store.write { try $0.deletePost(id, author: test.maya.id, ifRevision: { $0 == 1 }) }
        }
        #expect(stale == .revisionMismatch(current: 2))
        #expect(try test.reader.post(id)?.post.revision == 2)
    }

    @Test("a deleted post is gone with its jobs; its draft stays posted, and its bytes go with the media")
    func deletion() async throws {
        let test = try await TestStore()
        let posting = try await test.store.makePosting(test.maya.id)
        let id = posting.post.post.id
        try await test.store.write { try $0.deletePost(id, author: test.maya.id) }
        let reader = try test.reader
        #expect(try reader.post(id) == nil)
        #expect(try reader.job(try #require(posting.job).id, owner: test.maya.id)?.state == .cancelled)
        #expect(try await test.store.write { try $0.claimJob(leaseFor: .seconds(30)) } == nil)
        let again = try await code {
            try await test.store.write { try $0.postDraft(posting.post.post.draftID, owner: test.maya.id) }
        }
        #expect(again?.refusal == .alreadyPosted)
        #expect(try reader.posts(by: test.maya.id, viewer: test.maya.id, page: PageRequest()).items.isEmpty)
    }
}
