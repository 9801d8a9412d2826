import HTTPWire
import Testing
import WireVectors

@Suite("Fields")
struct FieldTests {
    @Test("a field line is a token, a colon at once, and one line", arguments: FieldVectors.names)
    func judgesNames(_ vector: Vector) { vector.check() }

    @Test("a control byte in a value is refused", arguments: FieldVectors.controls)
    func judgesControls(_ vector: Vector) { vector.check() }

    @Test("tab is allowed in a value, and bytes over 0x7f are allowed and never trimmed")
    func opaqueBytes() throws {
        let head = try parsedHead(get("X-A:\t a\tb \t", "X-B: \u{a0}\u{85}c\u{a0} ", "X-C:", "X-D: \t "))
        #expect(head.value(named: "x-a") == "a\tb")
        let other = try #require(FieldName("X-B"))
        #expect(head.valueBytes(other).map { Array($0) } == [0xa0, 0x85, 0x63, 0xa0])
        #expect(head.value(named: "X-C") == "")
        #expect(head.value(named: "X-D") == "")
        #expect(head.value(named: "X-E") == nil)
    }

    @Test("Content_Length and Transfer_Encoding are other names than the hyphenated ones")
    func underscores() throws {
        let head = try parsedHead(get("Content_Length: 5", "Transfer_Encoding: chunked"))
        #expect(head.framing == .none)
        #expect(head.value(.contentLength) == nil)
        #expect(head.value(named: "content_length") == "5")
        #expect(FieldName("Content_Length") != .contentLength)
    }

    @Test("a second line of a singleton field is refused", arguments: FieldVectors.singletons)
    func judgesSingletons(_ vector: Vector) { vector.check() }

    @Test("lists may be sent in several lines, and keep their order")
    func lists() throws {
        let head = try parsedHead(get("Accept: a", "If-None-Match: \"1\"", "ACCEPT: b", "if-none-match: \"2\"", "X: 1"))
        #expect(head.values(.accept) == ["a", "b"])
        #expect(head.value(.accept) == "a")
        #expect(head.combinedValue(.ifNoneMatch) == "\"1\", \"2\"")
        #expect(head.values(.vary) == [])
        #expect(head.combinedValue(.vary) == nil)
        #expect(head.fields.map(\.name) == ["Host", "Accept", "If-None-Match", "ACCEPT", "if-none-match", "X"])
        #expect(head.fieldCount == 6)
    }

    @Test(
        "Connection is read in lists and in any case",
        arguments: [
            ("1.1", nil, true), ("1.0", nil, false), ("1.1", "close", false), ("1.1", "CLOSE", false),
            ("1.1", "x, Close", false), ("1.1", "close, keep-alive", false), ("1.1", "keep-alive", true),
            ("1.0", "keep-alive", true), ("1.0", "x,Keep-Alive", true), ("1.0", "keep-alive, close", false),
            ("1.1", "closed", true), ("1.1", "", true), ("1.1", ",,", true), ("1.1", "Upgrade, HTTP2-Settings", true),
        ] as [(String, String?, Bool)])
    func connection(version: String, value: String?, keepAlive: Bool) throws {
        let field = value.map { "Connection: \($0)\r\n" } ?? ""
        #expect(try parsedHead("GET / HTTP/\(version)\r\nHost: a\r\n\(field)\r\n").keepAlive == keepAlive)
    }

    @Test("close counts in the second of two Connection lines")
    func secondConnectionLine() throws {
        #expect(try !parsedHead(get("Connection: x", "Connection: close")).keepAlive)
    }

    @Test("100-continue is honoured on HTTP/1.1 with a body, and no other expectation is")
    func expectations() throws {
        #expect(try parsedHead(get("Content-Length: 1", "Expect: 100-Continue")).expectsContinue)
        #expect(try !parsedHead(get("Expect: 100-continue")).expectsContinue)
        #expect(try !parsedHead(get("Content-Length: 0", "Expect: 100-continue")).expectsContinue)
        let old = "POST / HTTP/1.0\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n"
        #expect(try !parsedHead(old).expectsContinue)
        Vector.refused(.unknownExpectation, get("Expect: magic")).check()
        Vector.refused(.unknownExpectation, get("Expect: 100-continue, magic")).check()
        Vector.refused(.unknownExpectation, get("Expect: 100-continue", "Expect: magic")).check()
        #expect(WireError(.unknownExpectation).status == 417)
    }
}
