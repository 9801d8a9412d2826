/// The text of ids: a prefix and 26 digits of Crockford's base 32.
///
/// Apart from the generic type, so that it is compiled once and runs without the costs of an unspecialised generic:
/// every request reads and writes several ids.
enum IdentifierText {
    /// How many digits 128 bits take; the first carries only three of its five bits.
    private static let digitCount = 26

    /// The 128 bits that a text stands for; nil unless it is exactly the prefix and the digits.
    static func bits(of text: String, prefix: String) -> (high: UInt64, low: UInt64)? {
        guard text.utf8.count == prefix.utf8.count + digitCount, text.utf8.starts(with: prefix.utf8) else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for byte in text.utf8.dropFirst(prefix.utf8.count) {
            guard let digit = CrockfordBase32.value(of: byte) else { return nil }
            // Five bits that a later digit would push out must be zero: 26 digits could hold 130 bits.
            guard high >> 59 == 0 else { return nil }
            high = high << 5 | low >> 59
            low = low << 5 | UInt64(digit)
        }
        return (high, low)
    }

    static func text(high: UInt64, low: UInt64, prefix: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(prefix.utf8.count + digitCount)
        bytes.append(contentsOf: prefix.utf8)
        var shift = 125
        while shift >= 0 {
            // The five bits from `shift` up, which may lie across the two halves.
            let bits: UInt64
            if shift >= 64 {
                bits = high >> UInt64(shift - 64)
            } else if shift > 59 {
                bits = low >> UInt64(shift) | high << UInt64(64 - shift)
            } else {
                bits = low >> UInt64(shift)
            }
            bytes.append(CrockfordBase32.digit(of: UInt8(truncatingIfNeeded: bits & 31)))
            shift -= 5
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Crockford's base 32 (https://www.crockford.com/base32.html) in lower case: no i, l, o or u.
private enum CrockfordBase32 {
    static func digit(of value: UInt8) -> UInt8 {
        switch value {
        case 0..<10: UInt8(ascii: "0") + value
        case 10..<18: UInt8(ascii: "a") + value - 10
        case 18..<20: UInt8(ascii: "j") + value - 18
        case 20..<22: UInt8(ascii: "m") + value - 20
        case 22..<27: UInt8(ascii: "p") + value - 22
        default: UInt8(ascii: "v") + value - 27
        }
    }

    static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "h"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "j")...UInt8(ascii: "k"): digit - UInt8(ascii: "j") + 18
        case UInt8(ascii: "m")...UInt8(ascii: "n"): digit - UInt8(ascii: "m") + 20
        case UInt8(ascii: "p")...UInt8(ascii: "t"): digit - UInt8(ascii: "p") + 22
        case UInt8(ascii: "v")...UInt8(ascii: "z"): digit - UInt8(ascii: "v") + 27
        default: nil
        }
    }
}
