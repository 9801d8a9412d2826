internal import DraftModel
internal import DraftStore
internal import HTTPServer
internal import HTTPWire
internal import JSON

extension Router<Handler> {
    /// Next, Post, and what people try before: saving a draft.
    mutating func addPosting() {
        on(.get, "/v1/drafts/{draft_id}/posting-page", getPostingPage)
        on(.post, "/v1/drafts/{draft_id}/save", refuseSaving)
        on(.post, "/v1/drafts/{draft_id}/post", postDraft)
    }
}

/// `GET /v1/drafts/{draft_id}/posting-page`: what Next shows on one of the user's devices.
private func getPostingPage(_ call: Call) async throws -> Response {
    let user = try call.user()
    guard let draft = try call.reader.draft(try call.id("draft_id"), owner: user) else { throw Problem.notFound }
    let devices = try call.reader.devices(of: user)
    let wanted = try call.identifier("device_id", DeviceID.self) ?? draft.saveToDevice.deviceID
    guard let device = wanted.map({ id in devices.first { $0.id == id } }) ?? devices.first else {
        throw Problem.parameter("device_id", "You have no such device. GET /v1/devices lists yours.")
    }
    let media = try call.reader.media(of: draft)
    let rendering = try call.reader.rendering(of: draft)
    let hasVideo = rendering.video.finished != nil
    let canRender = await call.services.canRender
    let refusal = PostingRules.refusal(draft: draft, media: media, canRender: canRender || hasVideo)
    let page = PostingPage(draft: draft, device: device, devices: devices, refusal: refusal)
    var json = JSONWriter()
    try page.write(to: &json) { json throws(any Error) in
        json.key("preview")
        try call.write(rendering, of: draft, canRender: canRender, to: &json)
    }
    return try call.response(.ok, json, etag: .ofContent)
}

/// `POST /v1/drafts/{draft_id}/save`: always refused, with the way that works.
private func refuseSaving(_ call: Call) async throws -> Response {
    let user = try call.user()
    let id = try call.id("draft_id", of: DraftID.self)
    guard try call.reader.servedDraft(id, owner: user) != nil else { throw Problem.notFound }
    var problem = Problem(describing: Draft.refusalOfSaving)
    problem.links = [
        ("posting_page", "/v1/drafts/\(id)/posting-page"), ("privacy", "/v1/drafts/\(id)/privacy"),
        ("save_to_device", "/v1/drafts/\(id)/save-to-device"), ("post", "/v1/drafts/\(id)/post"),
    ]
    throw problem
}

/// `POST /v1/drafts/{draft_id}/post`: makes the post, retires the draft, and enqueues the saving, in one transaction.
private func postDraft(_ call: Call) async throws -> Response {
    let user = try call.user()
    let id = try call.id("draft_id", of: DraftID.self)
    let body = try await call.emptyBody()
    let conditions = call.changeConditions
    let urls = call.services.urls
    let canRender = await call.services.canRender
    return try await call.once(user, content: body) { transaction in
        let posting = try transaction.postDraft(
            id, owner: user, canRender: canRender, ifRevision: conditions.hold(forRevision:))
        let post = posting.post.post
        var json = JSONWriter(reservingCapacity: 2_048)
        json.beginObject()
        json.key("post")
        try posting.post.write(to: &json, viewer: user, urls: urls, at: transaction.now)
        json.key("job")
        if let job = posting.job { job.write(to: &json) } else { json.null() }
        json.key("render_job")
        if let job = posting.renderJob { job.write(to: &json) } else { json.null() }
        json.endObject()
        return StoredAnswer(202, json.bytes, revision: post.revision, location: "/v1/posts/\(post.id)")
    }
}
