/// A list of the server, read page by page as it is iterated.
///
/// ```swift
/// for try await draft in client.drafts() { print(draft.title) }
/// ```
public struct Listing<Item: Decodable & Sendable>: AsyncSequence, Sendable {
    let client: DraftrollClient
    let request: APIRequest

    /// Begins with the first page.
    public func makeAsyncIterator() -> Iterator {
        Iterator(client: client, request: request)
    }

    /// All items in one array. For lists that are known to be short.
    public func collect() async throws(DraftrollError) -> [Item] {
        var items: [Item] = []
        var iterator = makeAsyncIterator()
        while let item = try await iterator.next(isolation: nil) { items.append(item) }
        return items
    }

    /// Asks for a page when the one before is used up.
    public struct Iterator: AsyncIteratorProtocol {
        let client: DraftrollClient
        let request: APIRequest
        private var page: ArraySlice<Item> = []
        private var cursor: String?
        private var isLastPage = false

        init(client: DraftrollClient, request: APIRequest) {
            self.client = client
            self.request = request
        }

        /// The next item, asking for a page where needed; nil at the end.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(DraftrollError) -> Item? {
            while true {
                if let item = page.popFirst() { return item }
                if isLastPage { return nil }
                var request = self.request
                if let cursor { request.query.append(("cursor", cursor)) }
                let next: Page<Item> = try await client.value(request)
                page = next.items[...]
                cursor = next.nextCursor
                isLastPage = cursor == nil
            }
        }

        /// The next item, asking for a page where needed; nil at the end.
        public mutating func next() async throws(DraftrollError) -> Item? {
            try await next(isolation: nil)
        }
    }
}
