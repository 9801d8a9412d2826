/// A draft's working title: up to 150 characters, no control characters.
public struct Title: ValidatedText, CustomStringConvertible {
    public static let maximumLength = 150
    public static let empty = Title()

    public let text: String

    public init(_ text: String) throws(InvalidText) {
        try TextRules.check(text, "a title", length: 0...Self.maximumLength)
        self.text = text
    }

    private init() { text = "" }

    public var description: String { text }
}
