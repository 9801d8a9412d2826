/// The id of one kind of thing: a prefix that names the kind, and 128 bits of which the first 48 are the time.
///
/// Its text is the prefix and 26 digits of Crockford's base 32 in lower case, such as `drf_06ejd2v0tm8q4n7xk1zr9w3g5h`.
/// Ids sort by the time they were made at, as values and as texts alike. Ids of different kinds are different types.
public struct Identifier<Kind: IdentifierTag>: Sendable, Hashable {
    /// 48 bits of milliseconds since 1970, then 16 random bits.
    private let high: UInt64
    /// 64 random bits.
    private let low: UInt64

    /// - Parameters:
    ///   - timestamp: when the thing was made; times before 1970 or after the year 10889 are taken as the nearest one.
    ///   - random: 64 and 16 random bits.
    public init(timestamp: Timestamp, random: (UInt64, UInt16)) {
        let milliseconds = UInt64(min(max(timestamp.millisecondsSince1970, 0), 0xFFFF_FFFF_FFFF))
        high = milliseconds << 16 | UInt64(random.1)
        low = random.0
    }

    /// A new id. Throws what the source of randomness throws, or ``RandomnessExhausted``.
    public init(at timestamp: Timestamp, randomness: Randomness) throws {
        let bytes = try randomness.bytes(10)
        guard bytes.count >= 10 else { throw RandomnessExhausted() }
        let low = bytes[..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        self.init(timestamp: timestamp, random: (low, UInt16(bytes[8]) << 8 | UInt16(bytes[9])))
    }

    /// When the id was made.
    public var timestamp: Timestamp { Timestamp(millisecondsSince1970: Int64(high >> 16)) }

    /// Reads an id of this kind; nil for any other text, upper case included, so that each id has one text.
    public init?(_ text: some StringProtocol) {
        var rest = text.utf8.makeIterator()
        for expected in Kind.prefix.utf8 {
            guard rest.next() == expected else { return nil }
        }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for position in 0..<26 {
            guard let byte = rest.next(), let digit = CrockfordBase32.value(of: byte) else { return nil }
            // 26 digits hold 130 bits: the first may carry only three.
            if position == 0, digit > 7 { return nil }
            high = high << 5 | low >> 59
            low = low << 5 | UInt64(digit)
        }
        guard rest.next() == nil else { return nil }
        self.high = high
        self.low = low
    }

    /// The prefix and 26 digits.
    public var text: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(30)
        bytes.append(contentsOf: Kind.prefix.utf8)
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

extension Identifier: Comparable {
    public static func < (left: Identifier, right: Identifier) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

extension Identifier: CustomStringConvertible {
    public var description: String { text }
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
