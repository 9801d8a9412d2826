internal import CSQLite

/// One connection to one database file, with its prepared statements.
///
/// Always true: a connection is used by one thread at a time (it is opened without SQLite's mutex); a statement is
/// prepared once for each SQL text and kept; every text is a literal of this module, so SQL can be made of no input.
@safe final class SQLiteConnection {
    enum Role {
        /// The one connection that changes anything.
        case writer
        /// A connection that can only read.
        case reader
    }

    let handle: OpaquePointer
    /// Idle statements by the address of their SQL literal. A statement in use is not in here.
    private var idle: [UnsafePointer<UInt8>: OpaquePointer] = unsafe [:]

    init(path: String, role: Role) throws(SQLiteError) {
        var database: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (role == .writer ? SQLITE_OPEN_CREATE : 0)
        let result = unsafe sqlite3_open_v2(path, &database, flags, nil)
        guard result == SQLITE_OK, let database = unsafe database else {
            let error = unsafe SQLiteError(result, of: database)
            unsafe sqlite3_close_v2(database)
            throw error
        }
        unsafe handle = database
        unsafe sqlite3_extended_result_codes(database, 1)
        unsafe sqlite3_busy_timeout(database, 5_000)
    }

    deinit {
        while let entry = unsafe idle.popFirst() { unsafe sqlite3_finalize(entry.value) }
        unsafe sqlite3_close_v2(handle)
    }

    /// Whether no transaction is open. After an error this says if SQLite has rolled the transaction back by itself.
    var isAutocommitting: Bool { unsafe sqlite3_get_autocommit(handle) != 0 }

    /// Rows changed since the connection was opened, those of rolled-back savepoints included.
    var totalChanges: Int64 { unsafe sqlite3_total_changes64(handle) }

    var lastInsertedRowID: Int64 { unsafe sqlite3_last_insert_rowid(handle) }

    /// Rows changed by the latest INSERT, UPDATE or DELETE.
    var changes: Int { Int(unsafe sqlite3_changes64(handle)) }

    func error(_ result: Int32) -> SQLiteError { unsafe SQLiteError(result, of: handle) }

    /// Runs a script of several statements, without values. For migrations and pragmas.
    func runScript(_ sql: String) throws(SQLiteError) {
        let result = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
        guard result == SQLITE_OK else { throw error(result) }
    }

    /// A statement for this SQL, ready to be bound: an idle one, or a new one.
    func prepare(_ sql: StaticString) throws(SQLiteError) -> SQLiteStatement {
        if let statement = unsafe idle.removeValue(forKey: sql.utf8Start) {
            return unsafe SQLiteStatement(handle: statement, sql: sql.utf8Start, connection: self)
        }
        var statement: OpaquePointer?
        let result = unsafe sql.utf8Start.withMemoryRebound(to: CChar.self, capacity: sql.utf8CodeUnitCount) { text in
            unsafe sqlite3_prepare_v3(
                handle, text, Int32(clamping: sql.utf8CodeUnitCount), UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil
            )
        }
        guard result == SQLITE_OK, let statement = unsafe statement else { throw error(result) }
        return unsafe SQLiteStatement(handle: statement, sql: sql.utf8Start, connection: self)
    }

    /// Takes back a statement that is no longer in use. When two of the same text were in use at once, one is kept.
    fileprivate func recycle(_ statement: OpaquePointer, sql: UnsafePointer<UInt8>) {
        // The result of a reset is that of the last step, which the step has reported already.
        unsafe sqlite3_reset(statement)
        unsafe sqlite3_clear_bindings(statement)
        if let previous = unsafe idle.updateValue(statement, forKey: sql) { unsafe sqlite3_finalize(previous) }
    }
}

/// One prepared statement in use. It goes back to its connection, reset and unbound, when its owner is done with it: a
/// forgotten reset would hold a read transaction open and keep the write-ahead log from being checkpointed.
@safe struct SQLiteStatement: ~Copyable {
    let handle: OpaquePointer
    private let sql: UnsafePointer<UInt8>
    private let connection: SQLiteConnection

    fileprivate init(handle: OpaquePointer, sql: UnsafePointer<UInt8>, connection: SQLiteConnection) {
        unsafe self.handle = handle
        unsafe self.sql = sql
        self.connection = connection
    }

    deinit { unsafe connection.recycle(handle, sql: sql) }

    func bind<each Value: SQLiteBindable>(_ values: repeat each Value) throws(SQLiteError) {
        var index: Int32 = 0
        for value in repeat each values {
            index += 1
            let result = value.bind(to: self, at: index)
            guard result == SQLITE_OK else { throw connection.error(result) }
        }
    }

    /// Goes to the next row; false when there is none.
    func step() throws(SQLiteError) -> Bool {
        let result = unsafe sqlite3_step(handle)
        switch result {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw connection.error(result)
        }
    }
}
