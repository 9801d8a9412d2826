/// Reads, on a connection of its own that cannot change anything.
///
/// Not Sendable: each event loop makes one and keeps it. A read takes some microseconds and never waits for the writer.
/// Its functions, one file for each aggregate, return values; none gives out a live cursor.
public final class StoreReader {
    let connection: SQLiteConnection

    init(path: String) throws(StoreError) {
        do throws(SQLiteError) {
            connection = try SQLiteConnection(path: path, role: .reader)
            // 2 MB: readers share the kernel's page cache, and there is one of them for each core.
            try connection.runScript(
                """
                PRAGMA query_only = ON;
                PRAGMA temp_store = MEMORY;
                PRAGMA cache_size = -2048;
                """)
        } catch { throw StoreError(error) }
    }
}
