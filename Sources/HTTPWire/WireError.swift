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
        case bareLineFeed = "bare_line_feed"
        case bareCarriageReturn = "bare_carriage_return"
        case controlByte = "control_byte"
        case tooManyEmptyLines = "too_many_empty_lines"
        // Request line
        case badMethod = "bad_method"
        case unknownMethod = "unknown_method"
        case connectNotSupported = "connect_not_supported"
        case badRequestLine = "bad_request_line"
        case targetTooLong = "target_too_long"
        case badTarget = "bad_target"
        case badPath = "bad_path"
        case badAsteriskTarget = "bad_asterisk_target"
        case badVersion = "bad_version"
        case unsupportedVersion = "unsupported_version"
        // Fields
        case spaceBeforeFields = "space_before_fields"
        case obsoleteFolding = "obsolete_folding"
        case spaceBeforeColon = "space_before_colon"
        case badFieldName = "bad_field_name"
        case headTooLarge = "head_too_large"
        case tooManyFields = "too_many_fields"
        case missingHost = "missing_host"
        case badHost = "bad_host"
        case hostMismatch = "host_mismatch"
        case duplicateField = "duplicate_field"
        case unknownExpectation = "unknown_expectation"
        // Framing
        case lengthAndTransferEncoding = "length_and_transfer_encoding"
        case transferEncodingOnHTTP10 = "transfer_encoding_on_http_1_0"
        case badTransferEncoding = "bad_transfer_encoding"
        case unknownTransferCoding = "unknown_transfer_coding"
        case badContentLength = "bad_content_length"
        case badChunkSize = "bad_chunk_size"
        case badChunkExtension = "bad_chunk_extension"
        case chunkExtensionsTooLong = "chunk_extensions_too_long"
        case badChunkEnd = "bad_chunk_end"
        case forbiddenTrailer = "forbidden_trailer"
        case trailersTooLarge = "trailers_too_large"
        // What only the connection can tell
        case incompleteBody = "incomplete_body"
        case bodyTooLarge = "body_too_large"
        case headTimeout = "head_timeout"
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
