internal import Crypto

private enum SQL {
    static let references: StaticString = """
        SELECT 1 WHERE EXISTS (SELECT 1 FROM media WHERE sha256 = ?1)
            OR EXISTS (SELECT 1 FROM posts WHERE sha256 = ?1 AND deleted_at IS NULL)
        """
}

extension SQLiteConnection {
    /// Whether a row names the blob: an upload, or a post that is still there.
    func referencesBlob(_ digest: Digest256) throws(StoreError) -> Bool { try exists(SQL.references, digest) }
}
