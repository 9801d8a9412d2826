/// The fields of a response in their order. Names and values are valid by their types.
///
/// `Date`, `Connection`, `Content-Length` and `Transfer-Encoding` are the head writer's: it leaves out whatever stands
/// here under these names.
public struct ResponseFields: Sendable, Hashable {
    /// One field line.
    public struct Field: Sendable, Hashable {
        /// The name.
        public var name: FieldName
        /// The value.
        public var value: FieldValue

        /// A field line of this name and value.
        public init(name: FieldName, value: FieldValue) {
            self.name = name
            self.value = value
        }
    }

    /// The field lines.
    public private(set) var lines: [Field] = []

    /// No fields.
    public init() {}

    /// The value of the first line of this name.
    public subscript(_ name: FieldName) -> String? { lines.first { $0.name == name }?.value.text }

    /// Whether there is a field of this name.
    public func contains(_ name: FieldName) -> Bool { lines.contains { $0.name == name } }

    /// Makes this the only line of its name.
    public mutating func set(_ name: FieldName, _ value: FieldValue) {
        guard let index = lines.firstIndex(where: { $0.name == name }) else {
            lines.append(Field(name: name, value: value))
            return
        }
        lines[index].value = value
        let rest = lines.index(after: index)
        if lines[rest...].contains(where: { $0.name == name }) {
            let kept = lines[rest...].filter { $0.name != name }
            lines.replaceSubrange(rest..., with: kept)
        }
    }

    /// Makes this the only line of its name. A literal needs no `try`: it takes the other overload, which is why this one
    /// is generic and disfavoured.
    ///
    /// - Throws: If the value holds a control character. The fields are unchanged then.
    public mutating func set(_ name: FieldName, validating value: String) throws(InvalidFieldValue) {
        set(name, try FieldValue(value))
    }

    /// Adds a line, beside others of its name (`Link`, `Set-Cookie`).
    public mutating func add(_ name: FieldName, _ value: FieldValue) {
        lines.append(Field(name: name, value: value))
    }

    /// Adds a line, beside others of its name. Literals need no `try`: they take the other overload.
    ///
    /// - Throws: If the value holds a control character. The fields are unchanged then.
    public mutating func add(_ name: FieldName, validating value: String) throws(InvalidFieldValue) {
        add(name, try FieldValue(value))
    }

    /// Makes `element` part of the list of this name, once, letter case aside (`Vary`).
    public mutating func append(_ element: FieldValue, toList name: FieldName) {
        guard let index = lines.firstIndex(where: { $0.name == name }) else {
            lines.append(Field(name: name, value: element))
            return
        }
        let wanted = element.text.lowercased()
        let elements = lines[index].value.text.split(separator: ",").map { $0.drop(while: { $0 == " " }) }
        guard !elements.contains(where: { $0.lowercased() == wanted }) else { return }
        lines[index].value = FieldValue(unchecked: lines[index].value.text + ", " + element.text)
    }

    /// Removes every line of this name.
    public mutating func remove(_ name: FieldName) { lines.removeAll { $0.name == name } }
}
