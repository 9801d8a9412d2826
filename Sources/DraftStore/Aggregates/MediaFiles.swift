internal import Crypto
public import DraftModel

private enum SQL {
    static let insert: StaticString = """
        INSERT INTO media (id, owner_id, kind, content_type, file_extension, size, sha256, file_name, duration, width,
            height, created_at, container, video_codec, audio_codec, frame_rate, rotation)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    static let byID: StaticString = """
        SELECT id, owner_id, kind, content_type, file_extension, size, sha256, file_name, duration, width, height,
            created_at, container, video_codec, audio_codec, frame_rate, rotation FROM media WHERE id = ? AND owner_id = ?
        """
    static let ofOwner: StaticString = """
        SELECT id, owner_id, kind, content_type, file_extension, size, sha256, file_name, duration, width, height,
            created_at, container, video_codec, audio_codec, frame_rate, rotation FROM media
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
            duration: optionalDuration(8), width: optionalInt(9), height: optionalInt(10),
            details: Media.Details(
                container: optionalText(12), videoCodec: optionalText(13), audioCodec: optionalText(14),
                frameRate: optionalInt64(15).map { Factor(thousandths: $0) }, rotation: optionalInt(16)),
            createdAt: timestamp(11))
    }
}

extension SQLiteConnection {
    func media(_ id: MediaID, owner: UserID) throws(StoreError) -> Media? {
        try first(SQL.byID, id, owner) { row throws(StoreError) in try row.media() }
    }

    /// Every file that a draft uses, by id. Throws `mediaMissing` with the places of those that are not the owner's.
    func media(of draft: Draft) throws(StoreError) -> [MediaID: Media] {
        var found: [MediaID: Media] = [:]
        var missing: [Composition.MediaUse] = []
        for use in draft.composition.mediaUses where found[use.mediaID] == nil {
            if let media = try media(use.mediaID, owner: draft.ownerID) {
                found[use.mediaID] = media
            } else {
                missing.append(use)
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

    /// Every file that a draft uses, by id; what is missing is left out.
    public func media(of draft: Draft) throws(StoreError) -> [MediaID: Media] {
        var found: [MediaID: Media] = [:]
        for use in draft.composition.mediaUses where found[use.mediaID] == nil {
            found[use.mediaID] = try connection.media(use.mediaID, owner: draft.ownerID)
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
            digest, media.fileName, media.duration, media.width, media.height, media.createdAt,
            media.details.container, media.details.videoCodec, media.details.audioCodec,
            media.details.frameRate?.thousandths, media.details.rotation)
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
