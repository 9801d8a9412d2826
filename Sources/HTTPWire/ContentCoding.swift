/// The content codings this server can send (RFC 9110 §8.4.1).
public enum ContentCoding: String, Sendable, Hashable, CaseIterable {
    /// The bytes as they are.
    case identity
    /// RFC 1952.
    case gzip

    /// Chooses by Accept-Encoding (RFC 9110 §12.5.3): gzip where it is wanted at least as much as identity.
    ///
    /// - Parameter acceptEncoding: All lines of the field as one list; nil without the field, which means anything, and
    ///   is answered with identity, the one every client can read.
    /// - Returns: nil if neither is acceptable. A server may then send identity or 406.
    public static func negotiate(acceptEncoding: String?) -> ContentCoding? {
        guard let acceptEncoding else { return .identity }
        var gzip: Int?
        var identity: Int?
        var any: Int?
        for element in acceptEncoding.utf8.split(separator: Byte.comma) {
            guard let (name, weight) = WeightedElement.parse(element) else { continue }
            switch name {
            case "gzip", "x-gzip": gzip = max(gzip ?? 0, weight)
            case "identity": identity = max(identity ?? 0, weight)
            case "*": any = max(any ?? 0, weight)
            default: continue
            }
        }
        // What is not named has the weight of `*`; without that, gzip is refused and identity acceptable.
        let gzipWeight = gzip ?? any ?? 0
        let isIdentityAcceptable = (identity ?? any ?? 1) > 0
        if gzipWeight > 0, gzipWeight >= (identity ?? 0) { return .gzip }
        return isIdentityAcceptable ? .identity : gzipWeight > 0 ? .gzip : nil
    }
}

/// One element of a list with weights: `gzip;q=0.5` (RFC 9110 §12.4.2).
enum WeightedElement {
    /// Returns the name in lower case and its weight in thousandths; nil for a malformed element.
    static func parse(_ element: Substring.UTF8View) -> (name: String, weight: Int)? {
        let parts = element.split(separator: Byte.semicolon, omittingEmptySubsequences: false)
        guard let first = parts.first else { return nil }
        let name = trimmed(first)
        guard !name.isEmpty, name.allSatisfy(ByteSet.token.contains) else { return nil }
        var weight = 1_000
        for part in parts.dropFirst() {
            let parameter = trimmed(part)
            guard parameter.count > 2, parameter[0].lowercased == 0x71, parameter[1] == Byte.equals,
                let value = thousandths(parameter[2...])
            else { return nil }
            weight = value
        }
        return (String(decoding: name.map(\.lowercased), as: UTF8.self), weight)
    }

    /// `0`, `0.123`, `1`, `1.000`.
    private static func thousandths(_ text: ArraySlice<UInt8>) -> Int? {
        guard let whole = text.first, whole == Byte.zero || whole == Byte.zero + 1 else { return nil }
        let rest = text.dropFirst()
        var value = whole == Byte.zero ? 0 : 1_000
        guard !rest.isEmpty else { return value }
        guard rest.first == Byte.dot, rest.count <= 4 else { return nil }
        var unit = 100
        for digit in rest.dropFirst() {
            guard digit.isDigit else { return nil }
            value += Int(digit &- Byte.zero) * unit
            unit /= 10
        }
        return value <= 1_000 ? value : nil
    }

    private static func trimmed(_ text: Substring.UTF8View) -> [UInt8] {
        let front = text.drop { $0.isOptionalWhitespace }
        var bytes = Array(front)
        while let last = bytes.last, last.isOptionalWhitespace { bytes.removeLast() }
        return bytes
    }
}
