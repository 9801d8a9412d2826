/// What a phone is called: 1 to 50 characters, no control characters, not blank.
public struct DeviceName: ValidatedText, CustomStringConvertible {
    public let text: String

    public init(_ text: String) throws(InvalidText) {
        try TextRules.check(text, "a device name", length: 1...50)
        self.text = text
    }

    public var description: String { text }
}
