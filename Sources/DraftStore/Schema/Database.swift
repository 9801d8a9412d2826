/// The writer's connection, set up and brought to the current schema.
enum Database {
    /// Opens the database file, making it if there is none.
    static func open(_ path: String) throws(StoreError) -> SQLiteConnection {
        let connection: SQLiteConnection
        do throws(SQLiteError) {
            connection = try SQLiteConnection(path: path, role: .writer)
            try connection.runScript(pragmas)
        } catch { throw StoreError(error) }
        try Migrations.apply(to: connection)
        return connection
    }

    /// - `synchronous = FULL`: an answered write survives a loss of power, which WAL's NORMAL does not promise.
    /// - `cache_size`: 16 MB keep the pages that every write touches, such as the ends of the indexes, in memory.
    /// - `temp_store`: sorting makes no files.
    private static let pragmas = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA foreign_keys = ON;
        PRAGMA temp_store = MEMORY;
        PRAGMA cache_size = -16384;
        """
}
