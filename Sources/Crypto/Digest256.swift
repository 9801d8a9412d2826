/// The 32 bytes of a SHA-256 or an HMAC-SHA-256.
///
/// Four words instead of an array: a digest is a dictionary key and a field of many values, and needs no allocation.
public struct Digest256: Sendable, Hashable {
    /// Big-endian words: the first byte of the digest is the highest of `first`.
    private let first, second, third, fourth: UInt64

    /// A digest from its 32 bytes; nil for any other count.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        for (index, byte) in bytes.enumerated() {
            switch index >> 3 {
            case 0: words.0 = words.0 << 8 | UInt64(byte)
            case 1: words.1 = words.1 << 8 | UInt64(byte)
            case 2: words.2 = words.2 << 8 | UInt64(byte)
            default: words.3 = words.3 << 8 | UInt64(byte)
            }
        }
        (first, second, third, fourth) = words
    }

    /// A digest from its 64 hexadecimal digits, in either case; nil for anything else.
    public init?(hex: String) {
        guard let bytes = Hex.decode(hex) else { return nil }
        self.init(bytes: bytes)
    }

    /// A digest from its base64 text, as `Repr-Digest` carries it (RFC 9530 §2); nil for anything else.
    public init?(base64: String) {
        guard let bytes = Base64.decode(base64) else { return nil }
        self.init(bytes: bytes)
    }

    /// The 32 bytes.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        for word in [first, second, third, fourth] {
            for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
        }
        return bytes
    }

    /// 64 lower-case hexadecimal digits.
    public var hex: String { Hex.encode(bytes) }

    /// 44 characters of padded base64.
    public var base64: String { Base64.encode(bytes) }

    /// Compares with another digest in a time that says nothing of where they differ. For a digest somebody sent in.
    public func constantTimeEquals(_ other: Digest256) -> Bool {
        let difference =
            (first ^ other.first) | (second ^ other.second) | (third ^ other.third) | (fourth ^ other.fourth)
        return difference == 0
    }
}

extension Digest256: CustomStringConvertible {
    public var description: String { hex }
}
