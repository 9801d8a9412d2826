internal import Crypto
internal import DraftModel

private enum SQL {
    static let blobs: StaticString = """
        SELECT '/v1/media/' || id, sha256, size FROM media
        UNION ALL SELECT '/v1/posts/' || id, sha256, size FROM posts WHERE deleted_at IS NULL AND sha256 IS NOT NULL
        UNION ALL SELECT 'the render of ' || job_id, sha256, size FROM renders WHERE sha256 IS NOT NULL
        UNION ALL SELECT '/v1/camera-roll/' || id, sha256, size FROM camera_roll WHERE state = 'reserved'
        """
    static let saved: StaticString = "SELECT path, sha256, size FROM camera_roll WHERE state = 'saved'"
    static let uploads: StaticString = "SELECT id, offset FROM uploads WHERE media_id IS NULL"
    static let drafts: StaticString = "SELECT id, owner_id, json, 0 FROM drafts"
    static let revisions: StaticString = """
        SELECT r.draft_id, d.owner_id, r.json, r.revision FROM revisions r JOIN drafts d ON d.id = r.draft_id
        """
    static let hasMedia: StaticString = "SELECT 1 FROM draft_media WHERE draft_id = ? AND media_id = ?"
    static let figures: StaticString = """
        SELECT id, storage_used, (SELECT coalesce(sum(size), 0) FROM camera_roll
            WHERE device_id = devices.id AND state IN ('reserved', 'saved')) FROM devices
        """
}

extension Doctor {
    /// Follows every row to what it names.
    mutating func examineRows(_ connection: SQLiteConnection) throws(StoreError) {
        try examineBlobReferences(connection)
        try examineSavedFiles(connection)
        try examineUploads(connection)
        try examineDrafts(connection, SQL.drafts)
        try examineDrafts(connection, SQL.revisions)
        let figures = try connection.all(SQL.figures) { (id: $0.text(0), kept: $0.int64(1), real: $0.int64(2)) }
        for device in figures where device.kept != device.real {
            find(
                .problem, .wrongStorageFigure, "/v1/devices/\(device.id)",
                "Its videos have \(device.real) bytes; its figure says \(device.kept).")
        }
    }

    /// Whether the blob of each row is there and as long as the row says; its bytes are compared with the files.
    private mutating func examineBlobReferences(_ connection: SQLiteConnection) throws(StoreError) {
        let rows = try connection.all(SQL.blobs) { row throws(StoreError) in
            (resource: row.text(0), digest: try row.digest(1), size: row.int64(2))
        }
        report.references += rows.count
        for row in rows {
            let name = Self.blobName(row.digest)
            switch try files.size(directory + "/" + name) {
            case nil:
                find(.problem, .blobMissing, name, "\(row.resource) needs these bytes, and they are gone.")
            case row.size: break
            case let size?:
                find(.problem, .blobDamaged, name, "\(row.resource) has \(row.size) bytes; this file has \(size).")
            }
        }
    }

    private mutating func examineSavedFiles(_ connection: SQLiteConnection) throws(StoreError) {
        let rows = try connection.all(SQL.saved) { row throws(StoreError) in
            (path: row.text(0), digest: try row.digest(1), size: row.int64(2))
        }
        report.references += rows.count
        for row in rows {
            guard let found = try hash(row.path) else {
                find(
                    .problem, .savedFileMissing, row.path,
                    "This saved video is gone. Delete it through the API, and save it again.")
                continue
            }
            report.savedFiles += 1
            if found.digest != row.digest {
                find(
                    .problem, .savedFileDamaged, row.path,
                    "This saved video has other bytes than were saved: \(found.size) of them, where \(row.size) were.")
            }
        }
    }

    private mutating func examineUploads(_ connection: SQLiteConnection) throws(StoreError) {
        let rows = try connection.all(SQL.uploads) { (id: $0.text(0), offset: $0.int64(1)) }
        report.references += rows.count
        for row in rows where row.offset > 0 {
            let name = "incoming/\(row.id)"
            let size = try files.size(directory + "/" + name) ?? 0
            if size < row.offset {
                find(
                    .problem, .uploadDamaged, name,
                    "\(row.offset) bytes of this upload were acknowledged; \(size) are here. Its client has to begin again."
                )
            }
        }
    }

    /// Whether each draft can be read and its media are noted as used, which keeps them.
    private mutating func examineDrafts(_ connection: SQLiteConnection, _ sql: StaticString) throws(StoreError) {
        // Only what is found is gathered: there may be very many revisions.
        let rows = try connection.all(sql) { row throws(StoreError) in
            try Self.findings(inDraft: row.identifier(0), of: row.identifier(1), row.bytes(2), row.int(3), connection)
        }
        report.references += rows.count
        for findings in rows { report.findings += findings }
    }

    private static func findings(
        inDraft id: DraftID, of owner: UserID, _ json: [UInt8], _ revision: Int, _ connection: SQLiteConnection
    ) throws(StoreError) -> [DoctorReport.Finding] {
        let resource = "/v1/drafts/\(id)" + (revision > 0 ? "/revisions/\(revision)" : "")
        let draft: Draft
        do throws(StoreError) { draft = try Draft(stored: json, owner: owner) } catch {
            return [DoctorReport.Finding(.problem, .unreadableDraft, resource, String(reflecting: error))]
        }
        var findings: [DoctorReport.Finding] = []
        for media in Set(draft.composition.mediaUses.map(\.mediaID))
        where try !connection.exists(SQL.hasMedia, id, media) {
            findings.append(
                DoctorReport.Finding(
                    .problem, .brokenReference, resource, "It uses \(media), which nothing keeps for it."))
        }
        return findings
    }

    static func blobName(_ digest: Digest256) -> String { "blobs/\(digest.hex.prefix(2))/\(digest.hex)" }
}
