/// A text that was checked when it was made, and so never needs checking again.
public protocol ValidatedText: Sendable, Hashable {
    /// Throws ``InvalidText`` saying what was expected.
    init(_ text: String) throws(InvalidText)
    var text: String { get }
}

/// Why a text is not what it should be.
public struct InvalidText: Error, Sendable, Hashable {
    /// `out_of_range` or `invalid_characters`.
    public let code: String
    /// What was expected, in a sentence.
    public let detail: String
}

enum TextRules {
    /// Checks length, in characters as people count them (grapheme clusters), and characters.
    ///
    /// One character can be made of any number of code points, so the bytes are bounded too, and first: counting
    /// characters is slow, and a long text of combining marks is no title. An emoji of a family takes 25 bytes.
    static func check(
        _ text: String, _ name: String, length: ClosedRange<Int>, allowingLineBreaks: Bool = false
    ) throws(InvalidText) {
        // Printable ASCII, the common case by far, needs no Unicode tables: a byte is a character.
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
        guard text.utf8.count <= length.upperBound * 32, length.contains(isPlain ? text.utf8.count : text.count) else {
            throw InvalidText(
                code: "out_of_range",
                detail: "Expected \(name) of \(length.lowerBound) to \(length.upperBound) characters.")
        }
        let hasControls =
            !isPlain
            && text.unicodeScalars.contains { scalar in
                guard scalar.properties.generalCategory == .control else { return false }
                return !(allowingLineBreaks && (scalar == "\n" || scalar == "\t"))
            }
        guard !hasControls else {
            let exception = allowingLineBreaks ? " other than line feed and tab" : ""
            throw InvalidText(
                code: "invalid_characters", detail: "Expected \(name) without control characters\(exception).")
        }
        if length.lowerBound > 0, text.allSatisfy(\.isWhitespace) {
            throw InvalidText(code: "out_of_range", detail: "Expected \(name) that is not blank.")
        }
    }
}
