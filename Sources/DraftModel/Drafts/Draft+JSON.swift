public import JSON

extension Draft {
    /// The draft as JSON: exactly what is served, and exactly what is stored.
    ///
    /// The owner is not in it: a draft is its owner's alone, who need not be told.
    public func serialized() -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 1_024 + caption.text.utf8.count + clips.count * 256)
        write(to: &writer)
        return writer.bytes
    }

    /// Writes the draft as ``serialized()`` does.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("id", id)
            $0.member("state", state.rawValue)
            $0.member("revision", revision)
            writeEditableMembers(to: &$0)
            $0.member("post_id", postID)
            $0.member("created_at", createdAt)
            $0.member("updated_at", updatedAt)
            $0.member("deleted_at", deletedAt)
        }
    }

    private func writeEditableMembers(to writer: inout JSONWriter) {
        writer.member("title", title.text)
        writer.member("caption", caption.text)
        for (name, value) in composition.members { writer.member(name, value) }
        writer.member("who_can_watch", settings.whoCanWatch.rawValue)
        writer.member("allow_comments", settings.allowComments)
        writer.member("allow_duet", settings.allowDuet)
        writer.member("allow_stitch", settings.allowStitch)
        writer.object("save_to_device") {
            $0.member("enabled", saveToDevice.isEnabled)
            $0.member("device_id", saveToDevice.deviceID)
        }
    }

    /// Reads back what ``serialized()`` wrote.
    public init(json bytes: [UInt8], owner: UserID) throws(StoredDraftError) {
        let value: JSONValue
        do {
            value = try JSONValue.parse(bytes)
        } catch {
            throw StoredDraftError(reason: error.description)
        }
        var reader = JSONObjectReader(value)
        let id: DraftID? = reader.identifier("id")
        let state: State? = reader.choice("state")
        let revision = reader.integer("revision", in: 1...Int64(Int32.max))
        let content = EditableContent(from: &reader)
        let postID: PostID? = reader.optionalIdentifier("post_id")
        let createdAt = reader.timestamp("created_at")
        let updatedAt = reader.timestamp("updated_at")
        let deletedAt = reader.optionalTimestamp("deleted_at")
        do {
            try reader.finish()
        } catch {
            throw StoredDraftError(errors: error)
        }
        guard let id, let state, let createdAt, let updatedAt else { throw StoredDraftError(reason: "incomplete") }
        self.init(
            id: id, ownerID: owner, state: state, revision: Int(revision), postID: postID, createdAt: createdAt,
            updatedAt: updatedAt, deletedAt: deletedAt)
        content.assign(to: &self)
    }
}

/// A stored draft cannot be read: the database is damaged, or was written by something else.
public struct StoredDraftError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Where and why, for the log.
    public let reason: String

    init(reason: String) {
        self.reason = reason
    }

    init(errors: JSONFieldErrors) {
        reason = errors.errors.map { "\($0.path): \($0.detail)" }.joined(separator: " ")
    }

    public var description: String { "stored draft: \(reason)" }
}

extension DraftRevision {
    /// The entry as the draft's owner sees it in the history.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("revision", revision)
            $0.member("author_id", authorID)
            $0.member("created_at", createdAt)
            $0.member("change", change.rawValue)
        }
    }
}
