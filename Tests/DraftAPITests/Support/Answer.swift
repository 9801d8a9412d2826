import JSON
import Testing

/// A final answer as it came over the wire.
struct Answer: Sendable {
    let status: Int
    let fields: [(name: String, value: String)]
    /// The status codes of the informational answers before it.
    var informational: [Int] = []
    var body: [UInt8] = []

    init(status: Int, fields: [(name: String, value: String)], informational: [Int] = []) {
        self.status = status
        self.fields = fields
        self.informational = informational
    }

    /// The value of a field, by its lower-case name.
    subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as JSON.
    var json: JSONValue {
        get throws {
            do { return try JSONValue.parse(body) } catch {
                throw WireFailure("\(status) with no JSON (\(error)): \(text)")
            }
        }
    }

    /// The problem's code; nil in other answers.
    var code: String? {
        guard self["content-type"] == "application/problem+json" else { return nil }
        return try? json["code"]?.string
    }

    /// The paths and codes of a problem's fields, `"/clips/0/media_id media_not_found"`.
    var fieldErrors: [String] {
        guard let errors = try? json["errors"]?.array else { return [] }
        return errors.map { "\($0["path"]?.string ?? "-") \($0["code"]?.string ?? "-")" }
    }

    /// A text in the JSON body, by the names on the way to it.
    func string(_ path: String..., sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        try #require(try value(path)?.string, "no \(path) in \(text)", sourceLocation: sourceLocation)
    }

    /// A number in the JSON body.
    func number(_ path: String..., sourceLocation: SourceLocation = #_sourceLocation) throws -> Int64 {
        try #require(try value(path)?.int64, "no \(path) in \(text)", sourceLocation: sourceLocation)
    }

    /// The items of a list.
    func items(sourceLocation: SourceLocation = #_sourceLocation) throws -> [JSONValue] {
        try #require(try json["items"]?.array, "no list: \(text)", sourceLocation: sourceLocation)
    }

    private func value(_ path: [String]) throws -> JSONValue? {
        var value: JSONValue? = try json
        for name in path { value = value?[name] }
        return value
    }
}
