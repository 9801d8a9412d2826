/// The first schema.
///
/// - Times are milliseconds since 1970; ids are texts as served; digests are 32 bytes.
/// - Tables have rowids: measured, they take writes twice as fast as `WITHOUT ROWID` with these long keys.
/// - Each list has an index in its own order, newest first, so that a page costs what is on it.
enum Schema1 {
    static let sql = """
        CREATE TABLE secrets (
            name TEXT PRIMARY KEY NOT NULL,
            value BLOB NOT NULL
        );

        CREATE TABLE users (
            id TEXT PRIMARY KEY NOT NULL,
            handle TEXT NOT NULL UNIQUE,
            display_name TEXT NOT NULL,
            password_hash TEXT NOT NULL,
            created_at INTEGER NOT NULL
        );

        -- The token itself is nowhere: who reads this table can sign in as nobody.
        CREATE TABLE sessions (
            token_hash BLOB PRIMARY KEY NOT NULL,
            id TEXT NOT NULL UNIQUE,
            user_id TEXT NOT NULL REFERENCES users (id),
            created_at INTEGER NOT NULL
        );

        -- storage_used is kept with each change of camera_roll; dcf_* is the place of the last name given on iOS.
        CREATE TABLE devices (
            id TEXT PRIMARY KEY NOT NULL,
            owner_id TEXT NOT NULL REFERENCES users (id),
            name TEXT NOT NULL,
            platform TEXT NOT NULL,
            folder TEXT NOT NULL,
            storage_limit INTEGER,
            storage_used INTEGER NOT NULL DEFAULT 0,
            dcf_directory INTEGER,
            dcf_file INTEGER,
            created_at INTEGER NOT NULL,
            UNIQUE (owner_id, folder)
        );
        CREATE INDEX devices_by_owner ON devices (owner_id, created_at, id);

        CREATE TABLE media (
            id TEXT PRIMARY KEY NOT NULL,
            owner_id TEXT NOT NULL REFERENCES users (id),
            kind TEXT NOT NULL,
            content_type TEXT NOT NULL,
            file_extension TEXT NOT NULL,
            size INTEGER NOT NULL,
            sha256 BLOB NOT NULL,
            file_name TEXT,
            duration INTEGER,
            width INTEGER,
            height INTEGER,
            created_at INTEGER NOT NULL
        );
        CREATE INDEX media_by_owner ON media (owner_id, created_at DESC, id DESC);
        CREATE INDEX media_by_content ON media (sha256);

        -- json is what is served. The other columns repeat what is asked for without reading it.
        CREATE TABLE drafts (
            id TEXT PRIMARY KEY NOT NULL,
            owner_id TEXT NOT NULL REFERENCES users (id),
            state TEXT NOT NULL,
            revision INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            deleted_at INTEGER,
            json BLOB NOT NULL
        );
        CREATE INDEX drafts_by_owner ON drafts (owner_id, state, updated_at DESC, id DESC);
        CREATE INDEX drafts_deleted ON drafts (deleted_at) WHERE deleted_at IS NOT NULL;

        CREATE TABLE draft_media (
            draft_id TEXT NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
            media_id TEXT NOT NULL REFERENCES media (id),
            PRIMARY KEY (draft_id, media_id)
        );
        CREATE INDEX draft_media_by_media ON draft_media (media_id);

        CREATE TABLE revisions (
            draft_id TEXT NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
            revision INTEGER NOT NULL,
            author_id TEXT NOT NULL REFERENCES users (id),
            created_at INTEGER NOT NULL,
            change TEXT NOT NULL,
            json BLOB NOT NULL,
            PRIMARY KEY (draft_id, revision)
        );

        -- One draft makes one post, whatever happens: a deleted post keeps its row.
        CREATE TABLE posts (
            id TEXT PRIMARY KEY NOT NULL,
            draft_id TEXT NOT NULL UNIQUE REFERENCES drafts (id),
            draft_revision INTEGER NOT NULL,
            author_id TEXT NOT NULL REFERENCES users (id),
            state TEXT NOT NULL,
            revision INTEGER NOT NULL,
            caption TEXT NOT NULL,
            who_can_watch TEXT NOT NULL,
            allow_comments INTEGER NOT NULL,
            allow_duet INTEGER NOT NULL,
            allow_stitch INTEGER NOT NULL,
            content_type TEXT NOT NULL,
            file_extension TEXT NOT NULL,
            size INTEGER NOT NULL,
            sha256 BLOB NOT NULL,
            duration INTEGER,
            width INTEGER,
            height INTEGER,
            published_at INTEGER NOT NULL,
            deleted_at INTEGER
        );
        CREATE INDEX posts_by_author ON posts (author_id, published_at DESC, id DESC) WHERE deleted_at IS NULL;
        CREATE INDEX posts_by_content ON posts (sha256) WHERE deleted_at IS NULL;

        -- ready_at: from when a worker may claim the job; NULL once it has ended. claim counts the claims, so that a
        -- worker that lost its lease is told apart from the one that has it now.
        CREATE TABLE jobs (
            id TEXT PRIMARY KEY NOT NULL,
            owner_id TEXT NOT NULL REFERENCES users (id),
            kind TEXT NOT NULL,
            state TEXT NOT NULL,
            post_id TEXT NOT NULL REFERENCES posts (id),
            device_id TEXT NOT NULL REFERENCES devices (id),
            camera_roll_item_id TEXT,
            attempts INTEGER NOT NULL,
            maximum_attempts INTEGER NOT NULL,
            bytes_done INTEGER NOT NULL,
            bytes_total INTEGER NOT NULL,
            error_code TEXT,
            error_detail TEXT,
            next_attempt_at INTEGER,
            lease_expires_at INTEGER,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            ready_at INTEGER,
            claim INTEGER NOT NULL DEFAULT 0
        );
        CREATE INDEX jobs_ready ON jobs (ready_at, id) WHERE ready_at IS NOT NULL;
        CREATE INDEX jobs_by_owner ON jobs (owner_id, created_at DESC, id DESC);
        CREATE INDEX jobs_by_post ON jobs (post_id);

        -- A row stays when its file is deleted, because its name is never given again.
        CREATE TABLE camera_roll (
            id TEXT PRIMARY KEY NOT NULL,
            owner_id TEXT NOT NULL REFERENCES users (id),
            device_id TEXT NOT NULL REFERENCES devices (id),
            post_id TEXT NOT NULL REFERENCES posts (id),
            job_id TEXT NOT NULL REFERENCES jobs (id),
            state TEXT NOT NULL CHECK (state IN ('reserved', 'saved', 'deleted')),
            folder TEXT NOT NULL,
            file_name TEXT NOT NULL,
            path TEXT NOT NULL UNIQUE,
            content_type TEXT NOT NULL,
            size INTEGER NOT NULL,
            sha256 BLOB NOT NULL,
            saved_at INTEGER,
            UNIQUE (device_id, folder, file_name)
        );
        CREATE UNIQUE INDEX camera_roll_by_job ON camera_roll (job_id) WHERE state <> 'deleted';
        CREATE INDEX camera_roll_by_owner ON camera_roll (owner_id, saved_at DESC, id DESC) WHERE state = 'saved';

        -- AUTOINCREMENT: a client that reconnects with the sequence it saw last must never meet it again.
        CREATE TABLE events (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            user_id TEXT NOT NULL,
            topic TEXT NOT NULL,
            action TEXT NOT NULL,
            resource TEXT NOT NULL,
            data BLOB NOT NULL,
            created_at INTEGER NOT NULL
        );
        CREATE INDEX events_by_user ON events (user_id, sequence);

        CREATE TABLE idempotency_keys (
            scope TEXT NOT NULL,
            key TEXT NOT NULL,
            fingerprint BLOB NOT NULL,
            status INTEGER NOT NULL,
            content_type TEXT,
            location TEXT,
            etag TEXT,
            body BLOB NOT NULL,
            expires_at INTEGER NOT NULL,
            PRIMARY KEY (scope, key)
        );
        CREATE INDEX idempotency_keys_by_expiry ON idempotency_keys (expires_at);
        """
}
