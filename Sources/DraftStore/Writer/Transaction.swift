internal import Crypto
public import DraftModel

/// One operation's turn on the writer's connection: everything it changes is committed, or nothing is.
///
/// Its functions, one file for each aggregate, are the only way to change anything. It lives as long as the closure it
/// is given to, on the writer's thread; the closure must not block or wait.
public struct Transaction: ~Copyable {
    /// The time of this operation: everything it writes carries the same one.
    public let now: Timestamp
    let randomness: Randomness
    let connection: SQLiteConnection
    let effects: Effects

    /// What a transaction leaves to be done when it has been committed.
    final class Effects {
        var notice = CommitNotice()
        /// Blobs that may have lost their last row.
        var releasedBlobs: [Digest256] = []
    }

    /// A new id of any kind, made now.
    public func makeID<Kind: IdentifierTag>() throws(StoreError) -> Identifier<Kind> {
        do { return try Identifier(at: now, randomness: randomness) } catch {
            throw StoreError(.failed, cause: "no randomness: \(error)")
        }
    }
}
