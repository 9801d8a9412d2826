/// The protocol version of a request (RFC 9112 §2.3). A higher minor version of HTTP/1 counts as 1.1.
public enum HTTPVersion: Sendable, Hashable {
    /// HTTP/1.0.
    case http10
    /// HTTP/1.1, and every higher minor of HTTP/1.
    case http11

    /// Reads the last element of a request line: `HTTP/` DIGIT `.` DIGIT, in this case and no other (RFC 9112 §2.3).
    ///
    /// - Throws: 400 for anything malformed, 505 for another major version (RFC 9110 §15.6.6).
    init(_ bytes: RawSpan, in range: Range<Int>) throws(WireError) {
        guard range.count == 8,
            bytes.equals("HTTP/", in: range.lowerBound..<range.lowerBound + 5),
            bytes.byte(at: range.lowerBound + 5).isDigit,
            bytes.byte(at: range.lowerBound + 6) == Byte.dot,
            bytes.byte(at: range.lowerBound + 7).isDigit
        else { throw WireError(.badVersion) }
        guard bytes.byte(at: range.lowerBound + 5) == Byte.zero + 1 else { throw WireError(.unsupportedVersion) }
        self = bytes.byte(at: range.lowerBound + 7) == Byte.zero ? .http10 : .http11
    }
}
