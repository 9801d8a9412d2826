/// Where and why a text is not JSON.
public struct JSONParseError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The line, counted from 1. Lines end with LF, CR LF or CR.
    public let line: Int
    /// The column, counted from 1 in Unicode code points.
    public let column: Int
    /// The offset in bytes, counted from 0.
    public let offset: Int
    /// What is wrong there, and what would be right.
    public let reason: String

    /// For example "line 3, column 7: expected ',' or '}'".
    public var description: String { "line \(line), column \(column): \(reason)" }

    /// Works out line and column in one pass over the text before `offset`.
    init(_ reason: String, at offset: Int, in bytes: [UInt8]) {
        var line = 1
        var column = 1
        var previousWasReturn = false
        for byte in bytes.prefix(offset) {
            switch byte {
            case UInt8(ascii: "\n"):
                if !previousWasReturn { line += 1 }
                column = 1
            case UInt8(ascii: "\r"):
                line += 1
                column = 1
            default:
                // Continuation bytes belong to the code point before them.
                if byte & 0b1100_0000 != 0b1000_0000 { column += 1 }
            }
            previousWasReturn = byte == UInt8(ascii: "\r")
        }
        self.line = line
        self.column = column
        self.offset = offset
        self.reason = reason
    }
}
