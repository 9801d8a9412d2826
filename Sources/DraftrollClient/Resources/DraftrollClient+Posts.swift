extension DraftrollClient {
    /// The posts of an author that this user may watch, the newest first; the user's own if `author` is nil.
    public func posts(by author: String? = nil) -> Listing<Post> {
        var request = APIRequest(.get, ["v1", "posts"])
        if let author { request.query = [("author", author)] }
        return Listing(client: self, request: request)
    }

    /// One post.
    ///
    /// - Throws: ``DraftrollError`` with `notFound` if this user may not watch it.
    public func post(withID id: ResourceID<Post>) async throws(DraftrollError) -> Versioned<Post> {
        try await versioned(APIRequest(.get, ["v1", "posts", id.rawValue]))
    }

    /// Changes who can watch a post, at once.
    public func setPrivacy(of id: ResourceID<Post>, to whoCanWatch: WhoCanWatch, ifMatch etag: String? = nil)
        async throws(DraftrollError) -> Versioned<Post>
    {
        try await versioned(
            APIRequest(.put, ["v1", "posts", id.rawValue, "privacy"], json: PrivacyChoice(whoCanWatch: whoCanWatch))
                .ifMatch(etag))
    }

    /// Deletes a post. Saved videos stay on their devices.
    public func deletePost(_ id: ResourceID<Post>, ifMatch etag: String? = nil) async throws(DraftrollError) {
        try await perform(APIRequest(.delete, ["v1", "posts", id.rawValue]).ifMatch(etag))
    }
}
