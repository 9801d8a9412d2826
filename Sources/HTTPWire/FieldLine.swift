/// One field line, as offsets into the bytes it was found in.
struct FieldLine: Sendable {
    /// The name, a token.
    let name: Range<Int>
    /// The value without the optional white space around it.
    let value: Range<Int>
    /// The entry of the name in the table of known names.
    let known: KnownField?

    /// Reads the line at `line`, which is without its CRLF, not empty, and free of control bytes but HTAB
    /// (RFC 9112 §5).
    init(_ bytes: RawSpan, _ line: Range<Int>) throws(WireError) {
        // A line that begins with white space would continue the one before (RFC 9112 §5.2).
        guard !bytes.byte(at: line.lowerBound).isOptionalWhitespace else { throw WireError(.obsoleteFolding) }
        var colon = line.lowerBound
        while colon < line.upperBound, ByteSet.token.contains(bytes.byte(at: colon)) { colon += 1 }
        guard colon > line.lowerBound, colon < line.upperBound else { throw WireError(.badFieldName) }
        let after = bytes.byte(at: colon)
        guard after == Byte.colon else {
            // RFC 9112 §5.1: white space before the colon has been used for request smuggling.
            throw WireError(after.isOptionalWhitespace ? .spaceBeforeColon : .badFieldName)
        }
        name = line.lowerBound..<colon
        value = bytes.trimmed(colon + 1..<line.upperBound)
        known = KnownFieldTable.shared.find(bytes, name)
    }
}
