/// The rules that need the whole head. They run once, in one order, so that a request with several faults always gets
/// the same answer: authority, framing, method, expectation, connection.
enum HeadRules {
    /// Fills what follows from the fields of a head whose bytes and lines are complete.
    static func apply(to head: inout RequestHead, method: HTTPMethod?) throws(WireError) {
        head.authorityRange = try authority(of: head)
        head.framing = try framing(of: head)
        guard let method else { throw WireError(.unknownMethod) }
        guard method != .connect else { throw WireError(.connectNotSupported) }
        head.method = method
        head.expectsContinue = try expectsContinue(head)
        head.keepAlive = keepsAlive(head)
        head.hasRequestID = head.present & KnownField.xRequestID.bit != 0
        resolvePath(of: &head)
    }

    /// RFC 9112 §3.2: exactly one Host on HTTP/1.1, and a valid one wherever there is one. An absolute-form's authority
    /// replaces it (§3.2.2), and must not contradict it.
    private static func authority(of head: RequestHead) throws(WireError) -> Range<Int>? {
        let bytes = unsafe head.bytes.span.bytes
        guard let host = try onlyLine(.host, head, otherwise: .badHost) else {
            guard head.version == .http10 else { throw WireError(.missingHost) }
            return head.target.authority
        }
        let field = try Authority(bytes, host.value)
        guard let range = head.target.authority else { return host.value }
        let target = try Authority(bytes, range)
        guard field.isSame(as: target, defaultPort: head.target.defaultPort, bytes) else {
            throw WireError(.hostMismatch)
        }
        return range
    }

    /// RFC 9112 §6.3. That both framings exclude each other comes before either value is judged (§6.1).
    private static func framing(of head: RequestHead) throws(WireError) -> BodyFraming {
        let hasLength = head.present & KnownField.contentLength.bit != 0
        let hasTransferEncoding = head.present & KnownField.transferEncoding.bit != 0
        guard !(hasLength && hasTransferEncoding) else { throw WireError(.lengthAndTransferEncoding) }
        let bytes = unsafe head.bytes.span.bytes
        if let line = try onlyLine(.transferEncoding, head, otherwise: .badTransferEncoding) {
            // RFC 9112 §6.1: it came with 1.1, and a 1.0 client that sends it was probably fed it.
            guard head.version == .http11 else { throw WireError(.transferEncodingOnHTTP10) }
            return try .transferEncoding(bytes, line.value)
        }
        if let line = try onlyLine(.contentLength, head, otherwise: .badContentLength) {
            return try .length(bytes, line.value)
        }
        return .none
    }

    /// RFC 9110 §10.1.1. HTTP/1.0 knows no expectations: there the field is ignored.
    private static func expectsContinue(_ head: RequestHead) throws(WireError) -> Bool {
        guard head.version == .http11, head.present & KnownField.expect.bit != 0 else { return false }
        let bytes = unsafe head.bytes.span.bytes
        for line in head.lines where line.known == .expect {
            guard bytes.matches("100-continue", in: line.value) else { throw WireError(.unknownExpectation) }
        }
        return head.framing.hasBody
    }

    /// RFC 9112 §9.3: 1.1 stays unless `close` is said, 1.0 closes unless `keep-alive` is said; in lists too.
    private static func keepsAlive(_ head: RequestHead) -> Bool {
        guard head.present & KnownField.connection.bit != 0 else { return head.version == .http11 }
        let bytes = unsafe head.bytes.span.bytes
        var keepAlive = head.version == .http11
        for line in head.lines where line.known == .connection {
            var start = line.value.lowerBound
            while start < line.value.upperBound {
                let end = bytes.firstIndex(of: Byte.comma, in: start..<line.value.upperBound) ?? line.value.upperBound
                let option = bytes.trimmed(start..<end)
                if bytes.matches("close", in: option) { return false }
                if bytes.matches("keep-alive", in: option) { keepAlive = true }
                start = end + 1
            }
        }
        return keepAlive
    }

    /// RFC 3986 §6.2.2.3: before routing.
    private static func resolvePath(of head: inout RequestHead) {
        let start = head.bytes.count
        if head.target.isAsterisk {
            guard head.target.path.isEmpty else { return }
            head.bytes.append(Byte.asterisk)
        } else if head.target.path.isEmpty {
            // RFC 9110 §4.2.3: an empty path is the root.
            head.bytes.append(Byte.slash)
        } else if head.target.hasDotSegments {
            PathRules.appendWithoutDotSegments(head.target.path, in: &head.bytes)
        } else {
            return
        }
        head.target.path = start..<head.bytes.count
    }

    private static func onlyLine(
        _ field: KnownField, _ head: RequestHead, otherwise code: WireError.Code
    ) throws(WireError) -> FieldLine? {
        guard head.present & field.bit != 0 else { return nil }
        var found: FieldLine?
        for line in head.lines where line.known == field {
            guard found == nil else { throw WireError(code) }
            found = line
        }
        return found
    }
}
