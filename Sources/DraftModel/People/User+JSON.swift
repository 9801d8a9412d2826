public import JSON

extension User {
    /// The user as its owner sees it: id, handle, display_name, created_at.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            writePublicMembers(to: &$0)
            $0.member("created_at", createdAt)
        }
    }

    /// The user as an author beside a post: id, handle, display_name.
    public func writeAsAuthor(to writer: inout JSONWriter) {
        writer.object { writePublicMembers(to: &$0) }
    }

    private func writePublicMembers(to writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("handle", handle.text)
        writer.member("display_name", displayName.text)
    }
}
