public import DraftModel

private enum SQL {
    static let insert: StaticString = """
        INSERT INTO uploads (id, owner_id, length, offset, metadata, file_name, created_at, expires_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """
    static let byID: StaticString = """
        SELECT id, owner_id, length, offset, metadata, file_name, media_id, created_at, expires_at FROM uploads
        WHERE id = ?
        """
    static let advance: StaticString = """
        UPDATE uploads SET offset = ?2, length = ?3, expires_at = ?4 WHERE id = ?1 AND media_id IS NULL
        """
    static let complete: StaticString = """
        UPDATE uploads SET offset = ?2, length = ?2, media_id = ?3, expires_at = ?4 WHERE id = ?1 AND media_id IS NULL
        """
    static let delete: StaticString = "DELETE FROM uploads WHERE id = ?"
    static let expired: StaticString = "SELECT id FROM uploads WHERE expires_at <= ?"
    static let isIncomplete: StaticString = "SELECT 1 FROM uploads WHERE id = ? AND media_id IS NULL"
}

extension SQLiteConnection {
    fileprivate func upload(_ id: UploadID, owner: UserID) throws(StoreError) -> Upload? {
        let upload = try first(SQL.byID, id) { row throws(StoreError) in
            Upload(
                id: try row.identifier(0), ownerID: try row.identifier(1), length: row.optionalInt64(2),
                offset: row.int64(3), metadata: row.optionalText(4), fileName: row.optionalText(5),
                mediaID: try row.optionalIdentifier(6), createdAt: row.timestamp(7), expiresAt: row.timestamp(8))
        }
        guard let upload, upload.ownerID == owner else { return nil }
        return upload
    }

    /// Whether bytes of the upload are worth keeping.
    func isIncomplete(_ id: UploadID) throws(StoreError) -> Bool { try exists(SQL.isIncomplete, id) }
}

extension StoreReader {
    /// An upload of the user's, also one that has expired and was not removed yet; nil if there is none or it is
    /// somebody else's.
    public func upload(_ id: UploadID, owner: UserID) throws(StoreError) -> Upload? {
        try connection.upload(id, owner: owner)
    }
}

extension Transaction {
    /// Begins an upload. Its file is made with its first bytes.
    ///
    /// - Parameter length: the size of the whole file; nil if the client will say later.
    public func createUpload(
        owner: UserID, length: Int64?, metadata: String?, fileName: String?
    ) throws(StoreError) -> Upload {
        let upload = Upload(
            id: try makeID(), ownerID: owner, length: length, metadata: metadata, fileName: fileName, createdAt: now,
            expiresAt: now.adding(Upload.lifetime))
        try connection.run(
            SQL.insert, upload.id, upload.ownerID, upload.length, upload.offset, upload.metadata, upload.fileName,
            upload.createdAt, upload.expiresAt)
        return upload
    }

    /// Records that bytes up to an offset are on the disk, which puts the expiration off. Throws `notFound` for an upload
    /// that was ended meanwhile.
    public func advanceUpload(_ upload: Upload, to offset: Int64, length: Int64?) throws(StoreError) -> Upload {
        var next = upload
        next.offset = offset
        next.length = length
        next.expiresAt = now.adding(Upload.lifetime)
        let changed = try connection.run(SQL.advance, next.id, next.offset, next.length, next.expiresAt)
        guard changed == 1 else { throw StoreError(.notFound) }
        return next
    }

    /// Makes a complete upload media, in one step with its last bytes. Keep the `StoredBlob` until this is committed.
    /// Throws as `advanceUpload`.
    public func completeUpload(_ upload: Upload, as media: Media) throws(StoreError) -> Upload {
        try createMedia(media)
        var next = upload
        next.offset = media.size
        next.length = media.size
        next.mediaID = media.id
        next.expiresAt = now.adding(Upload.lifetime)
        let changed = try connection.run(SQL.complete, next.id, next.offset, media.id, next.expiresAt)
        guard changed == 1 else { throw StoreError(.notFound) }
        return next
    }

    /// Ends an upload; what it has become stays. The caller removes its file once this is committed. Throws `notFound`.
    public func deleteUpload(_ id: UploadID, owner: UserID) throws(StoreError) {
        guard try connection.upload(id, owner: owner) != nil else { throw StoreError(.notFound) }
        try connection.run(SQL.delete, id)
    }

    /// Forgets the uploads whose time is over. Returns them: their files are to be removed.
    func purgeUploads() throws(StoreError) -> [UploadID] {
        let expired: [UploadID] = try connection.all(SQL.expired, now) { row throws(StoreError) in try row.identifier(0)
        }
        for id in expired { try connection.run(SQL.delete, id) }
        return expired
    }
}
