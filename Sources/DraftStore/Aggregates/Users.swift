public import DraftModel

private enum SQL {
    static let insert: StaticString = """
        INSERT INTO users (id, handle, display_name, password_hash, created_at) VALUES (?, ?, ?, ?, ?)
        """
    static let byID: StaticString = "SELECT id, handle, display_name, created_at FROM users WHERE id = ?"
    static let byHandle: StaticString = "SELECT id, handle, display_name, created_at FROM users WHERE handle = ?"
    static let password: StaticString = "SELECT id, password_hash FROM users WHERE handle = ?"
}

/// What signing in is checked against.
public struct StoredPassword: Sendable {
    public let userID: UserID
    /// In the form of `Scrypt.hash`.
    public let hash: String
}

extension SQLiteConnection {
    func user(_ id: UserID) throws(StoreError) -> User? {
        try first(SQL.byID, id) { row throws(StoreError) in try row.user() }
    }
}

extension SQLiteRow {
    /// Four columns from `column`: id, handle, display_name, created_at.
    func user(from column: Int32 = 0) throws(StoreError) -> User {
        User(
            id: try identifier(column), handle: try validated(column + 1), displayName: try validated(column + 2),
            createdAt: timestamp(column + 3))
    }
}

extension StoreReader {
    public func user(_ id: UserID) throws(StoreError) -> User? { try connection.user(id) }

    public func user(handle: Handle) throws(StoreError) -> User? {
        try connection.first(SQL.byHandle, handle.text) { row throws(StoreError) in try row.user() }
    }

    /// The password hash of a handle's user; nil if nobody has the handle.
    public func password(of handle: Handle) throws(StoreError) -> StoredPassword? {
        try connection.first(SQL.password, handle.text) { row throws(StoreError) in
            StoredPassword(userID: try row.identifier(0), hash: row.text(1))
        }
    }
}

extension Transaction {
    /// Makes a user and the user's first device: everybody has a camera roll. Throws `handleTaken`.
    public func createUser(
        handle: Handle, displayName: DisplayName, passwordHash: String, device: DeviceInput
    ) throws(StoreError) -> (user: User, device: Device) {
        let user = User(id: try makeID(), handle: handle, displayName: displayName, createdAt: now)
        do throws(StoreError) {
            try connection.run(SQL.insert, user.id, handle.text, displayName.text, passwordHash, now)
        } catch  where error.isUniqueViolation { throw StoreError(.handleTaken) }
        return (user, try createDevice(device, owner: user.id))
    }
}
