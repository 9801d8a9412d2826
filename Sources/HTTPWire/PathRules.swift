/// What a path may hold, and how its dot segments are resolved (RFC 3986 §5.2.4).
enum PathRules {
    /// Checks a path that begins with a slash.
    ///
    /// Refused are bytes that are no part of a URI, backslashes and control characters, raw or encoded, and
    /// percent-encoded text that is not UTF-8: each has been used to make two programs see two different paths.
    ///
    /// - Returns: Whether a segment is `.` or `..`, encoded or not.
    static func check(_ bytes: RawSpan, _ range: Range<Int>) throws(WireError) -> Bool {
        var hasDotSegments = false
        var isEncoded = false
        // How many dots the segment consists of so far, nil once it holds anything else.
        var dots: Int? = nil
        var offset = range.lowerBound
        while offset < range.upperBound {
            let byte = bytes.byte(at: offset)
            if byte == Byte.slash {
                if dots == 1 || dots == 2 { hasDotSegments = true }
                dots = 0
                offset += 1
                continue
            }
            guard ByteSet.path.contains(byte) else {
                throw WireError(byte == Byte.backslash ? .badPath : .badTarget)
            }
            if byte == Byte.percent {
                isEncoded = true
                guard range.upperBound - offset > 2,
                    let decoded = PercentDecoding.byte(bytes.byte(at: offset + 1), bytes.byte(at: offset + 2))
                else { throw WireError(.badTarget) }
                guard decoded >= 0x20, decoded != 0x7f, decoded != Byte.backslash else { throw WireError(.badPath) }
                dots = decoded == Byte.dot ? dots.map { $0 + 1 } : nil
                offset += 3
            } else {
                dots = byte == Byte.dot ? dots.map { $0 + 1 } : nil
                offset += 1
            }
        }
        if isEncoded {
            var path: [UInt8] = []
            path.append(bytes.extracting(range))
            // Overlong forms and surrogates are no UTF-8 (RFC 3629 §3).
            guard PercentDecoding.text(path[...]) != nil else { throw WireError(.badPath) }
        }
        return hasDotSegments || dots == 1 || dots == 2
    }

    /// Appends the path at `range` to the bytes themselves, without its dot segments. It can never leave the root.
    ///
    /// Linear: every byte is appended once and removed at most once.
    static func appendWithoutDotSegments(_ range: Range<Int>, in bytes: inout [UInt8]) {
        let start = bytes.count
        var offset = range.lowerBound
        while offset < range.upperBound {
            // `offset` is at a slash; the segment goes from behind it to the next one.
            var end = offset + 1
            while end < range.upperBound, bytes[end] != Byte.slash { end += 1 }
            switch unsafe dots(bytes.span.bytes, offset + 1..<end) {
            case 1:
                if end == range.upperBound { bytes.append(Byte.slash) }
            case 2:
                while bytes.count > start, bytes.removeLast() != Byte.slash {}
                if end == range.upperBound { bytes.append(Byte.slash) }
            default:
                for index in offset..<end { bytes.append(bytes[index]) }
            }
            offset = end
        }
        if bytes.count == start { bytes.append(Byte.slash) }
    }

    /// How many dots a segment consists of, `%2e` being one; nil if it holds anything else.
    private static func dots(_ bytes: RawSpan, _ segment: Range<Int>) -> Int? {
        var dots = 0
        var offset = segment.lowerBound
        while offset < segment.upperBound {
            if bytes.byte(at: offset) == Byte.dot {
                offset += 1
            } else if segment.upperBound - offset > 2, bytes.byte(at: offset) == Byte.percent,
                PercentDecoding.byte(bytes.byte(at: offset + 1), bytes.byte(at: offset + 2)) == Byte.dot
            {
                offset += 3
            } else {
                return nil
            }
            dots += 1
        }
        return dots
    }
}
