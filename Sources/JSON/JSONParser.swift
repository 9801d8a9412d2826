// A strict reader for RFC 8259, in time linear in the length of the text.
//
// What is always true here:
// - The whole text was checked to be UTF-8 before the first token is read, so a string's bytes can be decoded without
//   a second thought, and an encoding error is found wherever it stands.
// - `position` only grows, and every byte is looked at a fixed number of times.
// - Recursion goes as deep as `maximumDepth`, never as deep as the input: a text of 100,000 brackets is refused at
//   the first bracket too many.
// - Nothing the text says can trap: every index is checked against `bytes.count` and all arithmetic on numbers from the
//   text reports overflow.

extension JSONValue {
    /// Reads one JSON text (RFC 8259), strictly.
    ///
    /// Refused beyond the grammar: names that occur twice in one object, bytes that are not UTF-8, a byte order mark,
    /// escapes of lone surrogates, and numbers too great for a double.
    ///
    /// - Parameters:
    ///   - bytes: the whole text.
    ///   - maximumDepth: how many arrays and objects may stand within each other, 1 to 512 (others are clamped).
    /// - Throws: ``JSONParseError`` with the line and column of the first thing that is wrong.
    public static func parse(_ bytes: [UInt8], maximumDepth: Int = 64) throws(JSONParseError) -> JSONValue {
        var parser = JSONParser(bytes: bytes, maximumDepth: min(max(maximumDepth, 1), 512))
        return try parser.parseText()
    }
}

struct JSONParser {
    private let bytes: [UInt8]
    private let maximumDepth: Int
    private var position = 0
    private var depth = 0

    init(bytes: [UInt8], maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    mutating func parseText() throws(JSONParseError) -> JSONValue {
        try checkEncoding()
        skipWhitespace()
        guard position < bytes.count else { throw error("expected a JSON value, but the text is empty") }
        let value = try parseValue()
        skipWhitespace()
        guard position == bytes.count else { throw error("expected the end of the text after the value") }
        return value
    }

    /// RFC 8259 §8.1: UTF-8, and no byte order mark.
    private func checkEncoding() throws(JSONParseError) {
        do {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            throw JSONParseError("expected UTF-8, but these bytes are not", at: error.byteOffsets.lowerBound, in: bytes)
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw JSONParseError("a byte order mark is not allowed", at: 0, in: bytes)
        }
    }

    private mutating func parseValue() throws(JSONParseError) -> JSONValue {
        guard position < bytes.count else { throw error("expected a value, but the text ends here") }
        switch bytes[position] {
        case UInt8(ascii: "{"): return .object(try parseObject())
        case UInt8(ascii: "["): return .array(try parseArray())
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try parseNumber())
        case UInt8(ascii: "t"): return try parseWord("true", .bool(true))
        case UInt8(ascii: "f"): return try parseWord("false", .bool(false))
        case UInt8(ascii: "n"): return try parseWord("null", .null)
        default: throw error("expected a value")
        }
    }

    private mutating func parseWord(_ word: String, _ value: JSONValue) throws(JSONParseError) -> JSONValue {
        guard bytes[position...].starts(with: word.utf8) else { throw error("expected a value") }
        position += word.utf8.count
        return value
    }

    // MARK: Structure

