extension JSONObjectReader {
    // MARK: Strings

    /// A required string. `length` is in characters (grapheme clusters).
    public mutating func string(_ key: String, length: ClosedRange<Int>? = nil) -> String {
        requiredString(key, length: length) ?? ""
    }

    /// A required string for a caller that goes on checking it: nil, reported, when it is missing or wrong.
    public mutating func requiredString(_ key: String, length: ClosedRange<Int>? = nil) -> String? {
        guard let value = required(key, "a string") else { return nil }
        return string(key, from: value, length: length)
    }

    /// A string that may be absent. `length` is in characters (grapheme clusters).
    public mutating func optionalString(_ key: String, length: ClosedRange<Int>? = nil) -> String? {
        guard let value = present(key) else { return nil }
        return string(key, from: value, length: length)
    }

    private mutating func string(_ key: String, from value: JSONValue, length: ClosedRange<Int>?) -> String? {
        guard case .string(let string) = value else {
            refuseType(key, "a string", value)
            return nil
        }
        guard let length else { return string }
        guard length.contains(string.count) else {
            refuse(
                key, code: "out_of_range",
                detail:
                    "Expected \(length.lowerBound) to \(length.upperBound) characters, but there are \(string.count).")
            return nil
        }
        return string
    }

    // MARK: Integers

    /// A required integer; `1.0` and `1e3` are integers too.
    public mutating func integer(_ key: String, in range: ClosedRange<Int64> = .min ... .max) -> Int64 {
        guard let value = required(key, "an integer") else { return 0 }
        return integer(key, from: value, in: range) ?? 0
    }

    /// An integer that may be absent.
    public mutating func optionalInteger(_ key: String, in range: ClosedRange<Int64> = .min ... .max) -> Int64? {
        guard let value = present(key) else { return nil }
        return integer(key, from: value, in: range)
    }

    private mutating func integer(_ key: String, from value: JSONValue, in range: ClosedRange<Int64>) -> Int64? {
        guard case .number(let number) = value else {
            refuseType(key, "an integer", value)
            return nil
        }
        guard let integer = number.int64 else {
            refuse(key, code: "wrong_type", detail: "Expected an integer, but this number is not one, or too great.")
            return nil
        }
        guard range.contains(integer) else {
            refuse(key, code: "out_of_range", detail: "Expected \(Self.words(for: range)), but this is \(integer).")
            return nil
        }
        return integer
    }

    private static func words(for range: ClosedRange<Int64>) -> String {
        if range.upperBound == .max { return "an integer of at least \(range.lowerBound)" }
        if range.lowerBound == .min { return "an integer of at most \(range.upperBound)" }
        return "an integer from \(range.lowerBound) to \(range.upperBound)"
    }

    // MARK: Booleans

    /// A required Boolean.
    public mutating func bool(_ key: String) -> Bool {
        guard let value = required(key, "true or false") else { return false }
        return bool(key, from: value) ?? false
    }

    /// A Boolean that may be absent.
    public mutating func optionalBool(_ key: String) -> Bool? {
        guard let value = present(key) else { return nil }
        return bool(key, from: value)
    }

    private mutating func bool(_ key: String, from value: JSONValue) -> Bool? {
        guard case .bool(let bool) = value else {
            refuseType(key, "true or false", value)
            return nil
        }
        return bool
    }

    // MARK: Choices

    /// A required member that is one of the names of an enumeration; nil, reported, when it is not.
    public mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: String, of type: Choice.Type = Choice.self
    ) -> Choice? {
        guard let value = required(key, Self.words(for: type)) else { return nil }
        return choice(key, from: value)
    }

    /// A member that is one of the names of an enumeration and may be absent.
    public mutating func optionalChoice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: String, of type: Choice.Type = Choice.self
    ) -> Choice? {
        guard let value = present(key) else { return nil }
        return choice(key, from: value)
    }

    private mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: String, from value: JSONValue
    ) -> Choice? {
        guard case .string(let name) = value else {
            refuseType(key, Self.words(for: Choice.self), value)
            return nil
        }
        guard let choice = Choice(rawValue: name) else {
            refuse(key, code: "unknown_value", detail: "Expected \(Self.words(for: Choice.self)).")
            return nil
        }
        return choice
    }

    private static func words<Choice: RawRepresentable<String> & CaseIterable>(for type: Choice.Type) -> String {
        "one of: " + type.allCases.map(\.rawValue).joined(separator: ", ")
    }
}
