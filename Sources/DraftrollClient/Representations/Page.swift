/// One page of a list.
public struct Page<Item: Decodable & Sendable>: Decodable, Sendable {
    public let items: [Item]
    /// Ask for the next page with it; nil on the last one.
    public let nextCursor: String?
}
