/// Finds request heads in a growing buffer.
///
/// One pass: a scan by words finds the next control byte, which is either the CRLF that ends a line or an error, so a line
/// is known to be free of NUL, bare CR and bare LF before it is read. What has been scanned is remembered: a head that
/// arrives a byte at a time costs as much as one that arrives whole. The answer does not depend on how the bytes were
/// cut: a line is judged when its CRLF is there, and every limit is an offset.
public struct RequestParser: Sendable {
    /// RFC 9112 §2.2 asks to ignore at least one empty line before the request line.
    private static let maximumEmptyLines = 2

    private let limits: WireLimits
    /// Where the line being read begins.
    private var lineStart = 0
    /// No line ends before this offset.
    private var scanned = 0
    private var emptyLines = 0
    private var hasRequestLine = false
    /// nil, once there is a request line, for a method that is not known.
    private var method: HTTPMethod?

    /// A parser with these limits.
    public init(limits: WireLimits = WireLimits()) { self.limits = limits }

    /// Makes the parser ready for the next request. A head that was returned has done so already.
    public mutating func reset() { self = RequestParser(limits: limits) }

    /// Reads a head.
    ///
    /// - Parameters:
    ///   - bytes: Everything since the last request ended: at each call the same start and as many bytes or more.
    ///   - head: Where the head goes, the same one at each call. It holds a request once a number was returned.
    /// - Returns: How many bytes the head took with the empty lines before it; nil as long as its end is missing.
    /// - Throws: Why the bytes are no request. The connection must be closed after the answer.
    public mutating func parse(_ bytes: RawSpan, into head: inout RequestHead) throws(WireError) -> Int? {
        if scanned == 0 { head.removeAll() }
        while true {
            let window = maximumOffset
            let end = min(bytes.byteCount, window)
            let stop = bytes.firstControl(from: min(scanned, end), to: end)
            scanned = stop
            guard stop < end, let next = try lineEnd(bytes, at: stop, before: end) else {
                // RFC 9112 §3, RFC 6585 §5: the window is full and the line has not ended.
                if end == window { throw tooLong(bytes, end) }
                return nil
            }
            let line = lineStart..<stop
            lineStart = next
            scanned = next
            if !hasRequestLine {
                try readRequestLine(bytes, line, into: &head)
            } else if line.isEmpty {
                head.bytes.append(bytes.extracting(0..<next))
                try HeadRules.apply(to: &head, method: method)
                reset()
                return next
            } else {
                try readField(bytes, line, into: &head)
            }
        }
    }

    /// The offset no byte of the current line may reach.
    private var maximumOffset: Int {
        guard !hasRequestLine else { return limits.maximumHead }
        return min(limits.maximumHead, lineStart + limits.maximumRequestLine + 2)
    }

    /// The offset behind the CRLF at `stop`, nil if its LF has not arrived (RFC 9112 §2.2).
    private func lineEnd(_ bytes: RawSpan, at stop: Int, before end: Int) throws(WireError) -> Int? {
        switch bytes.byte(at: stop) {
        case Byte.carriageReturn:
            guard stop + 1 < end else { return nil }
            guard bytes.byte(at: stop + 1) == Byte.lineFeed else { throw WireError(.bareCarriageReturn) }
            return stop + 2
        case Byte.lineFeed:
            throw WireError(.bareLineFeed)
        default:
            throw WireError(.controlByte)
        }
    }

    private func tooLong(_ bytes: RawSpan, _ end: Int) -> WireError {
        guard !hasRequestLine else { return WireError(.headTooLarge) }
        // Without a space it is the method, not the target, that does not end.
        let hasSpace = bytes.firstIndex(of: Byte.space, in: lineStart..<end) != nil
        return WireError(hasSpace ? .targetTooLong : .badMethod)
    }

    /// Reads method, target and version with one space between each (RFC 9112 §3).
    private mutating func readRequestLine(
        _ bytes: RawSpan, _ line: Range<Int>, into head: inout RequestHead
    ) throws(WireError) {
        if line.isEmpty {
            emptyLines += 1
            guard emptyLines <= Self.maximumEmptyLines else { throw WireError(.tooManyEmptyLines) }
            return
        }
        guard let first = bytes.firstIndex(of: Byte.space, in: line) else { throw WireError(.badRequestLine) }
        let methodRange = line.lowerBound..<first
        guard !methodRange.isEmpty, bytes.all(in: .token, methodRange) else { throw WireError(.badMethod) }
        guard let second = bytes.firstIndex(of: Byte.space, in: first + 1..<line.upperBound) else {
            // HTTP/0.9 had no version. It is not spoken here.
            throw WireError(.badRequestLine)
        }
        head.version = try HTTPVersion(bytes, in: second + 1..<line.upperBound)
        method = HTTPMethod(bytes, in: methodRange)
        head.target = try RequestTarget(bytes, first + 1..<second, method: method)
        hasRequestLine = true
    }

    private func readField(_ bytes: RawSpan, _ line: Range<Int>, into head: inout RequestHead) throws(WireError) {
        if head.lines.isEmpty, bytes.byte(at: line.lowerBound).isOptionalWhitespace {
            // RFC 9112 §2.2: it could hide a field from one of two programs.
            throw WireError(.spaceBeforeFields)
        }
        guard head.lines.count < limits.maximumFields else { throw WireError(.tooManyFields) }
        let field = try FieldLine(bytes, line)
        if let known = field.known {
            // RFC 9110 §5.3: only lists may be sent in several lines.
            if known.isSingleton, head.present & known.bit != 0 { throw WireError(.duplicateField) }
            head.present |= known.bit
        }
        head.lines.append(field)
    }
}
