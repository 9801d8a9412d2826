public import DraftModel

private enum SQL {
    static let list: StaticString = """
        SELECT revision, author_id, created_at, change FROM revisions
        WHERE draft_id = ?1 AND revision < ?2 ORDER BY revision DESC LIMIT ?3
        """
    static let json: StaticString = "SELECT json FROM revisions WHERE draft_id = ? AND revision = ?"
}

extension SQLiteConnection {
    fileprivate func revisionJSON(_ revision: Int, of draft: DraftID) throws(StoreError) -> [UInt8]? {
        try first(SQL.json, draft, revision) { $0.bytes(0) }
    }
}

extension StoreReader {
    /// A draft's history, the latest revision first; nil if there is no such draft of the user's.
    public func revisions(
        of draft: DraftID, owner: UserID, page: PageRequest
    ) throws(StoreError) -> Page<DraftRevision>? {
        guard try connection.servedDraft(draft, owner: owner) != nil else { return nil }
        let revisions = try connection.all(SQL.list, draft, page.afterKey, page.fetched) { row throws(StoreError) in
            DraftRevision(
                draftID: draft, revision: row.int(0), authorID: try row.identifier(1), createdAt: row.timestamp(2),
                change: try row.choice(3))
        }
        return Page(revisions, page) { PageCursor(key: Int64($0.revision), id: "-") }
    }

    /// The JSON of a draft as it was at a revision; nil if there is none, or no such draft of the user's.
    public func revision(_ revision: Int, of draft: DraftID, owner: UserID) throws(StoreError) -> [UInt8]? {
        guard try connection.servedDraft(draft, owner: owner) != nil else { return nil }
        return try connection.revisionJSON(revision, of: draft)
    }
}

extension Transaction {
    /// Brings an earlier revision's content back as a new revision. Throws as `updateDraft`; `notFound` also if there
    /// is no such revision.
    @discardableResult
    public func restoreRevision(
        _ revision: Int, of id: DraftID, owner: UserID, ifRevision isExpected: RevisionCondition? = nil
    ) throws(StoreError) -> ServedDraft {
        let draft = try expectedDraft(id, owner: owner, ifRevision: isExpected)
        if let refusal = draft.refusalOfEditing { throw StoreError(.refused(refusal)) }
        guard let json = try connection.revisionJSON(revision, of: id) else { throw StoreError(.notFound) }
        let earlier = try Draft(stored: json, owner: owner)
        return try replace(draft, with: draft.restored(from: earlier, at: now), as: .revisionRestored)
    }
}
