internal import CLinux
public import DraftModel
internal import Glibc

/// A step of copying a file that failed: the system call, its error number, and what that means for the job.
public struct CopyError: Error, Sendable, CustomStringConvertible {
    /// The system call, as in its manual page.
    public let call: String
    /// Its error number; 0 where the call did not fail but gave something wrong.
    public let number: Int32
    /// What people are told.
    public let code: JobError.Code

    init(_ call: String, number: Int32 = clinux_errno()) {
        self.call = call
        self.number = number
        code =
            switch number {
            case ENOSPC, EDQUOT, EFBIG: .storageFull
            case EACCES, EPERM, EROFS: .permissionDenied
            default: .ioError
            }
    }

    init(_ call: String, code: JobError.Code) {
        self.call = call
        number = 0
        self.code = code
    }

    /// What people are told: what happened and what to do.
    public var advice: String {
        switch code {
        case .storageFull: "The disk of the service is full. Make room on it, then retry."
        case .permissionDenied:
            "The service may not write into the camera roll's folder. Change its permissions, then retry."
        case .sourceMissing: "The video's bytes are missing from the service's storage, so there is nothing to save."
        default: "Writing the file failed. The log of the service has the reason."
        }
    }

    public var description: String {
        number == 0 ? call : "\(call): \(unsafe String(cString: strerror(number)))"
    }
}