    private mutating func parseObject() throws(JSONParseError) -> JSONObject {
        try enter()
        var object = JSONObject()
        skipWhitespace()
        if take(UInt8(ascii: "}")) {
            depth -= 1
            return object
        }
        while true {
            skipWhitespace()
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                throw error(object.isEmpty ? "expected a name in quotes or '}'" : "expected a name in quotes")
            }
            let start = position
            let key = try parseString()
            skipWhitespace()
            guard take(UInt8(ascii: ":")) else { throw error("expected ':'") }
            skipWhitespace()
            let value = try parseValue()
            guard object.appendIfNew(JSONObject.Member(key: key, value: value)) else {
                throw JSONParseError("the name \"\(key.prefix(40))\" occurs twice in this object", at: start, in: bytes)
            }
            skipWhitespace()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "}")) else { throw error("expected ',' or '}'") }
            depth -= 1
            return object
        }
    }

    private mutating func parseArray() throws(JSONParseError) -> [JSONValue] {
        try enter()
        var array: [JSONValue] = []
        skipWhitespace()
        if take(UInt8(ascii: "]")) {
            depth -= 1
            return array
        }
        while true {
            skipWhitespace()
            array.append(try parseValue())
            skipWhitespace()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "]")) else { throw error("expected ',' or ']'") }
            depth -= 1
            return array
        }
    }

    private mutating func enter() throws(JSONParseError) {
        guard depth < maximumDepth else { throw error("arrays and objects may be nested \(maximumDepth) deep at most") }
        depth += 1
        position += 1
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    /// RFC 8259 §2: space, tab, line feed, carriage return; nothing else.
    private mutating func skipWhitespace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    private func error(_ reason: String) -> JSONParseError {
        JSONParseError(reason, at: position, in: bytes)
    }

    // MARK: Strings (RFC 8259 §7)

    private mutating func parseString() throws(JSONParseError) -> String {
        position += 1
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                // The common case: no escapes, so the bytes are the string.
                let string = String(decoding: bytes[start..<position], as: UTF8.self)
                position += 1
                return string
            case UInt8(ascii: "\\"):
                return try parseEscapedString(from: start)
            case 0..<0x20:
                throw error("control characters in a string must be escaped")
            default:
                position += 1
            }
        }
        throw error("expected '\"' to end the string")
    }

    /// The rest of a string, from its first backslash on; `start` is where it began.
    private mutating func parseEscapedString(from start: Int) throws(JSONParseError) -> String {
        var decoded = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: decoded, as: UTF8.self)
            case UInt8(ascii: "\\"):
                try parseEscape(into: &decoded)
            case 0..<0x20:
                throw error("control characters in a string must be escaped")
            default:
                decoded.append(byte)
                position += 1
            }
        }
        throw error("expected '\"' to end the string")
    }

    private mutating func parseEscape(into decoded: inout [UInt8]) throws(JSONParseError) {
        guard position + 1 < bytes.count else { throw error("expected '\"' to end the string") }
        let replacement: UInt8
        switch bytes[position + 1] {
        case UInt8(ascii: "\""): replacement = UInt8(ascii: "\"")
        case UInt8(ascii: "\\"): replacement = UInt8(ascii: "\\")
        case UInt8(ascii: "/"): replacement = UInt8(ascii: "/")
        case UInt8(ascii: "b"): replacement = 0x08
        case UInt8(ascii: "f"): replacement = 0x0C
        case UInt8(ascii: "n"): replacement = 0x0A
        case UInt8(ascii: "r"): replacement = 0x0D
        case UInt8(ascii: "t"): replacement = 0x09
        case UInt8(ascii: "u"):
            let scalar = try parseUnicodeEscape()
            decoded.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            return
        default:
            throw error("unknown escape; JSON has \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u")
        }
        decoded.append(replacement)
        position += 2
    }

    /// `\uXXXX`, or two of them for a code point beyond the Basic Multilingual Plane. A surrogate that is not half of
    /// such a pair stands for no character, so it is refused rather than replaced.
    private mutating func parseUnicodeEscape() throws(JSONParseError) -> Unicode.Scalar {
        let start = position
        let first = try parseHexQuad()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, position + 1 < bytes.count,
            bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u")
        else {
            throw JSONParseError("a lone surrogate is not a character", at: start, in: bytes)
        }
        let second = try parseHexQuad()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (UInt32(first - 0xD800) << 10) + UInt32(second - 0xDC00))
        else {
            throw JSONParseError("a lone surrogate is not a character", at: start, in: bytes)
        }
        return scalar
    }

    private mutating func parseHexQuad() throws(JSONParseError) -> UInt16 {
        var value: UInt16 = 0
        for offset in 2..<6 {
            guard position + offset < bytes.count, let digit = Self.hexDigit(bytes[position + offset]) else {
                throw error("expected four hexadecimal digits after \\u")
            }
            value = value << 4 | digit
        }
        position += 6
        return value
    }

    private static func hexDigit(_ byte: UInt8) -> UInt16? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    // MARK: Numbers (RFC 8259 §6)

    private mutating func parseNumber() throws(JSONParseError) -> JSONNumber {
        let start = position
        var decimal = ExactDecimal(isNegative: take(UInt8(ascii: "-")))
        guard let first = digit() else { throw error("expected a digit") }
        decimal.append(first)
        position += 1
        if first == 0, digit() != nil { throw error("a number must not begin with 0 before other digits") }
        while let next = digit() {
            decimal.append(next)
            position += 1
        }
        if take(UInt8(ascii: ".")) {
            guard digit() != nil else { throw error("expected a digit after '.'") }
            while let next = digit() {
                decimal.appendFraction(next)
                position += 1
            }
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            let isNegative = take(UInt8(ascii: "-"))
            if !isNegative { _ = take(UInt8(ascii: "+")) }
            guard digit() != nil else { throw error("expected a digit in the exponent") }
            var exponent = 0
            while let next = digit() {
                // Saturates: nothing beyond it can be told apart anyway.
                exponent = min(exponent * 10 + Int(next), 1_000_000_000)
                position += 1
            }
            decimal.scale(by: isNegative ? -exponent : exponent)
        }
        if let integer = decimal.int64 { return JSONNumber(integer) }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let double = Double(text), double.isFinite else {
            throw JSONParseError("this number is too great for a 64-bit float", at: start, in: bytes)
        }
        // Large doubles are integers too, but not the one that was written.
        return JSONNumber(rounded: double)
    }

    private func digit() -> UInt8? {
        guard position < bytes.count else { return nil }
        let byte = bytes[position]
        return byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") ? byte - UInt8(ascii: "0") : nil
    }
}

