internal import CSQLite

/// Watches how long the writer's write-ahead log has become, and shortens it.
///
/// SQLite would do so inside the commit that made the log too long, and everybody in that commit would wait for it.
/// So its own way is turned off, and the writer does it after it has answered.
@safe final class WriteAheadLog {
    private let connection: SQLiteConnection
    private var pages: Int32 = 0

    init(of connection: SQLiteConnection) {
        self.connection = connection
        // This replaces the automatic checkpoint, which is itself such a hook. The hook lives as long as this object:
        // both are owned by the writer's thread, and `deinit` takes the hook away.
        unsafe sqlite3_wal_hook(
            connection.handle,
            { context, _, _, pages in
                guard let context = unsafe context else { return SQLITE_OK }
                unsafe Unmanaged<WriteAheadLog>.fromOpaque(context).takeUnretainedValue().pages = pages
                return SQLITE_OK
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit { unsafe sqlite3_wal_hook(connection.handle, nil, nil) }

    /// Moves the log's pages into the database if there are more than `limit`.
    func checkpoint(ifOver limit: Int32) {
        guard pages > limit else { return }
        // A checkpoint that fails, or that a reader holds up, loses nothing: the log is longer, and it is tried again
        // after the next commit.
        unsafe sqlite3_wal_checkpoint_v2(connection.handle, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
    }
}
