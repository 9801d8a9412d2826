/// Writes JSON (RFC 8259) straight into bytes.
///
/// It puts the commas; the caller keeps `begin…` and `end…` in pairs and gives every member of an object a key.
///
/// ```swift
/// var writer = JSONWriter()
/// writer.object {
///     $0.member("id", "drf_…")
///     $0.array("clips") { for clip in clips { clip.write(to: &$0) } }
/// }
/// ```
public struct JSONWriter: Sendable {
    /// What has been written so far.
    public private(set) var bytes: [UInt8]

    /// Whether the next key or value needs a comma before it. One flag is enough, without a stack: after a value, or
    /// the end of an array or object, it does; after a beginning or a key it does not.
    private var needsComma = false

    public init(reservingCapacity capacity: Int = 512) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    // MARK: Structure

    public mutating func beginObject() {
        separate()
        bytes.append(UInt8(ascii: "{"))
        needsComma = false
    }

    public mutating func endObject() {
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
    }

    public mutating func beginArray() {
        separate()
        bytes.append(UInt8(ascii: "["))
        needsComma = false
    }

    public mutating func endArray() {
        bytes.append(UInt8(ascii: "]"))
        needsComma = true
    }

    /// The name of the member whose value is written next.
    public mutating func key(_ key: String) {
        separate()
        appendString(key)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// An object, as the value of `key` or, without one, as an element or the whole text.
    public mutating func object<Failure: Error>(
        _ key: String? = nil, _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        if let key { self.key(key) }
        beginObject()
        try body(&self)
        endObject()
    }

    /// An array, as the value of `key` or, without one, as an element or the whole text.
    public mutating func array<Failure: Error>(
        _ key: String? = nil, _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        if let key { self.key(key) }
        beginArray()
        try body(&self)
        endArray()
    }

    // MARK: Values

    public mutating func value(_ string: String) {
        separate()
        appendString(string)
        needsComma = true
    }

    public mutating func value(_ integer: Int64) {
        separate()
        appendInteger(integer)
        needsComma = true
    }

    public mutating func value(_ integer: Int) {
        value(Int64(integer))
    }

    public mutating func value(_ bool: Bool) {
        raw(bool ? Self.trueText : Self.falseText)
    }

    /// A number, in the shortest form that reads back as the same double. JSON has no infinities and no NaN: these
    /// become `null`.
    public mutating func value(_ double: Double) {
        guard double.isFinite else { return null() }
        separate()
        bytes.append(contentsOf: double.description.utf8)
        needsComma = true
    }

    public mutating func null() {
        raw(Self.nullText)
    }

    /// JSON that is already serialised, as it is.
    public mutating func raw(_ serialized: [UInt8]) {
        separate()
        bytes.append(contentsOf: serialized)
        needsComma = true
    }

    private static let trueText = Array("true".utf8)
    private static let falseText = Array("false".utf8)
    private static let nullText = Array("null".utf8)

    // MARK: Bytes

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    /// RFC 8259 §7: quotation mark, backslash and U+0000 to U+001F must be escaped; all else stands for itself.
    private mutating func appendString(_ string: String) {
        bytes.append(UInt8(ascii: "\""))
        if Self.needsEscapes(string) {
            for byte in string.utf8 { appendEscaped(byte) }
        } else {
            bytes.append(contentsOf: string.utf8)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func needsEscapes(_ string: String) -> Bool {
        for byte in string.utf8 where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
            return true
        }
        return false
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        case 0x0A: bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "n")])
        case 0x0D: bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "r")])
        case 0x09: bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "t")])
        case 0..<0x20:
            let digits = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: "\\u00".utf8)
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 0xF)])
        default: bytes.append(byte)
        }
    }

    private mutating func appendInteger(_ integer: Int64) {
        if integer < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = integer.magnitude
        // The digits come last first; 20 are enough for 2⁶⁴.
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var start = 20
        repeat {
            start -= 1
            digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        for index in start..<20 { bytes.append(digits[index]) }
    }
}
