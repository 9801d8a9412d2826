import DraftModel
import JSON
import Testing

@Suite struct PostingRulesTests {
    private static let whole = Clip(mediaID: Samples.id(1))

    private func refusal(_ draft: Draft, _ media: [Media], canRender: Bool = false) -> Refusal? {
        let media = Dictionary(media.map { ($0.id, $0) }) { first, _ in first }
        return PostingRules.refusal(draft: draft, media: media, canRender: canRender)
    }

    @Test(
        "one whole video can be posted without rendering",
        arguments: [
            whole,
            Clip(mediaID: Samples.id(1), start: Milliseconds(0), end: Milliseconds(5_000)),
            Clip(mediaID: Samples.id(1), start: Milliseconds(0), end: Milliseconds(6_000)),
        ])
    func postable(clip: Clip) {
        #expect(refusal(Samples.draft(clips: [clip]), [Samples.media()]) == nil)
    }

    @Test(
        "what needs rendering can be posted where there is some",
        arguments: [
            ([Clip(mediaID: Samples.id(1)), Clip(mediaID: Samples.id(1))], [Samples.media(), Samples.media()]),
            ([Clip(mediaID: Samples.id(1), start: Milliseconds(1))], [Samples.media()]),
            ([Clip(mediaID: Samples.id(1), end: Milliseconds(4_999))], [Samples.media()]),
            ([Clip(mediaID: Samples.id(1), end: Milliseconds(4_999))], [Samples.media(duration: nil)]),
            ([whole], [Samples.media(kind: .image)]),
            ([whole], [Samples.media(kind: .audio)]),
        ])
    func needsRendering(clips: [Clip], media: [Media]) {
        let draft = Samples.draft(clips: clips)
        #expect(refusal(draft, media)?.code == .renderingUnavailable)
        #expect(refusal(draft, media, canRender: true) == nil)
    }

    @Test("empty, deleted and posted drafts, and those whose file is gone, cannot be posted")
    func refusals() {
        let media = [Samples.media()]
        let draft = Samples.draft(clips: [Self.whole])
        #expect(refusal(Samples.draft(), [])?.code == .draftEmpty)
        #expect(refusal(draft, [])?.code == .mediaNotFound)
        #expect(refusal(draft, [Samples.media(2)])?.code == .mediaNotFound)
        #expect(refusal(draft.deleted(at: Samples.later), media)?.code == .draftDeleted)
        let again = refusal(draft.posted(as: Samples.id(9), at: Samples.later), media)
        #expect(again?.code == .alreadyPosted)
        #expect(again?.postID == Samples.id(9))
    }

    @Test(
        "only those who may watch a post do",
        arguments: [
            (WhoCanWatch.everyone, UserID?.none, true),
            (.everyone, Samples.leo, true),
            (.followers, nil, false),
            (.followers, Samples.leo, false),
            (.friends, nil, false),
            (.friends, Samples.leo, false),
            (.onlyMe, nil, false),
            (.onlyMe, Samples.leo, false),
        ])
    func watching(privacy: WhoCanWatch, viewer: UserID?, mayWatch: Bool) {
        let draft = Samples.draft(clips: [Self.whole])
        let post = Post(id: Samples.id(9), of: draft, video: Post.Video(Samples.media()), at: Samples.noon)
            .settingPrivacy(privacy)
        #expect(WatchRule.mayWatch(post: post, viewer: viewer) == mayWatch)
        #expect(WatchRule.mayWatch(post: post, viewer: Samples.maya))
        // Until it is published, its author alone.
        let processing = Post(id: Samples.id(9), of: draft, video: nil, at: Samples.noon).settingPrivacy(privacy)
        #expect(!WatchRule.mayWatch(post: processing, viewer: viewer))
        #expect(WatchRule.mayWatch(post: processing, viewer: Samples.maya))
    }

    @Test("a post's privacy changes as a revision, once")
    func privacy() {
        let post = Post(
            id: Samples.id(9), of: Samples.draft(), video: Post.Video(Samples.media()), at: Samples.noon)
        #expect(post.settingPrivacy(.everyone).revision == 2)
        #expect(post.settingPrivacy(.onlyMe) == post)
    }

    @Test(
        "Save to device is on the page on Android and under More options on iOS",
        arguments: [
            (
                Platform.android,
                ["caption", "who_can_watch", "allow_comments", "allow_duet", "allow_stitch", "save_to_device"], []
            ),
            (.ios, ["caption", "who_can_watch", "allow_comments", "allow_duet", "allow_stitch"], ["save_to_device"]),
        ] as [(Platform, [String], [String])])
    func page(platform: Platform, onPage: [String], underMore: [String]) throws {
        let device = try Samples.device(platform)
        let draft = try Samples.new(["caption": "Sun", "save_to_device": ["enabled": true]])
        let refusal = PostingRules.refusal(draft: draft, media: [:], canRender: true)
        let page = PostingPage(draft: draft, device: device, devices: [device], refusal: refusal)
        #expect(page.page.map(\.id.rawValue) == onPage)
        #expect(page.moreOptions.map(\.id.rawValue) == underMore)

        let json = try JSONValue.parse(Array(Samples.json { page.write(to: &$0) }.utf8))
        #expect(json["platform"]?.string == platform.rawValue)
        #expect(json["can_post"] == false)
        #expect(json["problems"]?.array?.first?["code"] == "draft_empty")
        #expect(json["devices"]?.array?.count == 1)
        let controls = (json["page"]?.array ?? []) + (json["more_options"]?.array ?? [])
        #expect(controls[0] == ["id": "caption", "label": "Caption", "value": "Sun"])
        #expect(controls[1]["value"] == "only_me")
        #expect(
            controls[1]["choices"]?.array?.compactMap { $0["value"]?.string } == [
                "everyone", "followers", "friends", "only_me",
            ])
        #expect(controls.last == ["id": "save_to_device", "label": "Save to device", "value": true])
    }

    @Test("a draft that can be posted has no problems on its page")
    func canPost() throws {
        let device = try Samples.device(.ios)
        let page = PostingPage(draft: Samples.draft(), device: device, devices: [device], refusal: nil)
        let json = try JSONValue.parse(Array(Samples.json { page.write(to: &$0) }.utf8))
        #expect(json["can_post"] == true && json["problems"] == [])
    }
}
