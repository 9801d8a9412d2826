internal import Crypto
internal import DraftModel
internal import DraftStore
internal import HTTPServer
internal import HTTPWire
internal import JSON

extension Router<Handler> {
    /// Posts, by who may watch them.
    mutating func addPosts() {
        on(.get, "/v1/posts", listPosts)
        on(.get, "/v1/posts/{post_id}", getPost)
        on(.put, "/v1/posts/{post_id}/privacy", setPostPrivacy)
        on(.delete, "/v1/posts/{post_id}", deletePost)
        on(.get, "/v1/posts/{post_id}/content", getPostContent)
    }
}

/// `GET /v1/posts`: the user's own, or with `author` those of somebody that the viewer may watch.
private func listPosts(_ call: Call) async throws -> Response {
    let viewer: UserID?
    let author: UserID
    if let handle = try call.parameter("author") {
        viewer = try call.viewer()
        // A handle of nobody and one of the wrong form are the same to who asks.
        guard let named = try? Handle(handle), let user = try call.reader.user(handle: named) else {
            throw Problem.parameter("author", "There is nobody with this handle.")
        }
        author = user.id
    } else {
        author = try call.user()
        viewer = author
    }
    let posts = try call.reader.posts(by: author, viewer: viewer, page: try call.page())
    return try call.list(posts) { post, json in
        try post.write(to: &json, viewer: viewer, urls: call.services.urls, at: call.now)
    }
}

private func getPost(_ call: Call) async throws -> Response {
    let viewer = try call.viewer()
    return try call.response(.ok, try call.watchable(by: viewer), viewer: viewer)
}

/// `PUT /v1/posts/{post_id}/privacy`: who can watch it from now on.
private func setPostPrivacy(_ call: Call) async throws -> Response {
    let user = try call.user()
    let id = try call.id("post_id", of: PostID.self)
    let whoCanWatch = try WhoCanWatch(json: try await call.json())
    let conditions = call.changeConditions
    let post = try await call.store.write { transaction in
        try transaction.setPrivacy(
            whoCanWatch, of: id, author: user, ifRevision: conditions.hold(forRevision:))
    }
    return try call.response(.ok, post, viewer: user)
}

private func deletePost(_ call: Call) async throws -> Response {
    let user = try call.user()
    let id = try call.id("post_id", of: PostID.self)
    let conditions = call.changeConditions
    try await call.store.write { transaction in
        try transaction.deletePost(id, author: user, ifRevision: conditions.hold(forRevision:))
    }
    return Response(status: .noContent)
}

/// `GET /v1/posts/{post_id}/content`: the video.
private func getPostContent(_ call: Call) async throws -> Response {
    let post = try call.watchable(by: try call.viewer()).post
    guard let video = post.video else {
        throw Problem(
            .postNotPublished,
            post.state == .failed
                ? "The post has failed, so there is no video. Its draft can be posted again."
                : "The video is being rendered. GET /v1/posts/\(post.id) tells when the post is published.")
    }
    return try call.blob(sha256: video.sha256, type: video.contentType)
}

extension Call {
    /// The post in the path, if this viewer may watch it. To everybody else it does not exist.
    fileprivate func watchable(by viewer: UserID?) throws -> PublishedPost {
        guard let found = try reader.post(try id("post_id")), WatchRule.mayWatch(post: found.post, viewer: viewer)
        else {
            throw Problem.notFound
        }
        return found
    }

    fileprivate func response(_ status: Status, _ post: PublishedPost, viewer: UserID?) throws -> Response {
        var json = JSONWriter(reservingCapacity: 1_024)
        try post.write(to: &json, viewer: viewer, urls: services.urls, at: now)
        return try response(status, json, etag: .revision(post.post.revision))
    }
}

extension PublishedPost {
    /// Writes the post with a link to its video for this viewer.
    func write(
        to json: inout JSONWriter, viewer: UserID?, urls: SignedURLs, at now: Timestamp
    ) throws(CryptoError) {
        let link = try urls.link(to: "/v1/posts/\(post.id)/content", viewer: viewer, at: now)
        post.write(to: &json, author: author, contentURL: link.url, expiresAt: link.expiresAt)
    }
}
