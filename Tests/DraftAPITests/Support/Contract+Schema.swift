import JSON

// A checker for the part of JSON Schema that the contract uses. It is stricter in one way: a member that the schema does
// not name is a violation, although clients have to bear it, because then the contract does not say all.

extension Contract {
    /// What in a value is not as the schema says, each with its place.
    func violations(in value: JSONValue, schema: JSONValue, at path: String = "") -> [String] {
        guard let schema = resolved(schema), schema != .null else { return ["\(path): no schema"] }
        func fail(_ what: String) -> String { "\(path.isEmpty ? "/" : path): \(what)" }
        if let alternatives = schema["oneOf"]?.array {
            let all = alternatives.map { violations(in: value, schema: $0, at: path) }
            let fitting = all.count { $0.isEmpty }
            return fitting == 1 ? [] : [fail("fits \(fitting) of the alternatives: \(all)")]
        }
        var found: [String] = []
        if let types = schema["type"]?.array?.compactMap(\.string) ?? schema["type"]?.string.map({ [$0] }),
            !types.contains(where: { value.isOf(type: $0) })
        {
            return [fail("is \(value.kindInWords), not \(types)")]
        }
        if let allowed = schema["enum"]?.array, !allowed.contains(value) { found.append(fail("is none of \(allowed)")) }
        if let constant = schema["const"], constant != value { found.append(fail("is not \(constant)")) }
        switch value {
        case .string(let text):
            if let pattern = schema["pattern"]?.string, (try? Regex(pattern).firstMatch(in: text)) ?? nil == nil {
                found.append(fail("\"\(text)\" does not match \(pattern)"))
            }
            found += outOfRange(text.unicodeScalars.count, schema, "minLength", "maxLength").map(fail)
        case .number(let number):
            if let number = number.int64 { found += outOfRange(Int(number), schema, "minimum", "maximum").map(fail) }
        case .array(let elements):
            found += outOfRange(elements.count, schema, "minItems", "maxItems").map(fail)
            if let items = schema["items"] {
                for (index, element) in elements.enumerated() {
                    found += violations(in: element, schema: items, at: "\(path)/\(index)")
                }
            }
        case .object(let object):
            found += outOfRange(object.count, schema, "minProperties", "maxProperties").map(fail)
            for name in schema["required"]?.array?.compactMap(\.string) ?? [] where object[name] == nil {
                found.append(fail("has no \(name)"))
            }
            guard schema["properties"] != nil || schema["additionalProperties"] == false else { break }
            for member in object.members {
                if let property = schema["properties"]?[member.key] {
                    found += violations(in: member.value, schema: property, at: "\(path)/\(member.key)")
                } else {
                    found.append(fail("has a member \(member.key) that is not described"))
                }
            }
        case .null, .bool: break
        }
        return found
    }

    private func outOfRange(_ number: Int, _ schema: JSONValue, _ minimum: String, _ maximum: String) -> [String] {
        var found: [String] = []
        if let least = schema[minimum]?.int64, number < least { found.append("\(number) is under \(minimum) \(least)") }
        if let most = schema[maximum]?.int64, number > most { found.append("\(number) is over \(maximum) \(most)") }
        return found
    }
}

extension JSONValue {
    fileprivate func isOf(type: String) -> Bool {
        switch self {
        case .null: type == "null"
        case .bool: type == "boolean"
        case .number(let number): type == "number" || type == "integer" && number.int64 != nil
        case .string: type == "string"
        case .array: type == "array"
        case .object: type == "object"
        }
    }
}
