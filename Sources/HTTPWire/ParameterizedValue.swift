/// A value with parameters: Content-Type, Content-Disposition (RFC 9110 §5.6.6, RFC 6266, RFC 7578 §4.2).
public struct ParameterizedValue: Sendable, Hashable {
    /// What stands before the first semicolon, in lower case: `text/plain`, `form-data`.
    public let value: String
    /// The parameters in their order, names in lower case. An extended one (`filename*`) stands under its own name,
    /// decoded.
    public let parameters: [Parameter]

    /// One parameter.
    public struct Parameter: Sendable, Hashable {
        /// The name in lower case.
        public let name: String
        /// The value without quotes.
        public let value: String
    }

    /// The first parameter of this name, which must be in lower case.
    public subscript(_ name: String) -> String? { parameters.first { $0.name == name }?.value }

    /// The file name of a Content-Disposition: `filename*` before `filename` (RFC 6266 §4.3), and of it only what
    /// follows the last slash or backslash. nil if nothing usable is left.
    public var fileName: String? {
        guard let name = self["filename*"] ?? self["filename"],
            let last = name.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "/" || $0 == "\\" }).last,
            !last.isEmpty, last != ".", last != "..", !last.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f })
        else { return nil }
        return String(last)
    }

    /// Reads a field value; nil if it is malformed or has a parameter twice.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        let end = bytes.firstIndex(of: Byte.semicolon) ?? bytes.endIndex
        var reader = ParameterReader(bytes: bytes[end...])
        guard let value = Self.value(bytes[..<end]), let parameters = reader.all() else { return nil }
        guard Set(parameters.map(\.name)).count == parameters.count else { return nil }
        self.value = value
        self.parameters = parameters
    }

    /// A token, or two with a slash between them.
    private static func value(_ bytes: ArraySlice<UInt8>) -> String? {
        var text = bytes.drop { $0.isOptionalWhitespace }
        while let last = text.last, last.isOptionalWhitespace { text.removeLast() }
        let parts = text.split(separator: Byte.slash, omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count),
            parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(ByteSet.token.contains) })
        else { return nil }
        return String(decoding: text.map(\.lowercased), as: UTF8.self)
    }
}

/// Takes `*( OWS ";" OWS [ name "=" ( token / quoted-string ) ] )` apart.
private struct ParameterReader {
    var bytes: ArraySlice<UInt8>

    mutating func all() -> [ParameterizedValue.Parameter]? {
        var parameters: [ParameterizedValue.Parameter] = []
        while true {
            skipSpace()
            guard let byte = bytes.popFirst() else { return parameters }
            guard byte == Byte.semicolon else { return nil }
            skipSpace()
            if bytes.isEmpty || bytes.first == Byte.semicolon { continue }
            guard let name = token(), bytes.popFirst() == Byte.equals,
                let raw = bytes.first == Byte.quote ? quoted() : token()
            else { return nil }
            let key = String(decoding: name.map(\.lowercased), as: UTF8.self)
            guard let value = name.last == Byte.asterisk ? Self.extended(raw) : String(validating: raw, as: UTF8.self)
            else { return nil }
            parameters.append(.init(name: key, value: value))
        }
    }

    private mutating func skipSpace() { bytes = bytes.drop { $0.isOptionalWhitespace } }

    private mutating func token() -> [UInt8]? {
        let token = bytes.prefix { ByteSet.token.contains($0) }
        bytes = bytes[token.endIndex...]
        return token.isEmpty ? nil : Array(token)
    }

    /// A backslash quotes a quote or a backslash. Before anything else it is itself: browsers do not double it in the
    /// file names they send.
    private mutating func quoted() -> [UInt8]? {
        bytes.removeFirst()
        var text: [UInt8] = []
        while let byte = bytes.popFirst() {
            if byte == Byte.quote { return text }
            if byte == Byte.backslash, let next = bytes.first, next == Byte.quote || next == Byte.backslash {
                text.append(next)
                bytes.removeFirst()
            } else {
                text.append(byte)
            }
        }
        return nil
    }

    /// `UTF-8'language'percent-encoded` (RFC 8187 §3.2).
    private static func extended(_ raw: [UInt8]) -> String? {
        let parts = raw.split(separator: 0x27, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].map(\.lowercased).elementsEqual("utf-8".utf8) else { return nil }
        return PercentDecoding.text(parts[2])
    }
}
