internal import Crypto
public import DraftModel

private enum SQL {
    static let insert: StaticString = """
        INSERT INTO media (id, owner_id, kind, content_type, file_extension, size, sha256, file_name, duration, width,
            height, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    static let byID: StaticString = """
        SELECT id, owner_id, kind, content_type, file_extension, size, sha256, file_name, duration, width, height,
            created_at FROM media WHERE id = ? AND owner_id = ?
        """
    static let ofOwner: StaticString = """
        SELECT id, owner_id, kind, content_type, file_extension, size, sha256, file_name, duration, width, height,
            created_at FROM media
        WHERE owner_id = ?1 AND (created_at, id) < (?2, ?3) ORDER BY created_at DESC, id DESC LIMIT ?4
        """
    static let delete: StaticString = "DELETE FROM media WHERE id = ?"
    static let users: StaticString = "SELECT draft_id FROM draft_media WHERE media_id = ? ORDER BY draft_id"
}

extension SQLiteRow {
    fileprivate func media() throws(StoreError) -> Media {
        Media(
            id: try identifier(0), ownerID: try identifier(1), kind: try choice(2), contentType: text(3),
            fileExtension: text(4), size: int64(5), sha256: try digest(6).hex, fileName: optionalText(7),
            duration: optionalDuration(8), width: optionalInt(9), height: optionalInt(10), createdAt: timestamp(11))
    }
}

extension SQLiteConnection {
    func media(_ id: MediaID, owner: UserID) throws(StoreError) -> Media? {
        try first(SQL.byID, id, owner) { row throws(StoreError) in try row.media() }
    }

    /// The media of a draft's clips, in the order of the clips. Throws `mediaMissing` naming those that are not the
    /// owner's.
    func media(of draft: Draft) throws(StoreError) -> [Media] {
        var found: [Media] = []
        var missing: [StoreError.MissingMedia] = []
        for (index, clip) in draft.clips.enumerated() {
            if let media = try media(clip.mediaID, owner: draft.ownerID) {
                found.append(media)
            } else {
                missing.append(StoreError.MissingMedia(clip: index, id: clip.mediaID))
            }
        }
        guard missing.isEmpty else { throw StoreError(.mediaMissing(missing)) }
        return found
    }
}

extension StoreReader {
    /// An upload of the user's; nil if there is none or it is somebody else's.
    public func media(_ id: MediaID, owner: UserID) throws(StoreError) -> Media? {
        try connection.media(id, owner: owner)
    }

    /// The user's uploads, newest first.
    public func media(of owner: UserID, page: PageRequest) throws(StoreError) -> Page<Media> {
        let media = try connection.all(SQL.ofOwner, owner, page.afterKey, page.afterID, page.fetched) {
            row throws(StoreError) in try row.media()
        }
        return Page(media, page) { PageCursor(key: $0.createdAt.millisecondsSince1970, id: $0.id.text) }
    }

    /// The media of a draft's clips, in the order of the clips; what is missing is left out.
    public func media(of draft: Draft) throws(StoreError) -> [Media] {
        var found: [Media] = []
        for clip in draft.clips {
            if let media = try connection.media(clip.mediaID, owner: draft.ownerID) { found.append(media) }
        }
        return found
    }
}

extension Transaction {
    public func media(_ id: MediaID, owner: UserID) throws(StoreError) -> Media? {
        try connection.media(id, owner: owner)
    }

    /// Records an upload whose bytes are in the blob store. Keep its `StoredBlob` until this is committed.
    public func createMedia(_ media: Media) throws(StoreError) {
        guard let digest = Digest256(hex: media.sha256) else { throw StoreError(.failed, cause: "not a SHA-256") }
        try connection.run(
            SQL.insert, media.id, media.ownerID, media.kind.rawValue, media.contentType, media.fileExtension,
            media.size,
            digest, media.fileName, media.duration, media.width, media.height, media.createdAt)
        try record(.media, .created, for: media.ownerID, resource: "/v1/media/\(media.id)")
    }

    /// Deletes an upload; its bytes go too unless another upload or a post has the same. Throws `notFound`, and
    /// `mediaInUse` naming the drafts that use it, deleted and posted ones included.
    public func deleteMedia(_ id: MediaID, owner: UserID) throws(StoreError) {
        guard let media = try connection.media(id, owner: owner) else { throw StoreError(.notFound) }
        let users: [DraftID] = try connection.all(SQL.users, id) { row throws(StoreError) in try row.identifier(0) }
        guard users.isEmpty else { throw StoreError(.mediaInUse(by: users)) }
        try connection.run(SQL.delete, id)
        if let digest = Digest256(hex: media.sha256) { effects.releasedBlobs.append(digest) }
        try record(.media, .deleted, for: owner, resource: "/v1/media/\(id)")
    }
}
