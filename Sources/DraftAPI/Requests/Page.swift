internal import DraftModel
internal import DraftStore
internal import HTTPServer
internal import HTTPWire
internal import JSON

extension Call {
    /// The value of a query parameter; of several, the first.
    func parameter(_ name: String) throws(Problem) -> String? {
        guard request.head.query != nil else { return nil }
        guard let parameters = request.head.queryParameters else {
            throw .parameter(name, "The query is not percent-encoded UTF-8.")
        }
        return parameters.first { $0.name == name }?.value
    }

    /// A query parameter that is one of a few words.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(_ name: String, _ type: Choice.Type) throws(Problem)
        -> Choice?
    {
        guard let text = try parameter(name) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw .parameter(name, "`\(name)` is one of \(known).")
        }
        return choice
    }

    /// A query parameter that is an id.
    func identifier<Tag: IdentifierTag>(_ name: String, _ type: Identifier<Tag>.Type) throws(Problem) -> Identifier<
        Tag
    >? {
        guard let text = try parameter(name) else { return nil }
        guard let id = Identifier<Tag>(text) else {
            throw .parameter(name, "`\(name)` is an id that begins with \(Tag.prefix).")
        }
        return id
    }

    /// A query parameter that is a time.
    func time(_ name: String) throws(Problem) -> Timestamp? {
        guard let text = try parameter(name) else { return nil }
        guard let time = Timestamp(text) else {
            throw .parameter(name, "`\(name)` is a time by RFC 3339, such as 2026-11-22T12:00:00.000Z.")
        }
        return time
    }

    /// Which part of a list is asked for: `limit` from 1 to 100, and the `cursor` of the part before.
    func page() throws(Problem) -> PageRequest {
        var limit = 50
        if let text = try parameter("limit") {
            guard let number = Int(text), (1...100).contains(number), String(number) == text else {
                throw .parameter("limit", "`limit` is a number from 1 to 100.")
            }
            limit = number
        }
        guard let text = try parameter("cursor") else { return PageRequest(limit: limit) }
        guard let cursor = PageCursor(text) else {
            throw .parameter("cursor", "`cursor` is the `next_cursor` of the list's last answer.")
        }
        return PageRequest(limit: limit, cursor: cursor)
    }

    /// The answer with one part of a list, and the `Link` to the next (RFC 8288).
    func list<Item>(_ page: Page<Item>, _ write: (Item, inout JSONWriter) throws -> Void) throws -> Response {
        var json = JSONWriter(reservingCapacity: 512 * (page.items.count + 1))
        json.beginObject()
        try json.array("items") { json in
            for item in page.items { try write(item, &json) }
        }
        json.member("next_cursor", page.next?.text)
        json.endObject()
        var response = try self.response(.ok, json, etag: .ofContent)
        if let next = page.next {
            let kept = (request.head.queryParameters ?? []).filter { $0.name != "cursor" }
            let query = (kept + [("cursor", next.text)]).map {
                "\(PercentEncoding.component($0.name))=\(PercentEncoding.component($0.value))"
            }
            try response.fields.set(
                .link, validating: "<\(request.head.path)?\(query.joined(separator: "&"))>; rel=\"next\"")
        }
        return response
    }
}

extension Problem {
    /// A query parameter is not acceptable. Its path is the name behind a question mark.
    static func parameter(_ name: String, _ detail: String) -> Problem {
        Problem(
            .invalidFields, detail, errors: [JSONFieldError(path: "?" + name, code: "out_of_range", detail: detail)])
    }
}

/// Percent-encodes parts of a query (RFC 3986 §2.1).
enum PercentEncoding {
    static func component(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                encoded += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }
}
