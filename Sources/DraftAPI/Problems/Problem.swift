public import HTTPServer
public import HTTPWire
public import JSON

/// What went wrong with a request, as its answer tells it (RFC 9457).
///
/// Handlers throw it; `API.respond` alone turns it into an answer.
public struct Problem: Error, Sendable {
    public var code: ProblemCode
    /// What is wrong here, and what to do about it, in whole sentences.
    public var detail: String
    /// The fields at fault, by path.
    public var errors: [JSONFieldError]
    /// Further members, such as the link of the post that exists already.
    public var links: [(name: String, target: String)]
    /// Fields of the answer that go with it, such as `WWW-Authenticate`.
    public var fields: ResponseFields
    /// What the log is told and the client is not.
    public var cause: String?

    public init(
        _ code: ProblemCode, _ detail: String, errors: [JSONFieldError] = [],
        links: [(name: String, target: String)] = [], cause: String? = nil
    ) {
        self.code = code
        self.detail = detail
        self.errors = errors
        self.links = links
        self.cause = cause
        fields = ResponseFields()
    }

    /// The answer: `application/problem+json`.
    public func response(requestID: String) -> Response {
        Self.response(
            status: code.status, code: code.rawValue, title: code.title, detail: detail, errors: errors, links: links,
            fields: fields, requestID: requestID)
    }

    /// The answer to what could not even be parsed; its code is the wire's own.
    public static func response(refusing error: WireError, requestID: String) -> Response {
        response(
            status: error.status, code: error.code.rawValue, title: ProblemCode.malformedRequest.title,
            detail: error.detail, errors: [], links: [], fields: ResponseFields(), requestID: requestID)
    }

    private static func response(
        status: Status, code: String, title: String, detail: String, errors: [JSONFieldError],
        links: [(name: String, target: String)], fields: ResponseFields, requestID: String
    ) -> Response {
        var json = JSONWriter()
        json.beginObject()
        json.member("type", "/problems.html#\(code)")
        json.member("title", title)
        json.member("status", Int64(status.code))
        json.member("code", code)
        json.member("detail", detail)
        json.member("request_id", requestID)
        for link in links { json.member(link.name, link.target) }
        if !errors.isEmpty {
            json.array("errors") { json in
                for error in errors {
                    json.object(nil) { json in
                        json.member("path", error.path)
                        json.member("code", error.code)
                        json.member("detail", error.detail)
                    }
                }
            }
        }
        json.endObject()
        var fields = fields
        fields.set(.contentType, "application/problem+json")
        fields.set(.cacheControl, "no-store")
        return Response(status: status, fields: fields, body: .bytes(json.bytes))
    }
}
