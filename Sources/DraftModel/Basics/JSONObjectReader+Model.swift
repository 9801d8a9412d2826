public import JSON

// What the model's own values look like in JSON, for the reader that collects errors.

extension JSONObjectReader {
    /// A required text that checks itself; nil, reported, when it is missing or refused.
    public mutating func text<Text: ValidatedText>(_ key: String, as type: Text.Type = Text.self) -> Text? {
        guard let string = requiredString(key) else { return nil }
        return checked(key, string)
    }

    /// A text that checks itself and may be absent.
    public mutating func optionalText<Text: ValidatedText>(_ key: String, as type: Text.Type = Text.self) -> Text? {
        guard let string = optionalString(key) else { return nil }
        return checked(key, string)
    }

    private mutating func checked<Text: ValidatedText>(_ key: String, _ string: String) -> Text? {
        do {
            return try Text(string)
        } catch {
            refuse(key, code: error.code, detail: error.detail)
            return nil
        }
    }

    /// A required id of one kind; nil, reported, when it is missing or no such id.
    public mutating func identifier<Tag: IdentifierTag>(
        _ key: String, as type: Identifier<Tag>.Type = Identifier<Tag>.self
    ) -> Identifier<Tag>? {
        guard let string = requiredString(key) else { return nil }
        return parsed(key, string)
    }

    /// An id of one kind that may be absent.
    public mutating func optionalIdentifier<Tag: IdentifierTag>(
        _ key: String, as type: Identifier<Tag>.Type = Identifier<Tag>.self
    ) -> Identifier<Tag>? {
        guard let string = optionalString(key) else { return nil }
        return parsed(key, string)
    }

    private mutating func parsed<Tag: IdentifierTag>(_ key: String, _ string: String) -> Identifier<Tag>? {
        guard let identifier = Identifier<Tag>(string) else {
            refuse(
                key, code: "malformed_id",
                detail: "Expected an id that is \"\(Tag.prefix)\" and 26 letters and digits in lower case.")
            return nil
        }
        return identifier
    }

    /// A required moment in RFC 3339; nil, reported, when it is missing or none.
    public mutating func timestamp(_ key: String) -> Timestamp? {
        guard let string = requiredString(key) else { return nil }
        return parsedTimestamp(key, string)
    }

    /// A moment in RFC 3339 that may be absent.
    public mutating func optionalTimestamp(_ key: String) -> Timestamp? {
        guard let string = optionalString(key) else { return nil }
        return parsedTimestamp(key, string)
    }

    private mutating func parsedTimestamp(_ key: String, _ string: String) -> Timestamp? {
        guard let timestamp = Timestamp(string) else {
            refuse(
                key, code: "malformed_time", detail: "Expected a time in RFC 3339, such as 2026-11-22T12:00:00.000Z.")
            return nil
        }
        return timestamp
    }
}
