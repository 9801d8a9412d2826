/// What a user is called: 1 to 50 characters, no control characters, not blank.
public struct DisplayName: ValidatedText, CustomStringConvertible {
    public let text: String

    public init(_ text: String) throws(InvalidText) {
        try TextRules.check(text, "a display name", length: 1...50)
        self.text = text
    }

    /// The name of a user who gave none: the handle.
    public init(_ handle: Handle) {
        text = handle.text
    }

    public var description: String { text }
}
