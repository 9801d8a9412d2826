/// Resumable uploads, searching drafts, and what garbage collection asks for.
///
/// - `uploads`: an upload's bytes are in `incoming/` under its id. `offset` counts those that are synced; the row says so
///   only afterwards. A complete upload's row stays until it expires, so that a client that missed the last answer
///   learns which media it has become.
/// - `drafts` repeats what lists are searched, filtered and sorted by. The texts are lower-cased by the program, which
///   knows all alphabets; this script, for drafts made before, only knows ASCII, and the next save puts that right.
/// - `draft_media` now keeps what any revision of a draft uses: a version that can be restored needs its clips.
enum Schema3 {
    static let sql = """
        CREATE TABLE uploads (
            id TEXT PRIMARY KEY NOT NULL,
            owner_id TEXT NOT NULL REFERENCES users (id),
            length INTEGER,
            offset INTEGER NOT NULL,
            metadata TEXT,
            file_name TEXT,
            media_id TEXT,
            created_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL
        );
        CREATE INDEX uploads_by_expiry ON uploads (expires_at);

        ALTER TABLE drafts ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE drafts ADD COLUMN who_can_watch TEXT NOT NULL DEFAULT '';
        ALTER TABLE drafts ADD COLUMN title_key TEXT NOT NULL DEFAULT '';
        ALTER TABLE drafts ADD COLUMN search_text TEXT NOT NULL DEFAULT '';
        UPDATE drafts SET
            created_at = 1000 * strftime('%s', substr(CAST(json AS TEXT) ->> '$.created_at', 1, 19))
                + substr(CAST(json AS TEXT) ->> '$.created_at', 21, 3),
            who_can_watch = CAST(json AS TEXT) ->> '$.who_can_watch',
            title_key = lower(CAST(json AS TEXT) ->> '$.title'),
            search_text = lower((CAST(json AS TEXT) ->> '$.title') || char(10) || (CAST(json AS TEXT) ->> '$.caption'));

        INSERT OR IGNORE INTO draft_media (draft_id, media_id)
            SELECT r.draft_id, m.id
            FROM revisions r, json_each(CAST(r.json AS TEXT), '$.clips') c
            JOIN media m ON m.id = c.value ->> '$.media_id';

        CREATE INDEX camera_roll_reserved_by_content ON camera_roll (sha256) WHERE state = 'reserved';
        """
}
