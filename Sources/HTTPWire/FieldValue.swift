/// A field value that cannot split a response: it holds no control character but HTAB (RFC 9110 §5.5).
public struct FieldValue: Sendable, Hashable {
    /// The value as text.
    public let text: String

    /// The value of this text.
    ///
    /// - Throws: If there is a CR, LF, NUL or another control character in it.
    public init(_ text: String) throws(InvalidFieldValue) {
        guard Self.isValid(text) else { throw InvalidFieldValue() }
        self.text = text
    }

    /// A number in decimal digits.
    public init(_ number: some BinaryInteger) { text = "\(number)" }

    /// For text this module made itself and knows to be valid.
    init(unchecked text: String) { self.text = text }

    private static func isValid(_ text: String) -> Bool {
        let bytes = unsafe text.utf8.span.bytes
        return bytes.firstControl(from: 0, to: bytes.byteCount) == bytes.byteCount
    }
}

extension FieldValue: ExpressibleByStringLiteral {
    /// A value written in the program. A control character in it is a mistake of the program, not of its input.
    public init(stringLiteral value: StaticString) {
        let text = "\(value)"
        precondition(Self.isValid(text), "a field value may not hold control characters")
        self.text = text
    }
}

extension FieldValue: CustomStringConvertible {
    /// The value as text.
    public var description: String { text }
}

/// A field value was refused because it holds a control character.
public struct InvalidFieldValue: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong.
    public var description: String { "A field value may not hold control characters." }

    init() {}
}
