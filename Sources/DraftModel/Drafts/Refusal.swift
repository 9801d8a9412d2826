/// Why something cannot be done with a draft or a job as it is now.
public struct Refusal: Error, Sendable, Hashable {
    public struct Code: Sendable, Hashable {
        /// The stable name that clients see.
        public let text: String

        /// The draft has no clips, so there is nothing to post.
        public static let draftEmpty = Code(text: "draft_empty")
        /// The draft needs rendering, which does not exist yet.
        public static let renderingUnavailable = Code(text: "rendering_unavailable")
        /// A clip's file is no longer there.
        public static let mediaNotFound = Code(text: "media_not_found")
        /// The draft is among the recently deleted.
        public static let draftDeleted = Code(text: "draft_deleted")
        /// The draft became a post.
        public static let alreadyPosted = Code(text: "already_posted")
        /// There is nothing to restore: the draft is not deleted.
        public static let draftNotDeleted = Code(text: "draft_not_deleted")
        /// The draft was deleted too long ago to be restored.
        public static let draftExpired = Code(text: "draft_expired")
        /// A draft cannot be saved to the camera roll directly.
        public static let postToSave = Code(text: "post_to_save")
    }

    public let code: Code
    /// What to do, in a sentence for the user.
    public let detail: String
    /// The post in the way, for ``Code/alreadyPosted``.
    public let postID: PostID?

    init(_ code: Code, _ detail: String, postID: PostID? = nil) {
        self.code = code
        self.detail = detail
        self.postID = postID
    }
}
