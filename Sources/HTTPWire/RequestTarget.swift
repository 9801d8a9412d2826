/// A request target taken apart (RFC 9112 §3.2), as offsets into the bytes it was found in.
struct RequestTarget: Sendable {
    /// The path as it was sent; empty for an absolute-form without one.
    var path: Range<Int>
    /// What follows the question mark, nil without one.
    var query: Range<Int>?
    /// The authority of an absolute-form.
    var authority: Range<Int>?
    /// The port an absolute-form means when it gives none.
    var defaultPort: UInt16 = 80
    /// Whether the path holds `.` or `..` segments, encoded or not.
    var hasDotSegments = false
    /// Whether the target is `*`, or an absolute-form that stands for it.
    var isAsterisk = false

    /// An empty target, before there is a request.
    init() { path = 0..<0 }

    /// Reads the target of a request with this method, nil for a method that is not known.
    init(_ bytes: RawSpan, _ range: Range<Int>, method: HTTPMethod?) throws(WireError) {
        self.init()
        guard !range.isEmpty else { throw WireError(.badRequestLine) }
        if method == .connect {
            // authority-form, RFC 9112 §3.2.3: a port is required. Refused in any case, but not for the wrong reason.
            guard try Authority(bytes, range).port != nil else { throw WireError(.badTarget) }
            return
        }
        if bytes.equals("*", in: range) {
            // asterisk-form, RFC 9112 §3.2.4.
            guard method == .options else { throw WireError(.badAsteriskTarget) }
            path = range
            isAsterisk = true
            return
        }
        var start = range.lowerBound
        if bytes.byte(at: start) != Byte.slash {
            start = try readOrigin(bytes, range)
        }
        let mark = bytes.firstIndex(of: Byte.question, in: start..<range.upperBound)
        path = start..<(mark ?? range.upperBound)
        if let mark {
            query = mark + 1..<range.upperBound
            // RFC 9112 §3.2: neither fragments nor raw spaces, controls or non-ASCII bytes.
            guard bytes.all(in: .query, mark + 1..<range.upperBound) else { throw WireError(.badTarget) }
        }
        if path.isEmpty {
            // RFC 9112 §3.2.4: OPTIONS of an absolute-form without path and query is OPTIONS *.
            isAsterisk = method == .options && query == nil
        } else {
            hasDotSegments = try PathRules.check(bytes, path)
        }
    }

    /// Reads the scheme and authority of an absolute-form (RFC 9112 §3.2.2). Returns where its path begins.
    private mutating func readOrigin(_ bytes: RawSpan, _ range: Range<Int>) throws(WireError) -> Int {
        let start: Int
        if range.count > 7, bytes.matches("http://", in: range.lowerBound..<range.lowerBound + 7) {
            start = range.lowerBound + 7
        } else if range.count > 8, bytes.matches("https://", in: range.lowerBound..<range.lowerBound + 8) {
            start = range.lowerBound + 8
            defaultPort = 443
        } else {
            throw WireError(.badTarget)
        }
        var end = start
        while end < range.upperBound, bytes.byte(at: end) != Byte.slash, bytes.byte(at: end) != Byte.question {
            end += 1
        }
        _ = try Authority(bytes, start..<end)
        authority = start..<end
        return end
    }
}