/// A decimal number as it is read, to find out whether it is exactly an `Int64`.
private struct ExactDecimal {
    let isNegative: Bool
    private var significand: UInt64 = 0
    private var exponent = 0
    private var overflowed = false
    /// Zeros not yet multiplied in, so that `1.000…` of any length stays exact.
    private var pendingZeros = 0

    init(isNegative: Bool) {
        self.isNegative = isNegative
    }

    mutating func append(_ digit: UInt8) {
        if digit == 0 {
            if significand != 0 { pendingZeros += 1 }
            return
        }
        for _ in 0..<min(pendingZeros, 20) { multiplyByTen() }
        pendingZeros = 0
        multiplyByTen()
        let (sum, carried) = significand.addingReportingOverflow(UInt64(digit))
        significand = sum
        if carried { overflowed = true }
    }

    mutating func appendFraction(_ digit: UInt8) {
        // 0.00…: zeros before the first digit only move the point.
        append(digit)
        exponent -= 1
    }

    mutating func scale(by power: Int) {
        exponent += power
    }

    private mutating func multiplyByTen() {
        let (product, carried) = significand.multipliedReportingOverflow(by: 10)
        significand = product
        if carried { overflowed = true }
    }

    /// The value, if it is an integer that fits.
    var int64: Int64? {
        guard !overflowed else { return nil }
        guard significand != 0 else { return 0 }
        // Trailing zeros are still pending, so the last digit of the significand is not zero:
        // a negative power of ten left over means a fraction.
        let power = exponent + pendingZeros
        guard power >= 0, power <= 19 else { return nil }
        var magnitude = significand
        for _ in 0..<power {
            let (product, carried) = magnitude.multipliedReportingOverflow(by: 10)
            if carried { return nil }
            magnitude = product
        }
        return isNegative ? Int64(exactly: -Int128(magnitude)) : Int64(exactly: magnitude)
    }
}
