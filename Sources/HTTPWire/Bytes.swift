/// Names for the bytes HTTP gives a meaning.
enum Byte {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0a
    static let carriageReturn: UInt8 = 0x0d
    static let space: UInt8 = 0x20
    static let quote: UInt8 = 0x22
    static let hash: UInt8 = 0x23
    static let percent: UInt8 = 0x25
    static let asterisk: UInt8 = 0x2a
    static let comma: UInt8 = 0x2c
    static let dash: UInt8 = 0x2d
    static let dot: UInt8 = 0x2e
    static let slash: UInt8 = 0x2f
    static let zero: UInt8 = 0x30
    static let nine: UInt8 = 0x39
    static let colon: UInt8 = 0x3a
    static let semicolon: UInt8 = 0x3b
    static let equals: UInt8 = 0x3d
    static let question: UInt8 = 0x3f
    static let openBracket: UInt8 = 0x5b
    static let backslash: UInt8 = 0x5c
    static let closeBracket: UInt8 = 0x5d
}

extension UInt8 {
    /// ASCII upper case made lower; every other byte as it is.
    @inline(__always)
    var lowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }

    @inline(__always)
    var isDigit: Bool { self &- Byte.zero < 10 }

    @inline(__always)
    var isAlphanumeric: Bool { isDigit || lowercased &- 0x61 < 26 }

    /// Optional white space is SP and HTAB only (RFC 9110 §5.6.3), never 0xa0 or 0x85.
    @inline(__always)
    var isOptionalWhitespace: Bool { self == Byte.space || self == Byte.tab }

    /// A control byte that may stand nowhere in a head (RFC 9110 §5.5): all but HTAB.
    @inline(__always)
    var isForbiddenControl: Bool { (self < 0x20 && self != Byte.tab) || self == 0x7f }

    /// The value of a hexadecimal digit.
    var hexValue: UInt8? {
        switch self {
        case 0x30...0x39: self &- 0x30
        case 0x41...0x46: self &- 0x37
        case 0x61...0x66: self &- 0x57
        default: nil
        }
    }
}

extension RawSpan {
    /// The byte at `offset`, which is checked against the span's end as an array's index is.
    @inline(__always)
    func byte(at offset: Int) -> UInt8 {
        // Every bit pattern is a UInt8, and the offset is checked: the load is safe.
        unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }

    /// The offset of the first forbidden control byte in `start..<end`, or `end`. Eight bytes at a step.
    ///
    /// The arithmetic is that of "Bit Twiddling Hacks" (hasless, haszero). A word without a suspect is passed over as a
    /// whole; HTAB is a suspect too. Measured, this is faster than a SIMD vector, whose masks the compiler does not
    /// turn into a single test.
    func firstControl(from start: Int, to end: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highBits: UInt64 = 0x8080_8080_8080_8080
        var offset = start
        while end - offset >= 8 {
            // Every bit pattern is a UInt64, and the offset is checked: the load is safe.
            let word = unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
            let low = (word &- ones &* 0x20) & ~word
            let delete = word ^ (ones &* 0x7f)
            if (low | ((delete &- ones) & ~delete)) & highBits != 0 {
                for index in offset..<offset + 8 where byte(at: index).isForbiddenControl { return index }
            }
            offset += 8
        }
        while offset < end, !byte(at: offset).isForbiddenControl { offset += 1 }
        return offset
    }

    /// The offset of the first `wanted` in `range`.
    func firstIndex(of wanted: UInt8, in range: Range<Int>) -> Int? {
        var offset = range.lowerBound
        while offset < range.upperBound {
            if byte(at: offset) == wanted { return offset }
            offset += 1
        }
        return nil
    }

    /// `range` without the optional white space at both ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var lower = range.lowerBound
        var upper = range.upperBound
        while lower < upper, byte(at: lower).isOptionalWhitespace { lower += 1 }
        while lower < upper, byte(at: upper - 1).isOptionalWhitespace { upper -= 1 }
        return lower..<upper
    }

    /// Whether the bytes of `range` are `text`, letter case aside. `text` must be lower case ASCII.
    func matches(_ text: StaticString, in range: Range<Int>) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { wanted in
            for index in 0..<range.count
            where unsafe byte(at: range.lowerBound + index).lowercased != wanted[index] {
                return false
            }
            return true
        }
    }

    /// Whether the bytes of `range` are exactly `text`.
    func equals(_ text: StaticString, in range: Range<Int>) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { wanted in
            for index in 0..<range.count where unsafe byte(at: range.lowerBound + index) != wanted[index] {
                return false
            }
            return true
        }
    }

    /// Whether every byte of `range` belongs to `set`.
    func all(in set: ByteSet, _ range: Range<Int>) -> Bool {
        var offset = range.lowerBound
        while offset < range.upperBound {
            guard set.contains(byte(at: offset)) else { return false }
            offset += 1
        }
        return true
    }
}

extension [UInt8] {
    /// Appends the text of a literal without making a `String`.
    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { buffer in unsafe self.append(contentsOf: buffer) }
    }

    /// Appends the bytes of `span`.
    mutating func append(_ span: RawSpan) {
        unsafe span.withUnsafeBytes { buffer in unsafe self.append(contentsOf: buffer) }
    }

    /// Appends a non-negative number in decimal digits.
    mutating func append(decimal number: UInt64) {
        var divisor: UInt64 = 1
        while number / divisor >= 10 { divisor &*= 10 }
        while divisor > 0 {
            append(Byte.zero &+ UInt8(truncatingIfNeeded: number / divisor % 10))
            divisor /= 10
        }
    }
}
