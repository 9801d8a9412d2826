public import DraftModel

private enum SQL {
    static let insert: StaticString = """
        INSERT INTO drafts (id, owner_id, state, revision, updated_at, deleted_at, json, created_at, who_can_watch,
            title_key, search_text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    static let update: StaticString = """
        UPDATE drafts SET state = ?2, revision = ?3, updated_at = ?4, deleted_at = ?5, json = ?6, who_can_watch = ?7,
            title_key = ?8, search_text = ?9 WHERE id = ?1
        """
    static let byID: StaticString = "SELECT json, revision, state FROM drafts WHERE id = ? AND owner_id = ?"
    static let ofOwner: StaticString = """
        SELECT json, updated_at, id FROM drafts
        WHERE owner_id = ?1 AND state = ?2 AND (updated_at, id) < (?3, ?4)
        ORDER BY updated_at DESC, id DESC LIMIT ?5
        """
    static let use: StaticString = "INSERT OR IGNORE INTO draft_media (draft_id, media_id) VALUES (?, ?)"
    static let addRevision: StaticString = """
        INSERT INTO revisions (draft_id, revision, author_id, created_at, change, json) VALUES (?, ?, ?, ?, ?, ?)
        """
}

/// A draft as it is served.
public struct ServedDraft: Sendable {
    /// The JSON, byte for byte.
    public let json: [UInt8]
    /// What its ETag is made of.
    public let revision: Int
    public let state: Draft.State
}

/// Decides by a draft's current revision whether a change may be made: what `If-Match` says.
public typealias RevisionCondition = (_ current: Int) -> Bool

extension SQLiteConnection {
    func servedDraft(_ id: DraftID, owner: UserID) throws(StoreError) -> ServedDraft? {
        try first(SQL.byID, id, owner) { row throws(StoreError) in
            ServedDraft(json: row.bytes(0), revision: row.int(1), state: try row.choice(2))
        }
    }

    func draft(_ id: DraftID, owner: UserID) throws(StoreError) -> Draft? {
        guard let served = try servedDraft(id, owner: owner) else { return nil }
        return try Draft(stored: served.json, owner: owner)
    }
}

extension Draft {
    init(stored json: [UInt8], owner: UserID) throws(StoreError) {
        do throws(StoredDraftError) { try self.init(json: json, owner: owner) } catch {
            throw StoreError(.corrupt, cause: error.description)
        }
    }
}

extension StoreReader {
    /// A draft of the user's as it is served; nil if there is none or it is somebody else's. One indexed read.
    public func servedDraft(_ id: DraftID, owner: UserID) throws(StoreError) -> ServedDraft? {
        try connection.servedDraft(id, owner: owner)
    }

    /// A draft of the user's as a value; nil if there is none or it is somebody else's.
    public func draft(_ id: DraftID, owner: UserID) throws(StoreError) -> Draft? {
        try connection.draft(id, owner: owner)
    }

    /// The JSON of the user's drafts in a state, the one changed last first.
    public func drafts(
        of owner: UserID, state: Draft.State = .draft, page: PageRequest
    ) throws(StoreError) -> Page<[UInt8]> {
        let rows = try connection.all(SQL.ofOwner, owner, state.rawValue, page.afterKey, page.afterID, page.fetched) {
            row throws(StoreError) in (json: row.bytes(0), cursor: PageCursor(key: row.int64(1), id: row.text(2)))
        }
        let paged = Page(rows, page) { $0.cursor }
        return Page(items: paged.items.map(\.json), next: paged.next)
    }
}

extension Transaction {
    public func draft(_ id: DraftID, owner: UserID) throws(StoreError) -> Draft? {
        try connection.draft(id, owner: owner)
    }

    /// Keeps a new draft as its first revision. Throws `mediaMissing`, `compositionRefused` and
    /// `deviceMissing`.
    @discardableResult
    public func createDraft(_ draft: Draft) throws(StoreError) -> ServedDraft {
        try checkReferences(of: draft)
        let json = draft.serialized()
        try connection.run(
            SQL.insert, draft.id, draft.ownerID, draft.state.rawValue, draft.revision, draft.updatedAt, draft.deletedAt,
            json, draft.createdAt, draft.settings.whoCanWatch.rawValue, draft.titleKey, draft.searchText)
        try setMedia(of: draft, replacing: Composition())
        try addRevision(of: draft, json: json, author: draft.ownerID, change: .created)
        try record(.created, draft: draft, json: json)
        return ServedDraft(json: json, revision: draft.revision, state: draft.state)
    }

    /// Changes a draft to what `change` makes of it, as a new revision. If it makes the same draft of it, nothing is
    /// written.
    ///
    /// - Parameters:
    ///   - isExpected: whether the current revision is one the client knows; nil if it did not say.
    ///   - kind: what the history calls the change.
    ///   - change: gives the draft's next revision, by the model's functions.
    /// - Throws: `notFound`, `revisionMismatch`, `refused` (posted, deleted), `mediaMissing`, `compositionRefused`,
    ///   `deviceMissing`, and what `change` throws.
    @discardableResult
    public func updateDraft(
        _ id: DraftID, owner: UserID, ifRevision isExpected: RevisionCondition? = nil,
        as kind: DraftRevision.Change = .edited, change: (Draft) throws -> Draft
    ) throws -> ServedDraft {
        let draft = try expectedDraft(id, owner: owner, ifRevision: isExpected)
        if let refusal = draft.refusalOfEditing { throw StoreError(.refused(refusal)) }
        return try replace(draft, with: try change(draft), as: kind)
    }

    /// Moves a draft to the recently deleted. Throws as `updateDraft`.
    @discardableResult
    public func deleteDraft(
        _ id: DraftID, owner: UserID, ifRevision isExpected: RevisionCondition? = nil
    ) throws(StoreError) -> ServedDraft {
        let draft = try expectedDraft(id, owner: owner, ifRevision: isExpected)
        if let refusal = draft.refusalOfEditing { throw StoreError(.refused(refusal)) }
        return try replace(draft, with: draft.deleted(at: now), as: .deleted)
    }

    /// Brings a draft back from the recently deleted. Throws as `updateDraft`.
    @discardableResult
    public func restoreDraft(
        _ id: DraftID, owner: UserID, ifRevision isExpected: RevisionCondition? = nil
    ) throws(StoreError) -> ServedDraft {
        let draft = try expectedDraft(id, owner: owner, ifRevision: isExpected)
        if let refusal = draft.refusalOfRestoring(at: now) { throw StoreError(.refused(refusal)) }
        return try replace(draft, with: draft.undeleted(at: now), as: .restored)
    }

    /// The draft, if the client's condition holds for it. Throws `notFound` and `revisionMismatch`.
    func expectedDraft(
        _ id: DraftID, owner: UserID, ifRevision isExpected: RevisionCondition?
    ) throws(StoreError) -> Draft {
        guard let draft = try connection.draft(id, owner: owner) else { throw StoreError(.notFound) }
        if let isExpected, !isExpected(draft.revision) {
            throw StoreError(.revisionMismatch(current: draft.revision))
        }
        return draft
    }

    /// Writes a draft's next revision over it, with its history and its event.
    @discardableResult
    func replace(
        _ draft: Draft, with next: Draft, as change: DraftRevision.Change
    ) throws(StoreError) -> ServedDraft {
        let json = next.serialized()
        guard next.revision != draft.revision else {
            return ServedDraft(json: json, revision: draft.revision, state: draft.state)
        }
        if next.composition != draft.composition || next.saveToDevice != draft.saveToDevice {
            try checkReferences(of: next)
        }
        try connection.run(
            SQL.update, next.id, next.state.rawValue, next.revision, next.updatedAt, next.deletedAt, json,
            next.settings.whoCanWatch.rawValue, next.titleKey, next.searchText)
        try setMedia(of: next, replacing: draft.composition)
        try addRevision(of: next, json: json, author: next.ownerID, change: change)
        try record(next.state == .deleted ? .deleted : .updated, draft: next, json: json)
        return ServedDraft(json: json, revision: next.revision, state: next.state)
    }

    private func checkReferences(of draft: Draft) throws(StoreError) {
        let problems = CompositionRules.problems(draft.composition, media: try connection.media(of: draft))
        guard problems.isEmpty else { throw StoreError(.compositionRefused(problems)) }
        if let device = draft.saveToDevice.deviceID, try connection.device(device, owner: draft.ownerID) == nil {
            throw StoreError(.deviceMissing)
        }
    }

    /// Notes what the draft uses now. What it used before stays noted: a revision that can be restored needs it.
    private func setMedia(of draft: Draft, replacing previous: Composition) throws(StoreError) {
        let new = Set(draft.composition.mediaUses.map(\.mediaID))
        for media in new.subtracting(previous.mediaUses.map(\.mediaID)) {
            try connection.run(SQL.use, draft.id, media)
        }
    }

    private func addRevision(
        of draft: Draft, json: [UInt8], author: UserID, change: DraftRevision.Change
    ) throws(StoreError) {
        try connection.run(
            SQL.addRevision, draft.id, draft.revision, author, draft.updatedAt, change.rawValue, json)
    }
}
