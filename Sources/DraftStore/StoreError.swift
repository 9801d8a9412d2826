internal import CSQLite
public import DraftModel
internal import Glibc
public import JSON

/// Why the store did not do what it was asked to.
///
/// Two families in one type, so that every function of the store can say what it throws: rules that were not met (the
/// caller answers them with a problem document) and failures of the machine below (logged; answered with 503 or 507).
public struct StoreError: Error, Sendable {
    public enum Code: Sendable, Hashable {
        // Rules.

        /// No such thing, or it is not this user's: the two are never told apart.
        case notFound
        /// The revision asked for with If-Match is not the current one.
        case revisionMismatch(current: Int)
        /// The handle belongs to another user.
        case handleTaken
        /// The model's rules say no: the refusal has a code, what to do, and the post in the way, if there is one.
        case refused(Refusal)
        /// Media a draft names are not there, or not its owner's.
        case mediaMissing([Composition.MediaUse])
        /// The composition does not go with the files it names: each problem with its path.
        case compositionRefused([JSONFieldError])
        /// The device named is not there, or not this user's.
        case deviceMissing
        /// Drafts still use the media.
        case mediaInUse(by: [DraftID])
        /// The job is not in a state from which this step can be made.
        case jobStep(JobTransitionError)
        /// The job cannot do its work, for a reason to be recorded with it: no room on the device, no source.
        case jobError(JobError)
        /// Another worker holds the job now, or it has ended: this worker's result no longer counts.
        case leaseLost
        /// The Idempotency-Key was used before, for another request.
        case idempotencyKeyReused

        // Machinery.

        /// Another process has the data directory open.
        case inUse
        /// The data directory was written by a newer version of this program.
        case newerSchema(found: Int, known: Int)
        /// The disk is full. Nothing was changed.
        case diskFull
        /// Reading or writing failed. Nothing was changed.
        case io
        /// The database, or a blob, is damaged.
        case corrupt
        /// The store has been closed.
        case closed
        /// Anything else the machinery reports.
        case failed
    }

    public let code: Code
    /// What the machine said: for a log, never for an answer.
    private let cause: String

    init(_ code: Code, cause: String = "") {
        self.code = code
        self.cause = cause
    }

    init(_ error: SQLiteError) {
        cause = error.description
        code =
            switch error.code {
            case SQLITE_FULL: .diskFull
            case SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_READONLY: .io
            case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt
            default: .failed
            }
        isUniqueViolation = error.isUniqueViolation
    }

    /// A system call's failure, by its errno.
    init(errno number: Int32, _ what: String) {
        let text = unsafe strerror(number).map { unsafe String(cString: $0) } ?? ""
        self.init(number == ENOSPC || number == EDQUOT ? .diskFull : .io, cause: "\(what): \(text) (errno \(number))")
    }

    /// Whether a UNIQUE constraint refused a row: the functions that can meet one turn it into a rule's error.
    private(set) var isUniqueViolation = false

    /// Whether this is a rule that was not met, rather than a failure of the machinery.
    public var isRule: Bool {
        switch code {
        case .inUse, .newerSchema, .diskFull, .io, .corrupt, .closed, .failed: false
        default: true
        }
    }
}

extension StoreError: CustomStringConvertible, CustomDebugStringConvertible {
    public var description: String {
        switch code {
        case .inUse: "another process has this data directory open"
        case .newerSchema(let found, let known):
            "the data directory has schema \(found), written by a newer version; this one knows up to \(known)"
        case .diskFull: "the disk is full"
        case .io: "reading or writing the data directory failed"
        case .corrupt: "the data directory is damaged"
        case .closed: "the store is closed"
        default: "\(code)"
        }
    }

    public var debugDescription: String { cause.isEmpty ? description : "\(description) (\(cause))" }
}
