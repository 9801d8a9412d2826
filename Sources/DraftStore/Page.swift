internal import Crypto

/// Which part of a list is wanted. Lists are ordered newest first.
public struct PageRequest: Sendable, Hashable {
    /// How many items at most, 1 to 100.
    public let limit: Int
    /// Where the page before ended; nil for the first page.
    public let cursor: PageCursor?

    /// - Parameter limit: taken as the nearest number from 1 to 100.
    public init(limit: Int = 50, cursor: PageCursor? = nil) {
        self.limit = min(max(limit, 1), 100)
        self.cursor = cursor
    }

    /// The sort key that every item of the page is below, with `afterID`.
    var afterKey: Int64 { cursor?.key ?? .max }
    /// No id sorts above this text.
    var afterID: String { cursor?.id ?? "~" }
    /// One more than wanted tells whether there is a next page.
    var fetched: Int { limit + 1 }
}

/// The place of an item in a list: its sort key, and its id among those with the same key. So a page neither repeats
/// nor skips an item when others appear or go meanwhile.
public struct PageCursor: Sendable, Hashable {
    let key: Int64
    /// The sort key where it is a text; `key` is 0 then.
    let textKey: String?
    let id: String

    init(key: Int64, id: String) {
        self.key = key
        textKey = nil
        self.id = id
    }

    init(key: String, id: String) {
        self.key = 0
        textKey = key
        self.id = id
    }

    /// Reads a cursor as `text` writes it; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].utf8.count <= 64, parts[1].utf8.allSatisfy({ (0x21...0x7e).contains($0) }),
            !parts[1].isEmpty
        else { return nil }
        if parts[0].first == "t" {
            guard let bytes = Base64URL.decode(String(parts[0].dropFirst())),
                let key = String(validating: bytes, as: UTF8.self)
            else { return nil }
            self.init(key: key, id: String(parts[1]))
        } else {
            guard let key = Int64(parts[0]), String(key) == parts[0] else { return nil }
            self.init(key: key, id: String(parts[1]))
        }
    }

    /// Opaque to clients; safe in a query as it is.
    public var text: String { "\(textKey.map { "t" + Base64URL.encode(Array($0.utf8)) } ?? String(key)).\(id)" }

    /// Whether it is a place in a list that is sorted by a text.
    public var isTextual: Bool { textKey != nil }
}

/// One page of a list.
public struct Page<Item: Sendable>: Sendable {
    public var items: [Item]
    /// Where the next page begins; nil if this is the last.
    public var next: PageCursor?

    /// Of items fetched with one more than wanted.
    init(items: [Item], next: PageCursor?) {
        self.items = items
        self.next = next
    }

    init(_ fetched: [Item], _ request: PageRequest, cursor: (Item) -> PageCursor) {
        items = Array(fetched.prefix(request.limit))
        next = fetched.count > request.limit ? items.last.map(cursor) : nil
    }
}
