/// Finds the known name a field line begins with: one hash, then one comparison.
struct KnownFieldTable: Sendable {
    static let shared = KnownFieldTable()

    /// Open addressing over 256 places; `KnownField` fills less than half of them, so a probe always meets a nil.
    private var places = [KnownField?](repeating: nil, count: 256)
    /// The names in lower case, by raw value.
    private var names: [[UInt8]] = []

    private init() {
        for field in KnownField.allCases {
            let name = "\(field.spelling)".utf8.map(\.lowercased)
            var place = unsafe Self.hash(name.span.bytes, 0..<name.count)
            while places[place] != nil { place = (place &+ 1) & 0xff }
            places[place] = field
            names.append(name)
        }
    }

    /// The known field whose name stands in `range`, letter case aside.
    func find(_ bytes: RawSpan, _ range: Range<Int>) -> KnownField? {
        guard !range.isEmpty else { return nil }
        var place = Self.hash(bytes, range)
        while let candidate = places[place] {
            if Self.matches(names[Int(candidate.rawValue)], bytes, range) { return candidate }
            place = (place &+ 1) & 0xff
        }
        return nil
    }

    /// Length, first, middle and last byte tell nearly all the names apart.
    private static func hash(_ bytes: RawSpan, _ range: Range<Int>) -> Int {
        let first = Int(bytes.byte(at: range.lowerBound).lowercased)
        let middle = Int(bytes.byte(at: range.lowerBound + range.count / 2).lowercased)
        let last = Int(bytes.byte(at: range.upperBound - 1).lowercased)
        return (range.count &* 7 &+ first &* 31 &+ middle &* 13 &+ last &* 101) & 0xff
    }

    private static func matches(_ name: [UInt8], _ bytes: RawSpan, _ range: Range<Int>) -> Bool {
        guard name.count == range.count else { return false }
        for index in 0..<name.count where name[index] != bytes.byte(at: range.lowerBound + index).lowercased {
            return false
        }
        return true
    }
}
