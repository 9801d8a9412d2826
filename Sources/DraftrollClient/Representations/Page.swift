/// One page of a list.
public struct Page<Item: Decodable & Sendable>: Decodable, Sendable {
    /// The items of this page, at most 100.
    public let items: [Item]
    /// Ask for the next page with it; nil on the last one.
    public let nextCursor: String?
}
