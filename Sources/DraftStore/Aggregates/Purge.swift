internal import Crypto
public import DraftModel

private enum SQL {
    static let expiredDrafts: StaticString = "SELECT id, owner_id FROM drafts WHERE deleted_at < ?"
    /// Media that the draft or a revision of it uses, and no other draft does.
    static let mediaOfDraftAlone: StaticString = """
        SELECT d.media_id, m.sha256 FROM draft_media d JOIN media m ON m.id = d.media_id
        WHERE d.draft_id = ?1
            AND NOT EXISTS (SELECT 1 FROM draft_media o WHERE o.media_id = d.media_id AND o.draft_id <> ?1)
        """
    static let deleteDraft: StaticString = "DELETE FROM drafts WHERE id = ?"
    static let deleteMedia: StaticString = "DELETE FROM media WHERE id = ?"
}

/// What was removed because its time was over.
public struct Purged: Sendable, Hashable {
    public var drafts: Int
    /// Media that only those drafts used.
    public var media: Int
    public var events: Int
    public var answers: Int
    /// Rendered videos that were not asked for in a while.
    public var renders: Int
    /// Uploads that were given up. Their files are to be removed now.
    public var uploads: [UploadID]

    /// Whether there was nothing to remove.
    public var isEmpty: Bool {
        drafts == 0 && media == 0 && events == 0 && answers == 0 && renders == 0
            && uploads.isEmpty
    }
}

extension Store {
    /// Removes what nobody can ask for any more: drafts deleted 30 days ago with their revisions and the media that only
    /// they used, old events, expired answers, videos rendered long ago, uploads that rested too long with their files.
    /// To be called now and then.
    public func purgeExpired() async throws -> Purged {
        let purged = try await write { try $0.purgeExpired() }
        // Whatever is not removed here is swept at the next start.
        for upload in purged.uploads { try blobs.uploads.remove(upload) }
        return purged
    }
}

extension Transaction {
    /// How long a client may be away and still hear of all that happened: 7 days.
    private static var eventLifetime: Milliseconds { .seconds(7 * 86_400) }

    /// How long a rendered video is kept that nobody asks for: 30 days. Posts keep theirs by themselves.
    private static var renderLifetime: Milliseconds { .seconds(30 * 86_400) }

    func purgeExpired() throws(StoreError) -> Purged {
        let (drafts, media) = try purgeDrafts(deletedBefore: now.adding(Milliseconds(-Draft.recoverableFor.count)))
        return Purged(
            drafts: drafts, media: media,
            events: try purgeEvents(before: now.adding(Milliseconds(-Self.eventLifetime.count))),
            answers: try purgeAnswers(),
            renders: try purgeRenders(unusedSince: now.adding(Milliseconds(-Self.renderLifetime.count))),
            uploads: try purgeUploads())
    }

    /// Removes for good the drafts that were deleted before a time, with the media that no other draft uses.
    private func purgeDrafts(deletedBefore time: Timestamp) throws(StoreError) -> (drafts: Int, media: Int) {
        let expired: [(id: DraftID, owner: UserID)] = try connection.all(SQL.expiredDrafts, time) {
            row throws(StoreError) in (try row.identifier(0), try row.identifier(1))
        }
        var count = 0
        for (draft, owner) in expired {
            let alone: [(id: MediaID, digest: Digest256)] = try connection.all(SQL.mediaOfDraftAlone, draft) {
                row throws(StoreError) in (try row.identifier(0), try row.digest(1))
            }
            // Its revisions and uses go with it.
            try connection.run(SQL.deleteDraft, draft)
            for media in alone {
                try connection.run(SQL.deleteMedia, media.id)
                effects.releasedBlobs.append(media.digest)
                try record(.media, .deleted, for: owner, resource: "/v1/media/\(media.id)")
            }
            count += alone.count
        }
        return (expired.count, count)
    }
}
