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
    public init?(_ text: String) {
        guard let bits = IdentifierText.bits(of: text, prefix: Kind.prefix) else { return nil }
        (high, low) = bits
    }

    /// Reads an id out of a longer text, such as a path.
    public init?(_ text: Substring) {
        self.init(String(text))
    }

    /// The prefix and 26 digits.
    public var text: String { IdentifierText.text(high: high, low: low, prefix: Kind.prefix) }
}

extension Identifier: Comparable {
    public static func < (left: Identifier, right: Identifier) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

extension Identifier: CustomStringConvertible {
    public var description: String { text }
}
