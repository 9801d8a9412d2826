/// Base64 (RFC 4648 §4), padded.
public enum Base64 {
    /// Padded base64 of some bytes.
    public static func encode(_ bytes: [UInt8]) -> String { Base64Alphabet.standard.encode(bytes, padded: true) }

    /// The bytes of a padded base64 text; nil for anything else, also for bits left over that are not zero.
    public static func decode(_ text: String) -> [UInt8]? { Base64Alphabet.standard.decode(text, padded: true) }
}

/// Base64 for URLs (RFC 4648 §5), without padding.
public enum Base64URL {
    /// Unpadded base64url of some bytes.
    public static func encode(_ bytes: [UInt8]) -> String { Base64Alphabet.url.encode(bytes, padded: false) }

    /// The bytes of an unpadded base64url text; nil for anything else, also for bits left over that are not zero.
    public static func decode(_ text: String) -> [UInt8]? { Base64Alphabet.url.decode(text, padded: false) }
}

/// The two alphabets of base64. Decoding is strict: one text for each byte string, so that a signature or a digest has
/// one spelling only.
struct Base64Alphabet: Sendable {
    static let standard = Base64Alphabet(last: "+/")
    static let url = Base64Alphabet(last: "-_")

    private static let padding = UInt8(ascii: "=")
    private let characters: [UInt8]
    /// The value of each ASCII character, 255 for those outside the alphabet.
    private let values: [UInt8]

    private init(last: String) {
        characters = Array(("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + last).utf8)
        var values = [UInt8](repeating: 255, count: 256)
        for (value, character) in characters.enumerated() { values[Int(character)] = UInt8(value) }
        self.values = values
    }

    func encode(_ bytes: [UInt8], padded: Bool) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var bits: UInt32 = 0
        var count = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                text.append(characters[Int(bits >> UInt32(count) & 63)])
            }
        }
        if count > 0 { text.append(characters[Int(bits << UInt32(6 - count) & 63)]) }
        if padded { while !text.count.isMultiple(of: 4) { text.append(Self.padding) } }
        return String(decoding: text, as: UTF8.self)
    }

    func decode(_ text: String, padded: Bool) -> [UInt8]? {
        var source = Array(text.utf8)
        if padded {
            guard source.count.isMultiple(of: 4) else { return nil }
            for _ in 0..<2 where source.last == Self.padding { source.removeLast() }
        }
        // One character carries six bits: too few for a byte.
        guard source.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(source.count * 3 / 4)
        var bits: UInt32 = 0
        var count = 0
        for character in source {
            let value = values[Int(character)]
            guard value < 64 else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        guard bits & (1 << UInt32(count) - 1) == 0 else { return nil }
        return bytes
    }
}
