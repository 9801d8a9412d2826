import HTTPWire
import Testing
import WireVectors

@Suite("Body framing")
struct FramingTests {
    @Test(
        "Content-Length beside Transfer-Encoding, and the latter on HTTP/1.0, are refused before either is judged",
        arguments: FramingVectors.both)
    func judgesBoth(_ vector: Vector) { vector.check() }

    @Test(
        "Transfer-Encoding is chunked alone; a well-formed unknown coding is not implemented",
        arguments: FramingVectors.transferEncodings)
    func judgesTransferEncodings(_ vector: Vector) { vector.check() }

    @Test("Content-Length is digits, once", arguments: FramingVectors.lengths)
    func judgesLengths(_ vector: Vector) { vector.check() }

    @Test("the largest length is Int64.max")
    func largestLength() throws {
        #expect(
            try parsedHead(get("Content-Length: 9223372036854775807")).framing == .length(9_223_372_036_854_775_807))
    }

    @Test("pipelined requests are read in order, and nothing behind a refused one", arguments: FramingVectors.pipelines)
    func judgesPipelines(_ vector: Vector) { vector.check() }

    @Test("a body that ends early is never complete")
    func earlyEnd() throws {
        for text in ["5\r\nhello\r\n", "5\r\nhel", "0\r\n", "0\r\n\r", "0\r\nX: a\r\n"] {
            #expect(WireReader.read(bytes(chunked(text))).last != .end)
        }
        var decoder = BodyDecoder(.length(5))
        let part = bytes("hell")
        #expect(try unsafe decoder.next(part.span.bytes) == .data(0..<4, consumed: 4))
        #expect(!decoder.isComplete)
        #expect(decoder.remainingLength == 1)
        let rest = bytes("oX")
        #expect(try unsafe decoder.next(rest.span.bytes) == .data(0..<1, consumed: 1))
        #expect(decoder.isComplete)
        #expect(try unsafe decoder.next(rest.span.bytes) == .end(consumed: 0))
    }
}
