/// What a Range field asks for (RFC 9110 §14.2). Ranges are for GET alone.
public enum RangeRequest: Sendable, Hashable {
    /// Nothing to honour: answer 200 with everything.
    case none
    /// Answer 206 with these bytes; never empty, never beyond the length.
    case satisfiable(Range<Int64>)
    /// Answer 416 with `Content-Range: bytes */length`.
    case unsatisfiable

    /// Reads the value of Range against a representation of `length` bytes.
    ///
    /// Another unit, anything malformed, and more than one range are `none`: a server may ignore a Range field
    /// (RFC 9110 §14.2), and answering several ranges is an old way to make it send much for little (§17.15).
    public static func parse(_ text: String, length: Int64) -> RangeRequest {
        let bytes = Array(text.utf8)
        // The unit is case-insensitive (RFC 9110 §14.1).
        guard bytes.count > 6, bytes.prefix(5).map(\.lowercased).elementsEqual("bytes".utf8),
            bytes[5] == Byte.equals, !bytes.contains(Byte.comma), length >= 0
        else { return .none }
        let spec = bytes[6...]
        guard let dash = spec.firstIndex(of: Byte.dash) else { return .none }
        let first = spec[..<dash]
        let last = spec[(dash + 1)...]
        if first.isEmpty {
            // The last bytes; of none there is nothing to send (RFC 9110 §14.1.2).
            guard let count = number(last) else { return .none }
            guard count > 0, length > 0 else { return .unsatisfiable }
            return .satisfiable(length - min(count, length)..<length)
        }
        guard let start = number(first) else { return .none }
        if last.isEmpty {
            return start < length ? .satisfiable(start..<length) : .unsatisfiable
        }
        // A last position before the first makes the range invalid, not unsatisfiable (RFC 9110 §14.1.1).
        guard let end = number(last), end >= start else { return .none }
        guard start < length else { return .unsatisfiable }
        return .satisfiable(start..<min(end, length - 1) + 1)
    }

    /// The range a request asks for, with `If-Range` considered (RFC 9110 §13.2.2 step 5).
    public static func parse(
        _ head: RequestHead, length: Int64, etag: EntityTag?, lastModified: Int64?
    ) -> RangeRequest {
        guard head.method == .get, let range = head.value(.range) else { return .none }
        if let condition = head.value(.ifRange),
            !ifRangeMatches(condition, etag: etag, lastModified: lastModified)
        {
            return .none
        }
        return parse(range, length: length)
    }

    /// Whether `If-Range` lets the range be honoured (RFC 9110 §13.1.5): its tag is compared strongly, its date exactly.
    public static func ifRangeMatches(_ text: String, etag: EntityTag?, lastModified: Int64?) -> Bool {
        if let tag = EntityTag(text) {
            return etag.map { tag.matchesStrongly($0) } ?? false
        }
        guard let date = HTTPDate.parse(text), let lastModified else { return false }
        return date == lastModified
    }

    /// The value of Content-Range for a 206.
    public static func contentRange(_ range: Range<Int64>, length: Int64) -> FieldValue {
        let last = range.isEmpty ? range.lowerBound : range.upperBound - 1
        return FieldValue(unchecked: "bytes \(range.lowerBound)-\(last)/\(length)")
    }

    /// The value of Content-Range for a 416.
    public static func contentRangeUnsatisfied(length: Int64) -> FieldValue {
        FieldValue(unchecked: "bytes */\(length)")
    }

    /// Digits; a number too large for the type is as good as the largest, as no representation is that long.
    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        guard !digits.isEmpty else { return nil }
        var number: Int64 = 0
        var isTooLarge = false
        for digit in digits {
            guard digit.isDigit else { return nil }
            let (shifted, shiftOverflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, sumOverflow) = shifted.addingReportingOverflow(Int64(digit &- Byte.zero))
            isTooLarge = isTooLarge || shiftOverflow || sumOverflow
            number = isTooLarge ? .max : sum
        }
        return number
    }
}
