/// What a client asked for and what it was told: all that a service which was killed has to answer for.
struct Ledger: Sendable {
    /// A video that was sent.
    struct Upload: Sendable {
        let key: String
        let video: Video
        /// Known once the service has acknowledged it.
        var mediaID: String?
        /// Whether the request was repeated after a kill and got the same answer.
        var isRepeated = false
    }

    /// What a client may change about a draft.
    struct Content: Sendable, Hashable {
        var caption: String
        var whoCanWatch: String
    }

    struct Draft: Sendable {
        let key: String
        let body: String
        let video: Video
        /// Known once the service has acknowledged it.
        var id: String?
        /// As of an upload.
        var isRepeated = false
        var revision = 1
        /// What was acknowledged last.
        var content: Content
        /// A change that was sent and not answered: it may have happened or not, but nothing else.
        var pending: Content?
        var post: Post?
    }

    struct Post: Sendable {
        let key: String
        /// Known once the service has acknowledged it.
        var id: String?
        var jobID: String?
        /// As of an upload.
        var isRepeated = false
    }

    var uploads: [Upload] = []
    var drafts: [Draft] = []
}
