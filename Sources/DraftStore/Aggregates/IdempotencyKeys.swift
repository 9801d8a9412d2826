public import Crypto
public import DraftModel

private enum SQL {
    static let select: StaticString = """
        SELECT fingerprint, status, content_type, location, etag, body FROM idempotency_keys
        WHERE scope = ? AND key = ? AND expires_at > ?
        """
    static let insert: StaticString = """
        INSERT OR REPLACE INTO idempotency_keys
            (scope, key, fingerprint, status, content_type, location, etag, body, expires_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    static let purge: StaticString = "DELETE FROM idempotency_keys WHERE expires_at <= ?"
}

/// An answer that is given again to the same request.
public struct StoredAnswer: Sendable, Hashable {
    /// The HTTP status.
    public var status: Int
    public var contentType: String?
    public var location: String?
    public var etag: String?
    public var body: [UInt8]

    public init(
        status: Int, contentType: String? = nil, location: String? = nil, etag: String? = nil, body: [UInt8] = []
    ) {
        self.status = status
        self.contentType = contentType
        self.location = location
        self.etag = etag
        self.body = body
    }
}

/// What makes a request the same as an earlier one.
public struct IdempotencyKey: Sendable, Hashable {
    /// Whose key it is: keys of different users never meet.
    public var scope: String
    /// What the client sent.
    public var key: String
    /// A digest of the method, the path and the body.
    public var fingerprint: Digest256

    public init(scope: String, key: String, fingerprint: Digest256) {
        self.scope = scope
        self.key = key
        self.fingerprint = fingerprint
    }

    /// How long an answer is kept: 24 hours.
    public static let lifetime = Milliseconds.seconds(86_400)
}

extension SQLiteConnection {
    fileprivate func answer(to key: IdempotencyKey, at now: Timestamp) throws(StoreError) -> StoredAnswer? {
        try first(SQL.select, key.scope, key.key, now) { row throws(StoreError) in
            guard try row.digest(0) == key.fingerprint else { throw StoreError(.idempotencyKeyReused) }
            return StoredAnswer(
                status: row.int(1), contentType: row.optionalText(2), location: row.optionalText(3),
                etag: row.optionalText(4), body: row.bytes(5))
        }
    }
}

extension StoreReader {
    /// The answer given to the same request before, if it is not older than 24 hours. Throws `idempotencyKeyReused` if
    /// the key was used for another request.
    ///
    /// Nil does not mean that the request may be carried out: ask again inside the transaction that does.
    public func answer(to key: IdempotencyKey, at now: Timestamp) throws(StoreError) -> StoredAnswer? {
        try connection.answer(to: key, at: now)
    }
}

extension Transaction {
    /// As the reader's. Asked in the transaction that carries the request out, it makes sure that only one does.
    public func answer(to key: IdempotencyKey) throws(StoreError) -> StoredAnswer? {
        try connection.answer(to: key, at: now)
    }

    /// Keeps an answer for 24 hours, in the transaction that carried the request out.
    public func keep(_ answer: StoredAnswer, for key: IdempotencyKey) throws(StoreError) {
        try connection.run(
            SQL.insert, key.scope, key.key, key.fingerprint, answer.status, answer.contentType, answer.location,
            answer.etag, answer.body, now.adding(IdempotencyKey.lifetime))
    }

    func purgeAnswers() throws(StoreError) -> Int { try connection.run(SQL.purge, now) }
}
