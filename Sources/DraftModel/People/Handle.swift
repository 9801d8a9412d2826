/// A user's name in addresses: 2 to 24 of `a` to `z`, `0` to `9` and `_`.
public struct Handle: ValidatedText, Comparable, CustomStringConvertible {
    public let text: String

    public init(_ text: String) throws(InvalidText) {
        guard (2...24).contains(text.utf8.count) else {
            throw InvalidText(code: "out_of_range", detail: "Expected a handle of 2 to 24 characters.")
        }
        let isAllowed = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
            default: false
            }
        }
        guard isAllowed else {
            throw InvalidText(code: "invalid_characters", detail: "Expected a handle of a to z, 0 to 9 and _ only.")
        }
        self.text = text
    }

    public var description: String { text }

    public static func < (left: Handle, right: Handle) -> Bool { left.text < right.text }
}
