internal import CSQLite

/// A failure as SQLite reports it. Stays inside the store: it becomes a `StoreError`'s private cause.
struct SQLiteError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The primary result code: the low byte of the extended one.
    var code: Int32 { extendedCode & 0xff }
    let extendedCode: Int32
    let message: String

    init(extendedCode: Int32, message: String) {
        self.extendedCode = extendedCode
        self.message = message
    }

    /// The last failure of a connection. To be asked for at once: the next call replaces it.
    init(_ result: Int32, of database: OpaquePointer?) {
        let extended = unsafe database == nil ? result : sqlite3_extended_errcode(database)
        // The connection's own code is that of its latest call, which is not always the one that failed.
        extendedCode = extended & 0xff == result & 0xff ? extended : result
        if let text = unsafe database == nil ? sqlite3_errstr(result) : sqlite3_errmsg(database) {
            message = unsafe String(cString: text)
        } else {
            message = ""
        }
    }

    var description: String { "SQLite \(extendedCode): \(message)" }

    /// Whether a UNIQUE or PRIMARY KEY constraint refused a row.
    var isUniqueViolation: Bool {
        // SQLITE_CONSTRAINT_UNIQUE and SQLITE_CONSTRAINT_PRIMARYKEY: extended codes are expressions in C, which do
        // not cross into Swift.
        extendedCode == SQLITE_CONSTRAINT | (8 << 8) || extendedCode == SQLITE_CONSTRAINT | (6 << 8)
    }
}
