internal import Crypto

private enum SQL {
    static let references: StaticString = """
        SELECT 1 WHERE EXISTS (SELECT 1 FROM media WHERE sha256 = ?1)
            OR EXISTS (SELECT 1 FROM posts WHERE sha256 = ?1 AND deleted_at IS NULL)
            OR EXISTS (SELECT 1 FROM camera_roll WHERE sha256 = ?1 AND state = 'reserved')
            OR EXISTS (SELECT 1 FROM renders WHERE sha256 = ?1)
        """
}

extension SQLiteConnection {
    /// Whether a row names the blob: an upload, a post that is still there, a save under way, or a rendered video.
    ///
    /// A draft, and a revision that can be restored, hold their media, and those the blob.
    func referencesBlob(_ digest: Digest256) throws(StoreError) -> Bool { try exists(SQL.references, digest) }
}
