internal import DraftModel
internal import HTTPServer
internal import HTTPWire
internal import JSON

extension Call {
    /// The largest JSON body, in bytes. The largest draft that the limits of its fields allow is well below.
    static let maximumJSON = 262_144

    /// The body's bytes, checked to be declared as JSON. An empty body stands for `{}` where `allowsEmpty`.
    func jsonBytes(allowsEmpty: Bool = false) async throws -> [UInt8] {
        let bytes = try await request.body.collect(upTo: Self.maximumJSON)
        if bytes.isEmpty, allowsEmpty { return Array("{}".utf8) }
        if let type = request.head.value(.contentType) {
            let essence = type.prefix { $0 != ";" }.lowercased().filter { $0 != " " && $0 != "\t" }
            guard essence == "application/json" || essence.hasSuffix("+json") else {
                throw Problem(
                    .unsupportedMediaType,
                    "The body is declared as \(essence). Send JSON with `Content-Type: application/json`.")
            }
        }
        return bytes
    }

    /// The JSON value of a body.
    func json(_ bytes: [UInt8]) throws -> JSONValue {
        do throws(JSONParseError) {
            return try JSONValue.parse(bytes)
        } catch {
            throw Problem(.malformedJSON, "The body is no JSON at \(error).")
        }
    }

    func json() async throws -> JSONValue {
        try json(try await jsonBytes())
    }

    /// The body of a request that has nothing to say: no bytes, or `{}`.
    ///
    /// - Throws: a problem that names the members of any other.
    func emptyBody() async throws -> [UInt8] {
        let bytes = try await jsonBytes(allowsEmpty: true)
        try fields(of: try json(bytes)) { _ in }
        return bytes
    }

    /// Reads the members of a body; what `read` leaves unread or refuses becomes one problem with every field's path.
    func fields<Result>(of json: JSONValue, _ read: (inout JSONObjectReader) throws -> Result) throws -> Result {
        var reader = JSONObjectReader(json)
        let result = try read(&reader)
        try reader.finish()
        return result
    }
}
