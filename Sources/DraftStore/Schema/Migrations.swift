/// Brings a database to the schema this version knows.
///
/// The number of the schema is the database's `user_version`. A migration and its number are committed together, so a
/// process killed at any moment leaves the schema before or after it. Migrations are never edited once released: a
/// change is a new one at the end.
enum Migrations {
    /// In order; the first brings a new database to schema 1.
    static let all: [String] = [Schema1.sql, Schema2.sql, Schema3.sql]

    /// Throws `newerSchema` for a database of a later version: it may mean things this version would damage.
    static func apply(to connection: SQLiteConnection, _ migrations: [String] = all) throws(StoreError) {
        let found = try connection.first("PRAGMA user_version") { $0.int(0) } ?? 0
        guard found <= migrations.count else {
            throw StoreError(.newerSchema(found: found, known: migrations.count))
        }
        guard found < migrations.count else { return }
        // A table that others refer to can be made anew only while nobody looks (and the switch does nothing within a
        // transaction); what refers to nothing afterwards would be a mistake in a migration.
        try connection.run("PRAGMA foreign_keys = OFF")
        defer { _ = try? connection.run("PRAGMA foreign_keys = ON") }
        for (index, migration) in migrations.enumerated().dropFirst(found) {
            do throws(SQLiteError) {
                try connection.runScript(
                    "BEGIN IMMEDIATE; \(migration); PRAGMA user_version = \(index + 1); COMMIT;")
            } catch {
                if !connection.isAutocommitting { _ = try? connection.run("ROLLBACK") }
                throw StoreError(error)
            }
        }
    }
}
