extension JSONObjectReader {
    /// A required object, read by `body`; nil, reported, when it is missing or no object.
    ///
    /// Members that `body` does not read are reported, as ``finish()`` does.
    public mutating func object<Result>(_ key: String, _ body: (inout JSONObjectReader) -> Result) -> Result? {
        guard let value = required(key, "an object") else { return nil }
        return nested(value, at: JSONPointer.appending(key, to: path), body)
    }

    /// An object that may be absent, read by `body`.
    public mutating func optionalObject<Result>(_ key: String, _ body: (inout JSONObjectReader) -> Result) -> Result? {
        guard let value = present(key) else { return nil }
        return nested(value, at: JSONPointer.appending(key, to: path), body)
    }

    /// An array of objects that may be absent, each read by `body`. With more than `maximumCount` elements none is
    /// read: the array as a whole is refused.
    public mutating func optionalObjects<Element>(
        _ key: String, maximumCount: Int, _ body: (inout JSONObjectReader) -> Element
    ) -> [Element]? {
        guard let value = present(key) else { return nil }
        guard case .array(let elements) = value else {
            refuseType(key, "an array of objects", value)
            return nil
        }
        guard elements.count <= maximumCount else {
            refuse(
                key, code: "out_of_range",
                detail: "Expected at most \(maximumCount) elements, but there are \(elements.count).")
            return nil
        }
        let arrayPath = JSONPointer.appending(key, to: path)
        return elements.enumerated().map { position, element in
            nested(element, at: "\(arrayPath)/\(position)", body)
        }
    }

    private mutating func nested<Result>(
        _ value: JSONValue, at path: String, _ body: (inout JSONObjectReader) -> Result
    ) -> Result {
        var reader = JSONObjectReader(value, path: path)
        let result = body(&reader)
        reader.reportUnread()
        add(reader.errors)
        return result
    }
}
