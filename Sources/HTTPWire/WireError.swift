/// Why a request cannot be read. It is always answered with `Connection: close`, and no byte after it is parsed: where
/// this request ends is no longer known (RFC 9112 §2.2, §11.2).
public struct WireError: Error, Sendable, Hashable {
    /// What is wrong. The raw value is the stable code of the error's representation.
    public let code: Code

    /// The error of this code.
    public init(_ code: Code) { self.code = code }

    /// The status to answer with.
    public var status: Status { code.entry.status }

    /// What is wrong and what to send instead, in one English sentence.
    public var detail: String { "\(code.entry.detail)" }
}

extension WireError: CustomStringConvertible {
    /// Status, code and what to do.
    public var description: String { "\(status.code) \(code.rawValue): \(detail)" }
}

extension WireError {
    /// Everything the wire can be wrong about.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        // Lines
        /// 400: a line ends in LF alone.
        case bareLineFeed = "bare_line_feed"
        /// 400: a CR stands without its LF.
        case bareCarriageReturn = "bare_carriage_return"
        /// 400: a control byte stands in the head.
        case controlByte = "control_byte"
        /// 400: more than two empty lines precede the request line.
        case tooManyEmptyLines = "too_many_empty_lines"
        // Request line
        /// 400: the method is not a token.
        case badMethod = "bad_method"
        /// 501: the method is not known.
        case unknownMethod = "unknown_method"
        /// 501: this is an origin server and opens no tunnels.
        case connectNotSupported = "connect_not_supported"
        /// 400: the request line is not method, target and version with one space between each.
        case badRequestLine = "bad_request_line"
        /// 414: the request line is too long.
        case targetTooLong = "target_too_long"
        /// 400: the request target is malformed.
        case badTarget = "bad_target"
        /// 400: the path holds a backslash, a control character or text that is not UTF-8, encoded or not.
        case badPath = "bad_path"
        /// 400: the target * belongs to OPTIONS alone.
        case badAsteriskTarget = "bad_asterisk_target"
        /// 400: the version is malformed.
        case badVersion = "bad_version"
        /// 505: only HTTP/1.0 and HTTP/1.1 are spoken here.
        case unsupportedVersion = "unsupported_version"
        // Fields
        /// 400: white space stands between the request line and the first field.
        case spaceBeforeFields = "space_before_fields"
        /// 400: a field value goes on in a second line.
        case obsoleteFolding = "obsolete_folding"
        /// 400: white space stands between a field name and its colon.
        case spaceBeforeColon = "space_before_colon"
        /// 400: a field line does not begin with a name, a token, and a colon.
        case badFieldName = "bad_field_name"
        /// 431: the request head is too large.
        case headTooLarge = "head_too_large"
        /// 431: the request has too many fields.
        case tooManyFields = "too_many_fields"
        /// 400: an HTTP/1.1 request needs a Host field.
        case missingHost = "missing_host"
        /// 400: the authority is not one host with an optional port.
        case badHost = "bad_host"
        /// 400: the target and the Host field name different authorities.
        case hostMismatch = "host_mismatch"
        /// 400: a field that may be sent once is sent twice.
        case duplicateField = "duplicate_field"
        /// 417: the only expectation that can be met is 100-continue.
        case unknownExpectation = "unknown_expectation"
        // Framing
        /// 400: Content-Length and Transfer-Encoding exclude each other.
        case lengthAndTransferEncoding = "length_and_transfer_encoding"
        /// 400: HTTP/1.0 has no Transfer-Encoding.
        case transferEncodingOnHTTP10 = "transfer_encoding_on_http_1_0"
        /// 400: Transfer-Encoding must be chunked, once, and nothing else.
        case badTransferEncoding = "bad_transfer_encoding"
        /// 501: the transfer coding is not known.
        case unknownTransferCoding = "unknown_transfer_coding"
        /// 400: Content-Length must be sent once, in decimal digits only.
        case badContentLength = "bad_content_length"
        /// 400: a chunk size is not 1 to 16 hexadecimal digits.
        case badChunkSize = "bad_chunk_size"
        /// 400: a chunk extension is malformed.
        case badChunkExtension = "bad_chunk_extension"
        /// 400: the chunk extensions are too long.
        case chunkExtensionsTooLong = "chunk_extensions_too_long"
        /// 400: a chunk's data does not end with CR LF after the number of bytes it announced.
        case badChunkEnd = "bad_chunk_end"
        /// 400: a trailer may not carry framing, routing, authentication or conditions.
        case forbiddenTrailer = "forbidden_trailer"
        /// 431: the trailers are too large.
        case trailersTooLarge = "trailers_too_large"
        // What only the connection can tell
        /// 400: the body ended before all of it was sent.
        case incompleteBody = "incomplete_body"
        /// 413: the body is larger than this resource takes.
        case bodyTooLarge = "body_too_large"
        /// 408: the request head took too long to arrive.
        case headTimeout = "head_timeout"
        /// 408: the request body arrived too slowly.
        case bodyTimeout = "body_timeout"
    }
}

