internal import JSON

/// What an examination of a data directory found.
public struct DoctorReport: Sendable {
    /// One thing that is not as it should be.
    public struct Finding: Sendable, Hashable {
        public enum Severity: String, Sendable, Hashable {
            /// Something is lost or damaged, or will not go away by itself.
            case problem
            /// Nothing is lost: worth knowing, or put right at the next start.
            case notice
        }

        public enum Code: String, Sendable, Hashable, CaseIterable {
            case databaseMissing = "database_missing"
            case databaseDamaged = "database_damaged"
            case otherSchema = "other_schema"
            case brokenReference = "broken_reference"
            case unreadableDraft = "unreadable_draft"
            case wrongStorageFigure = "wrong_storage_figure"
            case blobMissing = "blob_missing"
            case blobDamaged = "blob_damaged"
            case blobUnreferenced = "blob_unreferenced"
            case uploadDamaged = "upload_damaged"
            case savedFileMissing = "saved_file_missing"
            case savedFileDamaged = "saved_file_damaged"
            case strayFile = "stray_file"
            case unreadableFile = "unreadable_file"
            case littleSpace = "little_space"
            case toolMissing = "tool_missing"
        }

        public var severity: Severity
        public var code: Code
        /// What it is about: a path below the data directory, a resource, a program.
        public var subject: String
        /// What is wrong, and what to do.
        public var detail: String

        public init(_ severity: Severity, _ code: Code, _ subject: String, _ detail: String) {
            self.severity = severity
            self.code = code
            self.subject = subject
            self.detail = detail
        }
    }

    public var dataDirectory: String
    public var findings: [Finding] = []
    /// Blobs whose bytes were read and compared with their names.
    public var blobs = 0
    /// How many bytes those have.
    public var blobBytes: Int64 = 0
    /// Saved videos whose bytes were read and compared with their rows.
    public var savedFiles = 0
    /// Rows that were followed to what they name: media, posts, saved videos, uploads, drafts and their revisions.
    public var references = 0
    /// Free on the disk of the data directory, in bytes.
    public var freeBytes: Int64 = 0

    init(dataDirectory: String) { self.dataDirectory = dataDirectory }

    /// Whether nothing is lost or damaged.
    public var isHealthy: Bool { !findings.contains { $0.severity == .problem } }

    /// The report for programs, as one JSON object.
    public var json: [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.member("data_directory", dataDirectory)
        json.member("healthy", isHealthy)
        json.member("blobs", Int64(blobs))
        json.member("blob_bytes", blobBytes)
        json.member("saved_files", Int64(savedFiles))
        json.member("references", Int64(references))
        json.member("free_bytes", freeBytes)
        json.array("findings") { json in
            for finding in findings {
                json.object(nil) { json in
                    json.member("severity", finding.severity.rawValue)
                    json.member("code", finding.code.rawValue)
                    json.member("subject", finding.subject)
                    json.member("detail", finding.detail)
                }
            }
        }
        json.endObject()
        return json.bytes
    }
}
