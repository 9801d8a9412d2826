/// Rendering: videos made of drafts, posts that wait for theirs, jobs that wait for jobs, and what probing finds.
///
/// `posts` and `jobs` are made anew, because SQLite cannot take a constraint away: a post that is processing has no bytes
/// yet, a draft whose post has failed can be posted again, and a render job has neither post nor device.
enum Schema2 {
    static let sql = """
        ALTER TABLE media ADD COLUMN container TEXT;
        ALTER TABLE media ADD COLUMN video_codec TEXT;
        ALTER TABLE media ADD COLUMN audio_codec TEXT;
        -- In thousandths of a picture each second.
        ALTER TABLE media ADD COLUMN frame_rate INTEGER;
        ALTER TABLE media ADD COLUMN rotation INTEGER;

        -- composition_hash: what a processing post waits for. size and sha256 are NULL until there is a video.
        CREATE TABLE new_posts (
            id TEXT PRIMARY KEY NOT NULL,
            draft_id TEXT NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
            draft_revision INTEGER NOT NULL,
            author_id TEXT NOT NULL REFERENCES users (id),
            state TEXT NOT NULL,
            revision INTEGER NOT NULL,
            caption TEXT NOT NULL,
            who_can_watch TEXT NOT NULL,
            allow_comments INTEGER NOT NULL,
            allow_duet INTEGER NOT NULL,
            allow_stitch INTEGER NOT NULL,
            content_type TEXT,
            file_extension TEXT,
            size INTEGER,
            sha256 BLOB,
            duration INTEGER,
            width INTEGER,
            height INTEGER,
            composition_hash BLOB,
            is_licensed INTEGER NOT NULL DEFAULT 1,
            error_code TEXT,
            error_detail TEXT,
            published_at INTEGER NOT NULL,
            deleted_at INTEGER
        );
        INSERT INTO new_posts (id, draft_id, draft_revision, author_id, state, revision, caption, who_can_watch,
            allow_comments, allow_duet, allow_stitch, content_type, file_extension, size, sha256, duration, width, height,
            published_at, deleted_at)
        SELECT id, draft_id, draft_revision, author_id, state, revision, caption, who_can_watch, allow_comments,
            allow_duet, allow_stitch, content_type, file_extension, size, sha256, duration, width, height, published_at,
            deleted_at FROM posts;
        DROP TABLE posts;
        ALTER TABLE new_posts RENAME TO posts;
        -- One draft makes one post, whatever happens: a deleted post keeps its row. Only a failed one gives way.
        CREATE UNIQUE INDEX posts_by_draft ON posts (draft_id) WHERE state <> 'failed';
        CREATE INDEX posts_of_draft ON posts (draft_id);
        CREATE INDEX posts_by_author ON posts (author_id, published_at DESC, id DESC) WHERE deleted_at IS NULL;
        CREATE INDEX posts_by_content ON posts (sha256) WHERE deleted_at IS NULL;
        CREATE INDEX posts_processing ON posts (author_id, composition_hash) WHERE state = 'processing';

        CREATE TABLE new_jobs (
            id TEXT PRIMARY KEY NOT NULL,
            owner_id TEXT NOT NULL REFERENCES users (id),
            kind TEXT NOT NULL,
            state TEXT NOT NULL,
            post_id TEXT REFERENCES posts (id) ON DELETE CASCADE,
            device_id TEXT REFERENCES devices (id),
            draft_id TEXT,
            waits_for TEXT,
            camera_roll_item_id TEXT,
            attempts INTEGER NOT NULL,
            maximum_attempts INTEGER NOT NULL,
            bytes_done INTEGER NOT NULL,
            bytes_total INTEGER NOT NULL,
            percent INTEGER NOT NULL DEFAULT 0,
            error_code TEXT,
            error_detail TEXT,
            next_attempt_at INTEGER,
            lease_expires_at INTEGER,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            ready_at INTEGER,
            claim INTEGER NOT NULL DEFAULT 0
        );
        INSERT INTO new_jobs (id, owner_id, kind, state, post_id, device_id, camera_roll_item_id, attempts,
            maximum_attempts, bytes_done, bytes_total, percent, error_code, error_detail, next_attempt_at,
            lease_expires_at, created_at, updated_at, ready_at, claim)
        SELECT id, owner_id, kind, state, post_id, device_id, camera_roll_item_id, attempts, maximum_attempts, bytes_done,
            bytes_total, CASE WHEN bytes_total > 0 THEN bytes_done * 100 / bytes_total ELSE 0 END, error_code,
            error_detail, next_attempt_at, lease_expires_at, created_at, updated_at, ready_at, claim FROM jobs;
        DROP TABLE jobs;
        ALTER TABLE new_jobs RENAME TO jobs;
        CREATE INDEX jobs_ready ON jobs (ready_at, id) WHERE ready_at IS NOT NULL;
        CREATE INDEX jobs_by_owner ON jobs (owner_id, created_at DESC, id DESC);
        CREATE INDEX jobs_by_post ON jobs (post_id);
        CREATE INDEX jobs_waiting ON jobs (waits_for) WHERE waits_for IS NOT NULL;

        -- One row for each composition that was asked for: what to render, the job that does, and the video once there is
        -- one. Videos that nobody asked for in a while are removed; posts keep theirs by themselves.
        CREATE TABLE renders (
            owner_id TEXT NOT NULL REFERENCES users (id),
            composition_hash BLOB NOT NULL,
            composition BLOB NOT NULL,
            job_id TEXT NOT NULL,
            sha256 BLOB,
            size INTEGER,
            duration INTEGER,
            used_at INTEGER NOT NULL,
            PRIMARY KEY (owner_id, composition_hash)
        );
        CREATE UNIQUE INDEX renders_by_job ON renders (job_id);
        CREATE INDEX renders_by_hash ON renders (composition_hash) WHERE sha256 IS NOT NULL;
        CREATE INDEX renders_by_content ON renders (sha256) WHERE sha256 IS NOT NULL;
        CREATE INDEX renders_by_use ON renders (used_at);
        """
}
