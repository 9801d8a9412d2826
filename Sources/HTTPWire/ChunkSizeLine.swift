/// Reads `chunk-size [ chunk-ext ] CRLF` a byte at a time (RFC 9112 §7.1.1):
///
///     chunk-ext = *( BWS ";" BWS name [ BWS "=" BWS ( token / quoted-string ) ] )
///
/// Extensions are checked and ignored.
struct ChunkSizeLine: Sendable {
    private enum State: Sendable {
        case size, lineFeed
        /// White space before a semicolon: only one may follow.
        case beforeSemicolon
        case beforeName, name
        /// White space behind a name: an equals sign or a semicolon may follow.
        case afterName
        case beforeValue, value, quoted, escaped
        /// Behind a quoted string: the line or the extension ends.
        case afterQuoted
    }

    private let maximumExtensions: Int
    private var state = State.size
    private var digits = 0
    private var size: UInt64 = 0
    /// Of all the chunks of a body together.
    private var extensionBytes = 0

    init(maximumExtensions: Int) { self.maximumExtensions = maximumExtensions }

    /// Takes one byte. Returns the chunk's size once the line is complete, and is then ready for the next one.
    mutating func take(_ byte: UInt8) throws(WireError) -> UInt64? {
        switch state {
        case .size:
            if let value = byte.hexValue {
                guard digits < 16 else { throw WireError(.badChunkSize) }
                digits += 1
                // 16 digits fill the word exactly: nothing is shifted out.
                size = size << 4 | UInt64(value)
                return nil
            }
            guard digits > 0 else { throw WireError(.badChunkSize) }
            guard byte == Byte.carriageReturn || byte == Byte.semicolon || byte.isOptionalWhitespace else {
                throw WireError(.badChunkSize)
            }
        case .lineFeed:
            guard byte == Byte.lineFeed else { throw WireError(.bareCarriageReturn) }
            defer { (state, digits, size) = (.size, 0, 0) }
            return size
        default:
            break
        }
        if byte != Byte.carriageReturn {
            extensionBytes += 1
            guard extensionBytes <= maximumExtensions else { throw WireError(.chunkExtensionsTooLong) }
        }
        state = try successor(byte)
        return nil
    }

    /// The state a byte of an extension, or the end of the line, leads to.
    private func successor(_ byte: UInt8) throws(WireError) -> State {
        let isToken = ByteSet.token.contains(byte)
        switch (state, byte) {
        case (.size, Byte.carriageReturn), (.name, Byte.carriageReturn), (.value, Byte.carriageReturn),
            (.afterQuoted, Byte.carriageReturn):
            return .lineFeed
        case (.size, Byte.semicolon), (.beforeSemicolon, Byte.semicolon), (.name, Byte.semicolon),
            (.afterName, Byte.semicolon), (.value, Byte.semicolon), (.afterQuoted, Byte.semicolon):
            return .beforeName
        case (.size, Byte.space), (.size, Byte.tab), (.beforeSemicolon, Byte.space), (.beforeSemicolon, Byte.tab),
            (.value, Byte.space), (.value, Byte.tab), (.afterQuoted, Byte.space), (.afterQuoted, Byte.tab):
            return .beforeSemicolon
        case (.beforeName, Byte.space), (.beforeName, Byte.tab): return .beforeName
        case (.beforeName, _) where isToken, (.name, _) where isToken: return .name
        case (.name, Byte.space), (.name, Byte.tab), (.afterName, Byte.space), (.afterName, Byte.tab):
            return .afterName
        case (.name, Byte.equals), (.afterName, Byte.equals): return .beforeValue
        case (.beforeValue, Byte.space), (.beforeValue, Byte.tab): return .beforeValue
        case (.beforeValue, Byte.quote): return .quoted
        case (.beforeValue, _) where isToken, (.value, _) where isToken: return .value
        case (.quoted, Byte.quote): return .afterQuoted
        case (.quoted, Byte.backslash): return .escaped
        case (.quoted, _) where !byte.isForbiddenControl, (.escaped, _) where !byte.isForbiddenControl: return .quoted
        default: throw WireError(byte == Byte.lineFeed ? .bareLineFeed : .badChunkExtension)
        }
    }
}
