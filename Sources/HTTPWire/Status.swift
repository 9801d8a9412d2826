/// A response status (RFC 9110 §15) with the reason phrase of the IANA registry.
public struct Status: Sendable, Hashable {
    /// The three-digit code, 100 to 599.
    public let code: UInt16

    /// Makes the status of this code.
    ///
    /// - Parameter code: 100 to 599. Anything else becomes 500: a status line must have three digits.
    public init(_ code: UInt16) { self.code = (100...599).contains(code) ? code : 500 }

    /// Whether a response of this status never has a body: 1xx, 204 and 304 (RFC 9110 §6.4.1).
    public var forbidsBody: Bool { code < 200 || code == 204 || code == 304 }

    /// Whether this is a 1xx status, which a final one follows (RFC 9110 §15.2).
    public var isInformational: Bool { code < 200 }
}

extension Status: ExpressibleByIntegerLiteral {
    /// The status of a literal, by the rule of `init(_:)`.
    public init(integerLiteral value: UInt16) { self.init(value) }
}

extension Status: CustomStringConvertible {
    /// Code and reason.
    public var description: String { "\(code) \(reason)" }
}

extension Status {
    /// 100 Continue
    public static var `continue`: Status { 100 }
    /// 200 OK
    public static var ok: Status { 200 }
    /// 201 Created
    public static var created: Status { 201 }
    /// 202 Accepted
    public static var accepted: Status { 202 }
    /// 204 No Content
    public static var noContent: Status { 204 }
    /// 206 Partial Content
    public static var partialContent: Status { 206 }
    /// 301 Moved Permanently
    public static var movedPermanently: Status { 301 }
    /// 302 Found
    public static var found: Status { 302 }
    /// 303 See Other
    public static var seeOther: Status { 303 }
    /// 304 Not Modified
    public static var notModified: Status { 304 }
    /// 307 Temporary Redirect
    public static var temporaryRedirect: Status { 307 }
    /// 308 Permanent Redirect
    public static var permanentRedirect: Status { 308 }
    /// 400 Bad Request
    public static var badRequest: Status { 400 }
    /// 401 Unauthorized
    public static var unauthorized: Status { 401 }
    /// 403 Forbidden
    public static var forbidden: Status { 403 }
    /// 404 Not Found
    public static var notFound: Status { 404 }
    /// 405 Method Not Allowed
    public static var methodNotAllowed: Status { 405 }
    /// 406 Not Acceptable
    public static var notAcceptable: Status { 406 }
    /// 408 Request Timeout
    public static var requestTimeout: Status { 408 }
    /// 409 Conflict
    public static var conflict: Status { 409 }
    /// 410 Gone
    public static var gone: Status { 410 }
    /// 411 Length Required
    public static var lengthRequired: Status { 411 }
    /// 412 Precondition Failed
    public static var preconditionFailed: Status { 412 }
    /// 413 Content Too Large
    public static var contentTooLarge: Status { 413 }
    /// 414 URI Too Long
    public static var uriTooLong: Status { 414 }
    /// 415 Unsupported Media Type
    public static var unsupportedMediaType: Status { 415 }
    /// 416 Range Not Satisfiable
    public static var rangeNotSatisfiable: Status { 416 }
    /// 417 Expectation Failed
    public static var expectationFailed: Status { 417 }
    /// 421 Misdirected Request
    public static var misdirectedRequest: Status { 421 }
    /// 422 Unprocessable Content
    public static var unprocessableContent: Status { 422 }
    /// 428 Precondition Required
    public static var preconditionRequired: Status { 428 }
    /// 429 Too Many Requests
    public static var tooManyRequests: Status { 429 }
    /// 431 Request Header Fields Too Large
    public static var requestHeaderFieldsTooLarge: Status { 431 }
    /// 500 Internal Server Error
    public static var internalServerError: Status { 500 }
    /// 501 Not Implemented
    public static var notImplemented: Status { 501 }
    /// 503 Service Unavailable
    public static var serviceUnavailable: Status { 503 }
    /// 505 HTTP Version Not Supported
    public static var httpVersionNotSupported: Status { 505 }
    /// 507 Insufficient Storage
    public static var insufficientStorage: Status { 507 }

    /// The reason phrase, empty for a code the registry does not name.
    public var reason: StaticString {
        switch code {
        case 100: "Continue"
        case 101: "Switching Protocols"
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 203: "Non-Authoritative Information"
        case 204: "No Content"
        case 205: "Reset Content"
        case 206: "Partial Content"
        case 300: "Multiple Choices"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 303: "See Other"
        case 304: "Not Modified"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 410: "Gone"
        case 411: "Length Required"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 416: "Range Not Satisfiable"
        case 417: "Expectation Failed"
        case 421: "Misdirected Request"
        case 422: "Unprocessable Content"
        case 423: "Locked"
        case 428: "Precondition Required"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        // Not in the registry: the tus protocol's own (Checksum).
        case 460: "Checksum Mismatch"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 503: "Service Unavailable"
        case 505: "HTTP Version Not Supported"
        case 507: "Insufficient Storage"
        default: ""
        }
    }
}
