/// What stands under a video: up to 2,200 characters, line feeds and tabs allowed, no other control characters.
public struct Caption: ValidatedText, CustomStringConvertible {
    public static let maximumLength = 2_200
    public static let empty = Caption()

    public let text: String

    public init(_ text: String) throws(InvalidText) {
        try TextRules.check(text, "a caption", length: 0...Self.maximumLength, allowingLineBreaks: true)
        self.text = text
    }

    private init() { text = "" }

    public var description: String { text }
}
