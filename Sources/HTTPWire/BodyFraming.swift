/// How long a request's body is (RFC 9112 §6.3).
public enum BodyFraming: Sendable, Hashable {
    /// Neither Content-Length nor Transfer-Encoding: there is no body.
    case none
    /// Content-Length, in bytes; at most `Int64.max`.
    case length(UInt64)
    /// Transfer-Encoding: chunked.
    case chunked

    /// Whether body bytes may follow the head.
    public var hasBody: Bool {
        switch self {
        case .none, .length(0): false
        case .length, .chunked: true
        }
    }
}

extension BodyFraming {
    /// Reads the value of Content-Length: digits and nothing else, no sign and no list (RFC 9110 §8.6, RFC 9112 §6.3).
    static func length(_ bytes: RawSpan, _ range: Range<Int>) throws(WireError) -> BodyFraming {
        guard !range.isEmpty else { throw WireError(.badContentLength) }
        var length: Int64 = 0
        for offset in range {
            let byte = bytes.byte(at: offset)
            guard byte.isDigit else { throw WireError(.badContentLength) }
            let (shifted, shiftOverflow) = length.multipliedReportingOverflow(by: 10)
            let (sum, sumOverflow) = shifted.addingReportingOverflow(Int64(byte &- Byte.zero))
            guard !shiftOverflow, !sumOverflow else { throw WireError(.badContentLength) }
            length = sum
        }
        return .length(UInt64(length))
    }

    /// Reads the value of Transfer-Encoding, which must be `chunked` alone (RFC 9112 §6.1).
    ///
    /// A coding that is well formed but unknown is a matter of what is implemented (501); anything else, and `chunked`
    /// anywhere but at the end, would leave the end of the body unknown (400).
    static func transferEncoding(_ bytes: RawSpan, _ range: Range<Int>) throws(WireError) -> BodyFraming {
        if bytes.matches("chunked", in: range) { return .chunked }
        var start = range.lowerBound
        var chunkedSeen = false
        while true {
            let comma = bytes.firstIndex(of: Byte.comma, in: start..<range.upperBound)
            let element = bytes.trimmed(start..<(comma ?? range.upperBound))
            // An empty element, a parameter and any odd byte fail here; so does whatever follows `chunked`.
            guard !element.isEmpty, bytes.all(in: .token, element), !chunkedSeen else {
                throw WireError(.badTransferEncoding)
            }
            chunkedSeen = bytes.matches("chunked", in: element)
            guard let comma else { break }
            start = comma + 1
        }
        throw WireError(.unknownTransferCoding)
    }
}
