internal import CSQLite
internal import Crypto

/// A value that can stand for a `?` of a statement.
protocol SQLiteBindable {
    /// Binds the value; gives SQLite's result code.
    func bind(to statement: borrowing SQLiteStatement, at index: Int32) -> Int32
}

extension Int64: SQLiteBindable {
    func bind(to statement: borrowing SQLiteStatement, at index: Int32) -> Int32 {
        unsafe sqlite3_bind_int64(statement.handle, index, self)
    }
}

extension Int: SQLiteBindable {
    func bind(to statement: borrowing SQLiteStatement, at index: Int32) -> Int32 {
        Int64(self).bind(to: statement, at: index)
    }
}

extension Bool: SQLiteBindable {
    func bind(to statement: borrowing SQLiteStatement, at index: Int32) -> Int32 {
        Int64(self ? 1 : 0).bind(to: statement, at: index)
    }
}

extension String: SQLiteBindable {
    func bind(to statement: borrowing SQLiteStatement, at index: Int32) -> Int32 {
        let handle = unsafe statement.handle
        var text = self
        return text.withUTF8 { bytes in
            // The address of an empty text may be nil, which would bind NULL.
            guard let start = bytes.baseAddress, !bytes.isEmpty else {
                return unsafe draftroll_bind_text(handle, index, "", 0)
            }
            guard let count = Int32(exactly: bytes.count) else { return SQLITE_TOOBIG }
            return unsafe UnsafeRawPointer(start).withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                unsafe draftroll_bind_text(handle, index, $0, count)
            }
        }
    }
}

extension [UInt8]: SQLiteBindable {
    func bind(to statement: borrowing SQLiteStatement, at index: Int32) -> Int32 {
        let handle = unsafe statement.handle
        return unsafe withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress, unsafe !bytes.isEmpty else {
                return unsafe sqlite3_bind_zeroblob(handle, index, 0)
            }
            guard let count = Int32(exactly: bytes.count) else { return SQLITE_TOOBIG }
            return unsafe draftroll_bind_blob(handle, index, start, count)
        }
    }
}

extension Digest256: SQLiteBindable {
    func bind(to statement: borrowing SQLiteStatement, at index: Int32) -> Int32 {
        bytes.bind(to: statement, at: index)
    }
}

extension Optional: SQLiteBindable where Wrapped: SQLiteBindable {
    func bind(to statement: borrowing SQLiteStatement, at index: Int32) -> Int32 {
        switch self {
        case .some(let value): value.bind(to: statement, at: index)
        case .none: unsafe sqlite3_bind_null(statement.handle, index)
        }
    }
}
