public import JSON

extension Post {
    /// The post as anybody who may watch it sees it. `contentURL` is signed and works until `expiresAt`.
    public func write(to writer: inout JSONWriter, author: User, contentURL: String, expiresAt: Timestamp) {
        writer.object {
            $0.member("id", id)
            $0.member("draft_id", draftID)
            $0.member("draft_revision", draftRevision)
            $0.key("author")
            author.writeAsAuthor(to: &$0)
            $0.member("state", state.rawValue)
            $0.member("caption", caption.text)
            $0.member("who_can_watch", settings.whoCanWatch.rawValue)
            $0.member("allow_comments", settings.allowComments)
            $0.member("allow_duet", settings.allowDuet)
            $0.member("allow_stitch", settings.allowStitch)
            $0.member("content_type", contentType)
            $0.member("size", size)
            $0.member("sha256", sha256)
            $0.member("duration_ms", duration)
            $0.member("width", width)
            $0.member("height", height)
            $0.contentMembers(url: contentURL, expiresAt: expiresAt)
            $0.member("published_at", publishedAt)
            $0.member("revision", revision)
        }
    }
}
