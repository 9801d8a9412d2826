public import Crypto
public import DraftModel

private enum SQL {
    // A sign-in that is repeated after its answer was forgotten makes the same token again.
    static let insert: StaticString = """
        INSERT OR REPLACE INTO sessions (token_hash, id, user_id, created_at) VALUES (?, ?, ?, ?)
        """
    static let select: StaticString = "SELECT id, user_id FROM sessions WHERE token_hash = ?"
    static let delete: StaticString = "DELETE FROM sessions WHERE id = ?"
}

/// Who a token speaks for.
public struct Session: Sendable, Hashable {
    public let id: SessionID
    public let userID: UserID
}

extension StoreReader {
    /// The session of a token, by the SHA-256 of it; nil if there is none, or none any more. One indexed read.
    public func session(tokenHash: Digest256) throws(StoreError) -> Session? {
        try connection.first(SQL.select, tokenHash) { row throws(StoreError) in
            Session(id: try row.identifier(0), userID: try row.identifier(1))
        }
    }
}

extension Transaction {
    /// Makes a session for a token, of which only the SHA-256 is kept.
    @discardableResult
    public func createSession(user: UserID, tokenHash: Digest256) throws(StoreError) -> Session {
        let session = Session(id: try makeID(), userID: user)
        try connection.run(SQL.insert, tokenHash, session.id, user, now)
        return session
    }

    /// Revokes a session. False if it was revoked before.
    @discardableResult
    public func deleteSession(_ id: SessionID) throws(StoreError) -> Bool { try connection.run(SQL.delete, id) > 0 }
}
