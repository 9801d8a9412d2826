public import JSON

// An id is written as its text, a time in RFC 3339, a duration in milliseconds; nil as null.

extension JSONWriter {
    public mutating func member<Tag: IdentifierTag>(_ key: String, _ identifier: Identifier<Tag>) {
        member(key, identifier.text)
    }

    public mutating func member<Tag: IdentifierTag>(_ key: String, _ identifier: Identifier<Tag>?) {
        member(key, identifier?.text)
    }

    public mutating func member(_ key: String, _ timestamp: Timestamp) {
        member(key, timestamp.text)
    }

    public mutating func member(_ key: String, _ timestamp: Timestamp?) {
        member(key, timestamp?.text)
    }

    public mutating func member(_ key: String, _ duration: Milliseconds?) {
        member(key, duration?.count)
    }

    /// The members that say where content can be fetched, and until when that address works.
    mutating func contentMembers(url: String, expiresAt: Timestamp) {
        member("content_url", url)
        member("content_url_expires_at", expiresAt)
    }
}
