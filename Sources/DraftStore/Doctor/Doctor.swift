internal import Crypto
internal import DraftModel
internal import Glibc

/// Examines a data directory that no service has open: every blob against its hash, every row against what it names,
/// every file against the rows.
///
/// It changes nothing. Only the lock is taken, and SQLite may move its write-ahead log into the database, as every
/// program does that closes it.
public struct Doctor: ~Copyable {
    /// Below this much free space the disk is called nearly full: 1 GiB.
    private static let littleSpace: Int64 = 1 << 30

    let directory: String
    let files = FileSystem(faults: .none)
    private let lock: LockFile
    var report: DoctorReport

    private init(_ directory: String) throws(StoreError) {
        self.directory = directory
        lock = try LockFile(directory + "/draftroll.lock")
        report = DoctorReport(dataDirectory: directory)
    }

    /// Examines a data directory. Reads every byte in it: takes as long as that.
    ///
    /// - Throws: `inUse` when a service has it open, `io` when there is no such directory.
    public static func examine(dataDirectory: String) throws(StoreError) -> DoctorReport {
        guard unsafe access(dataDirectory + "/.", R_OK | X_OK) == 0 else {
            throw StoreError(errno: errno, "open \(dataDirectory)")
        }
        var doctor = try Doctor(dataDirectory)
        try doctor.measureSpace()
        if let connection = try doctor.openDatabase() {
            do throws(StoreError) {
                try doctor.examineRows(connection)
                try doctor.examineFiles(connection)
            } catch  where error.code == .corrupt || error.code == .failed {
                doctor.find(
                    .problem, .databaseDamaged, "draftroll.db",
                    "The database cannot be read to its end (\(String(reflecting: error))). Bring the directory back from a copy."
                )
            }
        }
        return doctor.report
    }

    mutating func find(
        _ severity: DoctorReport.Finding.Severity, _ code: DoctorReport.Finding.Code, _ subject: String,
        _ detail: String
    ) {
        report.findings.append(DoctorReport.Finding(severity, code, subject, detail))
    }

    private mutating func measureSpace() throws(StoreError) {
        var facts = statvfs()
        guard unsafe statvfs(directory, &facts) == 0 else { throw StoreError(errno: errno, "statvfs \(directory)") }
        report.freeBytes = Int64(clamping: UInt64(facts.f_bavail) &* UInt64(facts.f_frsize))
        if report.freeBytes < Self.littleSpace {
            find(
                .notice, .littleSpace, ".",
                "Only \(report.freeBytes) bytes are free on this disk. Uploads answer 507 when it is full.")
        }
    }

    /// The database, if it is sound enough to be asked about the rest.
    private mutating func openDatabase() throws(StoreError) -> SQLiteConnection? {
        let name = "draftroll.db"
        guard try files.size(directory + "/" + name) != nil else {
            find(.problem, .databaseMissing, name, "There is no database. Is this a data directory?")
            return nil
        }
        do throws(SQLiteError) {
            let connection = try SQLiteConnection(path: directory + "/" + name, role: .reader)
            try connection.runScript("PRAGMA query_only = ON")
            return try isSound(connection) ? connection : nil
        } catch {
            find(.problem, .databaseDamaged, name, "SQLite says: \(error). Bring the directory back from a copy.")
            return nil
        }
    }

    private mutating func isSound(_ connection: SQLiteConnection) throws(SQLiteError) -> Bool {
        do throws(StoreError) {
            let complaints = try connection.all(SQL.integrity) { $0.text(0) }.filter { $0 != "ok" }
            for complaint in complaints {
                find(.problem, .databaseDamaged, "draftroll.db", "SQLite says: \(complaint)")
            }
            let broken = try connection.all(SQL.foreignKeys) { (table: $0.text(0), parent: $0.text(2)) }
            for row in broken {
                find(
                    .problem, .brokenReference, row.table,
                    "A row of this table names one in \(row.parent) that is not there.")
            }
            let schema = try connection.first(SQL.version) { $0.int(0) } ?? 0
            guard schema == Migrations.all.count else {
                find(
                    schema > Migrations.all.count ? .problem : .notice, .otherSchema, "draftroll.db",
                    """
                    The database has schema \(schema); this version knows \(Migrations.all.count). Examine it with the \
                    version that wrote it, or start the service of this version once. The files were not examined.
                    """)
                return false
            }
            return true
        } catch {
            find(
                .problem, .databaseDamaged, "draftroll.db",
                "It cannot be read (\(String(reflecting: error))). Bring the directory back from a copy.")
            return false
        }
    }

    private enum SQL {
        static let integrity: StaticString = "PRAGMA integrity_check"
        static let foreignKeys: StaticString = "PRAGMA foreign_key_check"
        static let version: StaticString = "PRAGMA user_version"
    }
}