extension WireError.Code {
    /// The one table from code to status and text.
    fileprivate var entry: (status: Status, detail: StaticString) {
        switch self {
        case .bareLineFeed:
            (.badRequest, "A line ends in LF alone. End every line with CR LF.")
        case .bareCarriageReturn:
            (.badRequest, "A CR stands without its LF. End every line with CR LF and send no other CR.")
        case .controlByte:
            (.badRequest, "A control byte stands in the head. Only HTAB is allowed, in field values.")
        case .tooManyEmptyLines:
            (.badRequest, "More than two empty lines precede the request line. Send none.")
        case .badMethod:
            (.badRequest, "The method is not a token. Begin the request line with a method such as GET.")
        case .unknownMethod:
            (.notImplemented, "The method is not known. Methods are case-sensitive; use a registered one such as GET.")
        case .connectNotSupported:
            (.notImplemented, "This is an origin server and opens no tunnels. Do not use CONNECT.")
        case .badRequestLine:
            (.badRequest, "The request line is not method, target and version with one space between each.")
        case .targetTooLong:
            (.uriTooLong, "The request line is too long. Send a shorter target.")
        case .badTarget:
            (.badRequest, "The request target is malformed. Send an absolute path, percent-encoded, without fragment.")
        case .badPath:
            (
                .badRequest,
                "The path holds a backslash, a control character or text that is not UTF-8, encoded or not. Remove it."
            )
        case .badAsteriskTarget:
            (.badRequest, "The target * belongs to OPTIONS alone. Send an absolute path.")
        case .badVersion:
            (.badRequest, "The version is malformed. End the request line with HTTP/1.1.")
        case .unsupportedVersion:
            (.httpVersionNotSupported, "Only HTTP/1.0 and HTTP/1.1 are spoken here.")
        case .spaceBeforeFields:
            (.badRequest, "White space stands between the request line and the first field. Remove it.")
        case .obsoleteFolding:
            (.badRequest, "A field value goes on in a second line. Send each field on one line.")
        case .spaceBeforeColon:
            (.badRequest, "White space stands between a field name and its colon. Remove it.")
        case .badFieldName:
            (.badRequest, "A field line does not begin with a name, a token, and a colon.")
        case .headTooLarge:
            (.requestHeaderFieldsTooLarge, "The request head is too large. Send fewer or shorter fields.")
        case .tooManyFields:
            (.requestHeaderFieldsTooLarge, "The request has too many fields. Send fewer.")
        case .missingHost:
            (.badRequest, "An HTTP/1.1 request needs a Host field. Send exactly one.")
        case .badHost:
            (.badRequest, "The authority is not one host with an optional port. Send it as host or host:port.")
        case .hostMismatch:
            (.badRequest, "The target and the Host field name different authorities. Send the same one in both.")
        case .duplicateField:
            (.badRequest, "A field that may be sent once is sent twice. Send it once.")
        case .unknownExpectation:
            (.expectationFailed, "The only expectation that can be met is 100-continue.")
        case .lengthAndTransferEncoding:
            (.badRequest, "Content-Length and Transfer-Encoding exclude each other. Send one of them.")
        case .transferEncodingOnHTTP10:
            (.badRequest, "HTTP/1.0 has no Transfer-Encoding. Send Content-Length, or speak HTTP/1.1.")
        case .badTransferEncoding:
            (.badRequest, "Transfer-Encoding must be chunked, once, and nothing else.")
        case .unknownTransferCoding:
            (.notImplemented, "The transfer coding is not known. Send chunked alone.")
        case .badContentLength:
            (.badRequest, "Content-Length must be sent once, in decimal digits only.")
        case .badChunkSize:
            (.badRequest, "A chunk size is not 1 to 16 hexadecimal digits.")
        case .badChunkExtension:
            (.badRequest, "A chunk extension is malformed. Send none.")
        case .chunkExtensionsTooLong:
            (.badRequest, "The chunk extensions are too long. Send none.")
        case .badChunkEnd:
            (.badRequest, "A chunk's data does not end with CR LF after the number of bytes it announced.")
        case .forbiddenTrailer:
            (
                .badRequest,
                "A trailer may not carry framing, routing, authentication or conditions. Send it as a header."
            )
        case .trailersTooLarge:
            (.requestHeaderFieldsTooLarge, "The trailers are too large. Send fewer or shorter ones.")
        case .incompleteBody:
            (.badRequest, "The body ended before all of it was sent. Send it again, whole.")
        case .bodyTooLarge:
            (.contentTooLarge, "The body is larger than this resource takes.")
        case .headTimeout:
            (.requestTimeout, "The request head took too long to arrive. Send it faster.")
        case .bodyTimeout:
            (.requestTimeout, "The request body arrived too slowly. Send it faster.")
        }
    }
}
