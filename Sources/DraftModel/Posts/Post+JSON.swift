public import JSON

extension Post {
    /// The post as anybody who may watch it sees it. `contentURL` is signed and works until `expiresAt`; a post without a
    /// video has none.
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
            $0.member("content_type", video?.contentType)
            $0.member("size", video?.size)
            $0.member("sha256", video?.sha256)
            $0.member("duration_ms", video?.duration)
            $0.member("width", video?.width)
            $0.member("height", video?.height)
            $0.member("content_url", video == nil ? nil : contentURL)
            $0.member("content_url_expires_at", video == nil ? nil : expiresAt)
            if let error {
                $0.object("error") {
                    $0.member("code", error.code.rawValue)
                    $0.member("detail", error.detail)
                }
            } else {
                $0.nullMember("error")
            }
            $0.member("published_at", state == .published ? publishedAt : nil)
            $0.member("revision", revision)
        }
    }
}
