import HTTPWire
import Testing
import WireVectors

@Suite("Responses")
struct ResponseTests {
    private static let date = HTTPDate.format(unixSeconds: 784_111_777)

    private func head(
        _ status: Status, _ fields: ResponseFields = ResponseFields(), _ framing: ResponseFraming = .length(5),
        version: HTTPVersion = .http11, close: Bool = false, keepAlive10: Bool = false
    ) -> String {
        var output: [UInt8] = []
        ResponseHeadWriter.append(
            status: status, fields: fields, bodyFraming: framing, version: version, connectionClose: close,
            keepAlive10: keepAlive10, date: Self.date, to: &output)
        return String(bytes: output)
    }

    @Test("a head has status line, date, fields and length, in this order")
    func ordinary() {
        var fields = ResponseFields()
        fields.set(.contentType, "text/plain")
        #expect(
            head(.ok, fields) == """
                HTTP/1.1 200 OK\r
                Date: Sun, 06 Nov 1994 08:49:37 GMT\r
                Content-Type: text/plain\r
                Content-Length: 5\r
                \r

                """)
    }

    @Test("204, 304 and 1xx never carry Content-Length or Transfer-Encoding", arguments: [204, 304, 103] as [Status])
    func bodyless(_ status: Status) {
        for framing in [ResponseFraming.none, .length(0), .length(5), .chunked, .untilClose] {
            let text = head(status, ResponseFields(), framing)
            #expect(!text.contains("Content-Length") && !text.contains("Transfer-Encoding"))
            #expect(!text.contains("Connection: close"))
            #expect(text.contains("\r\nDate: "))
        }
    }

    @Test("Connection is said when it closes, and when HTTP/1.0 stays")
    func connection() {
        #expect(head(.ok, close: true).contains("\r\nConnection: close\r\n"))
        #expect(!head(.ok).contains("Connection"))
        #expect(head(.ok, version: .http10, keepAlive10: true).contains("\r\nConnection: keep-alive\r\n"))
        #expect(!head(.ok, keepAlive10: true).contains("Connection"))
        #expect(!head(.ok, version: .http10, close: true, keepAlive10: true).contains("keep-alive"))
    }

    @Test("chunked is never sent to HTTP/1.0: the body goes until the connection closes")
    func chunkedOnOldVersion() {
        #expect(head(.ok, ResponseFields(), .chunked).contains("\r\nTransfer-Encoding: chunked\r\n"))
        let old = head(.ok, ResponseFields(), .chunked, version: .http10, keepAlive10: true)
        #expect(!old.contains("Transfer-Encoding") && old.contains("\r\nConnection: close\r\n"))
        #expect(head(.ok, ResponseFields(), .untilClose).contains("\r\nConnection: close\r\n"))
    }

    @Test("fields cannot change the framing or the date")
    func ownFields() {
        var fields = ResponseFields()
        fields.set(.contentLength, "7")
        fields.set(.transferEncoding, "chunked")
        fields.set(.connection, "keep-alive")
        fields.set(.date, "yesterday")
        let text = head(.ok, fields)
        #expect(text.contains("\r\nContent-Length: 5\r\n"))
        for unwanted in ["7", "chunked", "keep-alive", "yesterday"] { #expect(!text.contains(": \(unwanted)\r\n")) }
    }

    @Test("the space before an empty reason stays")
    func emptyReason() { #expect(head(418).hasPrefix("HTTP/1.1 418 \r\n")) }

    @Test("lengths are written in decimal", arguments: [0, 9, 10, 99, 100, 1_234_567_890, Int.max])
    func lengths(_ length: Int) {
        #expect(head(.ok, ResponseFields(), .length(length)).contains("\r\nContent-Length: \(length)\r\n"))
    }

    @Test("a negative length is written as zero")
    func negativeLength() {
        #expect(head(.ok, ResponseFields(), .length(-1)).contains("\r\nContent-Length: 0\r\n"))
    }

    @Test(
        "a value with a control character is refused, and a response cannot be split",
        arguments: ["a\r\nSet-Cookie: b", "a\nb", "a\rb", "\u{0}", "a\u{1f}", "\u{7f}", "\r\n\r\n<html>"])
    func splitting(_ value: String) {
        var fields = ResponseFields()
        fields.set(.location, "/kept")
        #expect(throws: InvalidFieldValue.self) { try fields.set(.location, validating: value) }
        #expect(throws: InvalidFieldValue.self) { try fields.add(.location, validating: value) }
        #expect(throws: InvalidFieldValue.self) { try FieldValue(value) }
        #expect(fields[.location] == "/kept")
        #expect(fields.lines.count == 1)
    }

    @Test("set replaces every line, add keeps them, append adds to a list once")
    func editing() throws {
        var fields = ResponseFields()
        fields.add(.link, "<a>")
        fields.add(.link, "<b>")
        fields.set(.etag, FieldValue(EntityTag(strong: "1")))
        try fields.set(.link, validating: "<\("c")>")
        #expect(fields.lines.map(\.value.text) == ["<c>", "\"1\""])
        fields.append("Accept-Encoding", toList: .vary)
        fields.append("Origin", toList: .vary)
        fields.append("accept-encoding", toList: .vary)
        #expect(fields[.vary] == "Accept-Encoding, Origin")
        fields.remove(.vary)
        #expect(!fields.contains(.vary))
        fields.set(.retryAfter, FieldValue(30))
        #expect(fields[.retryAfter] == "30")
    }

    @Test("100 Continue is a head of its own")
    func interim() {
        var output: [UInt8] = []
        ResponseHeadWriter.appendContinue(to: &output)
        #expect(String(bytes: output) == "HTTP/1.1 100 Continue\r\n\r\n")
    }
}
