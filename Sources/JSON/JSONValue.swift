/// Any JSON value (RFC 8259 §3).
///
/// Made by ``parse(_:maximumDepth:)`` or by hand, and written by ``JSONWriter``.
public enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

extension JSONValue {
    /// The string, if this is one.
    public var string: String? {
        if case .string(let string) = self { string } else { nil }
    }

    /// The Boolean, if this is one.
    public var bool: Bool? {
        if case .bool(let bool) = self { bool } else { nil }
    }

    /// The exact integer, if this is a number that is one (`1.0` and `1e3` are).
    public var int64: Int64? {
        if case .number(let number) = self { number.int64 } else { nil }
    }

    /// The array, if this is one.
    public var array: [JSONValue]? {
        if case .array(let array) = self { array } else { nil }
    }

    /// The object, if this is one.
    public var object: JSONObject? {
        if case .object(let object) = self { object } else { nil }
    }

    /// The member of that name, if this is an object that has it.
    public subscript(_ key: String) -> JSONValue? { object?[key] }

    /// What kind of value this is, in words for an error message: "a string", "an object", …
    public var kindInWords: String {
        switch self {
        case .null: "null"
        case .bool: "a Boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
