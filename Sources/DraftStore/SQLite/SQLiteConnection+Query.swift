/// The three ways the store runs a statement. Failures of SQLite become `StoreError`s here, so that nothing above
/// needs to know SQLite's codes.
extension SQLiteConnection {
    /// Runs a statement that gives no rows. Returns how many rows it changed.
    @discardableResult
    func run<each Value: SQLiteBindable>(_ sql: StaticString, _ values: repeat each Value) throws(StoreError) -> Int {
        do throws(SQLiteError) {
            let statement = try prepare(sql)
            try statement.bind(repeat each values)
            while try statement.step() {}
            return changes
        } catch { throw StoreError(error) }
    }

    /// The first row of a query, if there is one.
    func first<each Value: SQLiteBindable, Result>(
        _ sql: StaticString, _ values: repeat each Value, read: (borrowing SQLiteRow) throws(StoreError) -> Result
    ) throws(StoreError) -> Result? {
        let statement = try bound(sql, repeat each values)
        guard try advance(statement) else { return nil }
        return try read(SQLiteRow(statement))
    }

    /// All rows of a query.
    func all<each Value: SQLiteBindable, Result>(
        _ sql: StaticString, _ values: repeat each Value, read: (borrowing SQLiteRow) throws(StoreError) -> Result
    ) throws(StoreError) -> [Result] {
        let statement = try bound(sql, repeat each values)
        var results: [Result] = []
        while try advance(statement) { results.append(try read(SQLiteRow(statement))) }
        return results
    }

    /// Whether a query gives any row.
    func exists<each Value: SQLiteBindable>(_ sql: StaticString, _ values: repeat each Value) throws(StoreError) -> Bool
    {
        let statement = try bound(sql, repeat each values)
        return try advance(statement)
    }

    private func bound<each Value: SQLiteBindable>(
        _ sql: StaticString, _ values: repeat each Value
    ) throws(StoreError) -> SQLiteStatement {
        do throws(SQLiteError) {
            let statement = try prepare(sql)
            try statement.bind(repeat each values)
            return statement
        } catch { throw StoreError(error) }
    }

    private func advance(_ statement: borrowing SQLiteStatement) throws(StoreError) -> Bool {
        do throws(SQLiteError) { return try statement.step() } catch { throw StoreError(error) }
    }
}
