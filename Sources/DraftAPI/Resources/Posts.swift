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
    let author: User
    if let handle = try call.parameter("author") {
        viewer = try call.viewer()
        // A handle of nobody and one of the wrong form are the same to who asks.
        guard let named = try? Handle(handle), let user = try call.reader.user(handle: named) else {
            throw Problem.parameter("author", "There is nobody with this handle.")
        }
        author = user
    } else {
        let user = try call.user()
        guard let me = try call.reader.user(user) else { throw Problem.notFound }
        viewer = user
        author = me
    }
    let posts = try call.reader.posts(by: author.id, visibleTo: viewer, page: try call.page())
    return try call.list(posts) { post, json in
        try post.write(to: &json, author: author, viewer: viewer, urls: call.services.urls, at: call.now)
    }
}

private func getPost(_ call: Call) async throws -> Response {
    let viewer = try call.viewer()
    let (post, author) = try call.watchable(by: viewer)
    return try call.response(.ok, post, author: author, viewer: viewer)
}

/// `PUT /v1/posts/{post_id}/privacy`: who can watch it from now on.
private func setPostPrivacy(_ call: Call) async throws -> Response {
    let user = try call.user()
    let id = try call.id("post_id", of: PostID.self)
    let input = try PrivacyInput(json: try await call.json())
    let guardOfChange = call.guardOfChange
    let post = try await call.store.write { transaction in
        try transaction.setPostPrivacy(
            id, author: user, to: input.whoCanWatch, guardedBy: guardOfChange.check(revision:))
    }
    guard let author = try call.reader.user(user) else { throw Problem.notFound }
    return try call.response(.ok, post, author: author, viewer: user)
}

private func deletePost(_ call: Call) async throws -> Response {
    let user = try call.user()
    let id = try call.id("post_id", of: PostID.self)
    let guardOfChange = call.guardOfChange
    try await call.store.write { transaction in
        try transaction.deletePost(id, author: user, guardedBy: guardOfChange.check(revision:))
    }
    return Response(status: .noContent)
}

/// `GET /v1/posts/{post_id}/content`: the video.
private func getPostContent(_ call: Call) async throws -> Response {
    let (post, _) = try call.watchable(by: try call.viewer())
    return try call.blob(sha256: post.sha256, type: post.contentType)
}

extension Call {
    /// The post in the path, if this viewer may watch it. To everybody else it does not exist.
    fileprivate func watchable(by viewer: UserID?) throws -> (Post, User) {
        guard let found = try reader.post(try id("post_id")), WatchRule.mayWatch(post: found.post, viewer: viewer) else {
            throw Problem.notFound
        }
        return (found.post, found.author)
    }

    fileprivate func response(_ status: Status, _ post: Post, author: User, viewer: UserID?)
        throws -> Response
    {
        var json = JSONWriter(reservingCapacity: 1_024)
        try post.write(to: &json, author: author, viewer: viewer, urls: services.urls, at: now)
        return try response(status, json, etag: .revision(post.revision))
    }
}

extension Post {
    /// Writes the post with a link to its video for this viewer.
    func write(
        to json: inout JSONWriter, author: User, viewer: UserID?, urls: SignedURLs, at now: Timestamp
    ) throws(CryptoError) {
        let link = try urls.link(to: "/v1/posts/\(id)/content", viewer: viewer, at: now)
        write(to: &json, author: author, contentURL: link.url, expiresAt: link.expiresAt)
    }
}
