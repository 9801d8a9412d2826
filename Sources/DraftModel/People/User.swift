/// A person with an account.
public struct User: Sendable, Hashable {
    public var id: UserID
    public var handle: Handle
    public var displayName: DisplayName
    public var createdAt: Timestamp

    public init(id: UserID, handle: Handle, displayName: DisplayName, createdAt: Timestamp) {
        self.id = id
        self.handle = handle
        self.displayName = displayName
        self.createdAt = createdAt
    }
}
