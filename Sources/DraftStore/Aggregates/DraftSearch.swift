public import DraftModel
internal import JSON

// One query for each order. Filters that are not asked for are NULL. `?6` is a JSON array of the words: each has to be
// in the draft's texts, which are compared as they are, so that no character of a word means anything else.
private enum SQL {
    static let byUpdate: StaticString = """
        SELECT json, updated_at, id, title_key FROM drafts
        WHERE owner_id = ?1 AND state = ?2 AND (updated_at, id) < (?3, ?4)
            AND NOT EXISTS (SELECT 1 FROM json_each(?6) WHERE instr(search_text, value) = 0)
            AND (?7 IS NULL OR who_can_watch = ?7) AND (?8 IS NULL OR updated_at > ?8)
            AND (?9 IS NULL OR updated_at < ?9)
        ORDER BY updated_at DESC, id DESC LIMIT ?5
        """
    static let byCreation: StaticString = """
        SELECT json, created_at, id, title_key FROM drafts
        WHERE owner_id = ?1 AND state = ?2 AND (created_at, id) < (?3, ?4)
            AND NOT EXISTS (SELECT 1 FROM json_each(?6) WHERE instr(search_text, value) = 0)
            AND (?7 IS NULL OR who_can_watch = ?7) AND (?8 IS NULL OR updated_at > ?8)
            AND (?9 IS NULL OR updated_at < ?9)
        ORDER BY created_at DESC, id DESC LIMIT ?5
        """
    static let byTitle: StaticString = """
        SELECT json, 0, id, title_key FROM drafts
        WHERE owner_id = ?1 AND state = ?2 AND (?3 IS NULL OR (title_key, id) > (?3, ?4))
            AND NOT EXISTS (SELECT 1 FROM json_each(?6) WHERE instr(search_text, value) = 0)
            AND (?7 IS NULL OR who_can_watch = ?7) AND (?8 IS NULL OR updated_at > ?8)
            AND (?9 IS NULL OR updated_at < ?9)
        ORDER BY title_key, id LIMIT ?5
        """
}

/// Which drafts of a user are wanted, and in which order.
public struct DraftQuery: Sendable, Hashable {
    public enum Order: String, Sendable, Hashable, CaseIterable {
        /// The one changed last first.
        case updated
        /// The newest first.
        case created
        /// By title, A before B whatever the letter case; those without one first.
        case title
    }

    public var state: Draft.State
    public var order: Order
    /// Each word must be in the title or the caption, whatever its letter case; empty for all drafts.
    public var text: String
    public var whoCanWatch: WhoCanWatch?
    /// Only drafts changed later than this.
    public var updatedAfter: Timestamp?
    /// Only drafts changed earlier than this.
    public var updatedBefore: Timestamp?

    public init(
        state: Draft.State = .draft, order: Order = .updated, text: String = "", whoCanWatch: WhoCanWatch? = nil,
        updatedAfter: Timestamp? = nil, updatedBefore: Timestamp? = nil
    ) {
        self.state = state
        self.order = order
        self.text = text
        self.whoCanWatch = whoCanWatch
        self.updatedAfter = updatedAfter
        self.updatedBefore = updatedBefore
    }

    /// Whether an index has the drafts in this order, so that a page costs what is on it. Others look at all drafts of
    /// the user.
    public var isIndexed: Bool {
        order == .updated && text.isEmpty && whoCanWatch == nil && updatedAfter == nil && updatedBefore == nil
    }

    fileprivate var words: String {
        var json = JSONWriter()
        json.beginArray()
        for word in text.lowercased().split(whereSeparator: \.isWhitespace) { json.value(String(word)) }
        json.endArray()
        return String(decoding: json.bytes, as: UTF8.self)
    }
}

extension Draft {
    /// What lists are sorted by.
    var titleKey: String { title.text.lowercased() }
    /// What lists are searched in.
    var searchText: String { "\(title.text)\n\(caption.text)".lowercased() }
}

extension StoreReader {
    /// The JSON of the user's drafts that a query finds, in its order.
    public func drafts(
        of owner: UserID, matching query: DraftQuery, page: PageRequest
    ) throws(StoreError) -> Page<[UInt8]> {
        if query.isIndexed { return try drafts(of: owner, state: query.state, page: page) }
        let rows: [(json: [UInt8], cursor: PageCursor)]
        switch query.order {
        case .updated: rows = try fetch(SQL.byUpdate, owner, query, page, after: page.afterKey)
        case .created: rows = try fetch(SQL.byCreation, owner, query, page, after: page.afterKey)
        case .title: rows = try fetch(SQL.byTitle, owner, query, page, after: page.cursor?.textKey)
        }
        let paged = Page(rows, page) { $0.cursor }
        return Page(items: paged.items.map(\.json), next: paged.next)
    }

    private func fetch(
        _ sql: StaticString, _ owner: UserID, _ query: DraftQuery, _ page: PageRequest, after key: some SQLiteBindable
    ) throws(StoreError) -> [(json: [UInt8], cursor: PageCursor)] {
        try connection.all(
            sql, owner, query.state.rawValue, key, page.afterID, page.fetched, query.words, query.whoCanWatch?.rawValue,
            query.updatedAfter, query.updatedBefore
        ) { row throws(StoreError) in
            let id = row.text(2)
            let cursor =
                query.order == .title ? PageCursor(key: row.text(3), id: id) : PageCursor(key: row.int64(1), id: id)
            return (row.bytes(0), cursor)
        }
    }
}
