extension RequestHead {
    /// How many field lines there are.
    public var fieldCount: Int { lines.count }

    /// Whether there is a field of this name.
    public func contains(_ name: FieldName) -> Bool { firstLine(name) != nil }

    /// The value of a field without the white space around it; of the first line, if it has several. A field whose
    /// value is not a list has one line: the parser refuses a second (RFC 9110 §5.3).
    public func value(_ name: FieldName) -> String? { firstLine(name).map { text($0.value) } }

    /// The bytes of `value(_:)`.
    public func valueBytes(_ name: FieldName) -> ArraySlice<UInt8>? { firstLine(name).map { bytes[$0.value] } }

    /// The values of all lines of this name, in their order.
    public func values(_ name: FieldName) -> [String] {
        guard contains(name) else { return [] }
        return lines.filter { isNamed(name, $0) }.map { text($0.value) }
    }

    /// The values of all lines of this name as one list, joined with a comma (RFC 9110 §5.2).
    public func combinedValue(_ name: FieldName) -> String? {
        let values = values(name)
        return values.count > 1 ? values.joined(separator: ", ") : values.first
    }

    /// The value of the first line of any name, letter case aside.
    public func value(named name: String) -> String? { FieldName(name).flatMap { value($0) } }

    /// Every field line, as it was sent, in its order.
    public var fields: some Sequence<(name: String, value: String)> {
        lines.lazy.map { line in (name: text(line.name), value: text(line.value)) }
    }

    private func firstLine(_ name: FieldName) -> FieldLine? {
        if let known = name.known, present & known.bit == 0 { return nil }
        return lines.first { isNamed(name, $0) }
    }

    private func isNamed(_ name: FieldName, _ line: FieldLine) -> Bool {
        switch name.storage {
        case .known(let known):
            return line.known == known
        case .other(_, let key):
            guard line.known == nil, line.name.count == key.utf8.count else { return false }
            return zip(bytes[line.name], key.utf8).allSatisfy { $0.lowercased == $1 }
        }
    }
}
