extension JSONWriter {
    /// Any value. Recursion goes as deep as the value, which the parser has bounded.
    public mutating func value(_ json: JSONValue) {
        switch json {
        case .null: null()
        case .bool(let bool): value(bool)
        case .number(let number):
            if let integer = number.int64 { value(integer) } else { value(number.double) }
        case .string(let string): value(string)
        case .array(let elements):
            beginArray()
            for element in elements { value(element) }
            endArray()
        case .object(let object):
            beginObject()
            for member in object.members { self.member(member.key, member.value) }
            endObject()
        }
    }
}

extension JSONValue {
    /// The value as compact JSON text in UTF-8.
    public var serialized: [UInt8] {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes
    }
}
