import DraftModel
import Foundation
import Testing

@testable import DraftStore

@Suite("The store")
struct StoreTests {
    private func open(_ directory: TemporaryDirectory, _ clock: TestClock = TestClock()) throws -> Store {
        try Store(dataDirectory: directory.path, clock: clock.clock, randomness: testRandomness)
    }

    @Test("a data directory is made with all its parents, for this user alone")
    func makesDirectory() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/a/b/data"
        _ = try Store(dataDirectory: path, clock: TestClock().clock, randomness: testRandomness)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
    }

    @Test("a data directory that is open is refused to a second store, and free when the first is gone")
    func lock() throws {
        let directory = try TemporaryDirectory()
        do {
            let first = try open(directory)
            #expect { try open(directory) } throws: { ($0 as? StoreError)?.code == .inUse }
            first.close()
        }
        _ = try open(directory)
    }

    @Test("a database of a newer version is refused and left alone")
    func newerSchema() throws {
        let directory = try TemporaryDirectory()
        do { try open(directory).close() }
        let known = Migrations.all.count
        do {
            let connection = try SQLiteConnection(path: directory.path + "/draftroll.db", role: .writer)
            try connection.runScript("PRAGMA user_version = \(known + 7)")
        }
        #expect { try open(directory) } throws: {
            ($0 as? StoreError)?.code == .newerSchema(found: known + 7, known: known)
        }
    }

    @Test("a migration that fails leaves the schema of the one before it")
    func failingMigration() throws {
        let directory = try TemporaryDirectory()
        let connection = try SQLiteConnection(path: directory.path + "/test.db", role: .writer)
        let good = "CREATE TABLE first (id INTEGER)"
        #expect(throws: StoreError.self) {
            try Migrations.apply(to: connection, [good, "CREATE TABLE second (id INTEGER); SELECT no_such_function()"])
        }
        #expect(try connection.first("PRAGMA user_version") { $0.int(0) } == 1)
        #expect(try !connection.exists("SELECT 1 FROM sqlite_schema WHERE name = 'second'"))
        try Migrations.apply(to: connection, [good, "CREATE TABLE second (id INTEGER)"])
        #expect(try connection.exists("SELECT 1 FROM sqlite_schema WHERE name = 'second'"))
    }

    @Test("the secret is random and stays the same")
    func secret() throws {
        let directory = try TemporaryDirectory()
        let first: [UInt8]
        do {
            let store = try open(directory)
            first = store.secret
            store.close()
        }
        #expect(first.count == 32)
        #expect(try open(directory).secret == first)
        #expect(try open(TemporaryDirectory()).secret != first)
    }

    @Test("what was answered survives a process that never closed, with its blobs and its unfinished uploads gone")
    func killed() async throws {
        let test = try await TestStore()
        let posting = try await test.store.makePosting(test.maya.id)
        let claimed = try await test.store.write { try $0.claimJob(leaseFor: .seconds(3_600)) }
        #expect(claimed != nil)
        let unfinished = try test.store.blobs.makeWriter()
        try unfinished.write([UInt8](repeating: 7, count: 300_000))
        let orphan = try test.store.blobs.makeWriter()
        try orphan.write([1, 2, 3])
        let held = try orphan.commit()

        let copy = try test.directory.copied()
        let survivor = try open(copy, test.clock)
        let reader = try survivor.makeReader()
        #expect(try reader.post(posting.post.post.id)?.post == posting.post.post)
        #expect(try copy.files(in: "incoming").isEmpty)
        #expect(!FileManager.default.fileExists(atPath: survivor.blobs.path(of: held.digest)))
        #expect(try copy.files(in: "blobs").map { String($0.suffix(64)) } == [posting.post.post.video?.sha256])
        // The lease of a process that is gone holds nobody up.
        let again = try #require(try await survivor.write { try $0.claimJob(leaseFor: .seconds(30)) })
        #expect(again.job.id == posting.job?.id)
        #expect(again.job.attempts == 2)
    }

    @Test("a reader cannot change anything")
    func readOnly() async throws {
        let test = try await TestStore()
        let reader = try test.reader
        #expect(throws: StoreError.self) { try reader.connection.run("DELETE FROM users") }
        #expect(try reader.user(test.maya.id) != nil)
    }

    @Test("a statement in use twice at once does not disturb itself")
    func nestedStatements() throws {
        let directory = try TemporaryDirectory()
        let connection = try SQLiteConnection(path: directory.path + "/test.db", role: .writer)
        try connection.runScript("CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1), (2), (3)")
        func numbers(_ depth: Int) throws(StoreError) -> [Int] {
            try connection.all("SELECT n FROM t ORDER BY n") { row throws(StoreError) in
                depth > 0 ? try numbers(depth - 1).reduce(0, +) + row.int(0) : row.int(0)
            }
        }
        // Each level adds the sum of the one below to 1, 2 and 3.
        #expect(try numbers(2) == [25, 26, 27])
        #expect(try numbers(1) == [7, 8, 9])
    }

    @Test("every kind of value comes back as it was bound")
    func values() throws {
        let directory = try TemporaryDirectory()
        let connection = try SQLiteConnection(path: directory.path + "/test.db", role: .writer)
        let none: String? = nil
        let row = try connection.first(
            "SELECT ?, ?, ?, ?, ?, ?, ?, ?", Int64.min, Int.max, true, "", "zwölf\0🎬", [UInt8](), [UInt8]([0, 255]),
            none
        ) { row in
            (
                row.int64(0), row.int(1), row.bool(2), row.optionalText(3), row.text(4), row.optionalBytes(5),
                row.bytes(6),
                row.optionalText(7)
            )
        }
        let found = try #require(row)
        #expect(found.0 == .min && found.1 == .max && found.2)
        #expect(found.3 == "" && found.4 == "zwölf\0🎬")
        #expect(found.5 == [] && found.6 == [0, 255] && found.7 == nil)
    }
}
