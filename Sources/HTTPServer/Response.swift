internal import Glibc
public import HTTPWire

/// The one final answer to a request.
public struct Response: Sendable {
    /// The status; a final one.
    public var status: Status
    /// The fields, but for those that say how the body is framed and when the answer was made: the server writes them.
    public var fields: ResponseFields
    /// What follows the head. It is left out for HEAD, 204 and 304.
    public var body: ResponseBody
    /// Whether the connection is to be closed after this answer.
    public var closesConnection = false

    /// An answer.
    public init(status: Status, fields: ResponseFields = ResponseFields(), body: ResponseBody = .none) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}

/// What follows the head of an answer.
public enum ResponseBody: Sendable {
    /// No bytes.
    case none
    /// Bytes in memory.
    case bytes([UInt8])
    /// A part of a file, sent by the kernel without a copy through this process.
    case file(OpenFile, Range<Int64>)
    /// Bytes as they are made. With a `length` it must write exactly that many; without, they go out chunked.
    /// An error from the closure cuts the connection, so that nobody takes a part for the whole.
    case stream(length: Int64?, @Sendable (ResponseWriter) async throws -> Void)

    /// The number of bytes, where it is known.
    public var length: Int64? {
        switch self {
        case .none: 0
        case .bytes(let bytes): Int64(bytes.count)
        case .file(_, let range): range.upperBound - range.lowerBound
        case .stream(let length, _): length
        }
    }
}

/// A file open for reading, closed when nobody holds it.
public final class OpenFile: Sendable {
    let descriptor: Int32
    /// The file's size when it was opened, in bytes.
    public let size: Int64

    /// Takes over an open descriptor.
    public init(owning descriptor: Int32, size: Int64) {
        self.descriptor = descriptor
        self.size = size
    }

    /// Opens a regular file.
    ///
    /// - Throws: `SystemError`, with `ENOENT` when there is none and `EISDIR` when it is not a regular file.
    public init(path: String) throws(SystemError) {
        let opened = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        try SystemError.check("open", opened)
        var facts = stat()
        guard unsafe fstat(opened, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            _ = close(opened)
            throw SystemError(call: "open", number: EISDIR)
        }
        descriptor = opened
        size = Int64(facts.st_size)
    }

    deinit {
        _ = close(descriptor)
    }
}
