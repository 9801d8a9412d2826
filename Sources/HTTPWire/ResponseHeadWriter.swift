/// How the length of a response's body is told.
public enum ResponseFraming: Sendable, Hashable {
    /// Nothing is said: the response has no body by its status (RFC 9110 §6.4.1).
    case none
    /// Content-Length, in bytes. In an answer to HEAD: of the body that GET would have.
    case length(Int)
    /// Transfer-Encoding: chunked. Not for HTTP/1.0, where the body goes until the connection closes.
    case chunked
    /// The body goes until the connection closes, which it must do then.
    case untilClose
}

/// Writes response heads (RFC 9112 §4).
public enum ResponseHeadWriter {
    /// Appends a status line, the fields, those of the connection, and the empty line.
    ///
    /// `fields` cannot change the framing: `Date`, `Connection`, `Keep-Alive`, `Content-Length` and `Transfer-Encoding`
    /// among them are left out. On 1xx, 204 and 304 no framing is written, whatever `bodyFraming` says
    /// (RFC 9110 §8.6, RFC 9112 §6.1).
    ///
    /// - Parameters:
    ///   - version: The request's. The answer always says HTTP/1.1 (RFC 9110 §2.5).
    ///   - connectionClose: Whether the connection will be closed after this answer.
    ///   - keepAlive10: Whether an HTTP/1.0 connection stays open, which has to be said.
    ///   - date: The value of Date, 29 bytes (`HTTPDate.format`); computed once a second by the caller.
    public static func append(
        status: Status,
        fields: ResponseFields,
        bodyFraming: ResponseFraming,
        version: HTTPVersion,
        connectionClose: Bool,
        keepAlive10: Bool,
        date: [UInt8],
        to output: inout [UInt8]
    ) {
        appendStatusLine(status, to: &output)
        output.append("Date: ")
        output.append(contentsOf: date)
        output.append("\r\n")
        for field in fields.lines where !isWritersOwn(field.name) {
            if let known = field.name.known {
                output.append(known.spelling)
            } else {
                output.append(contentsOf: field.name.spelling.utf8)
            }
            output.append(": ")
            output.append(contentsOf: field.value.text.utf8)
            output.append("\r\n")
        }
        let mustClose = appendFraming(bodyFraming, status, version, to: &output)
        if connectionClose || mustClose {
            output.append("Connection: close\r\n")
        } else if keepAlive10, version == .http10 {
            output.append("Connection: keep-alive\r\n")
        }
        output.append("\r\n")
    }

    /// Appends `100 Continue` (RFC 9110 §15.2.1). Never to HTTP/1.0, and only before a body that will be read.
    public static func appendContinue(to output: inout [UInt8]) {
        output.append("HTTP/1.1 100 Continue\r\n\r\n")
    }

    private static func appendStatusLine(_ status: Status, to output: inout [UInt8]) {
        if status == .ok {
            output.append("HTTP/1.1 200 OK\r\n")
            return
        }
        output.append("HTTP/1.1 ")
        output.append(decimal: UInt64(status.code))
        // RFC 9112 §4: the space stays, even before an empty reason.
        output.append(" ")
        output.append(status.reason)
        output.append("\r\n")
    }

    /// Returns whether the body can only end with the connection.
    private static func appendFraming(
        _ framing: ResponseFraming, _ status: Status, _ version: HTTPVersion, to output: inout [UInt8]
    ) -> Bool {
        guard !status.forbidsBody else { return false }
        switch framing {
        case .none:
            return false
        case .length(let length):
            output.append("Content-Length: ")
            output.append(decimal: UInt64(clamping: length))
            output.append("\r\n")
            return false
        case .chunked where version == .http11:
            output.append("Transfer-Encoding: chunked\r\n")
            return false
        case .chunked, .untilClose:
            return true
        }
    }

    private static func isWritersOwn(_ name: FieldName) -> Bool {
        switch name.known {
        case .date, .connection, .keepAlive, .contentLength, .transferEncoding: true
        default: false
        }
    }
}
