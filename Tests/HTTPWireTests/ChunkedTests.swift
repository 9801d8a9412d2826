import Testing

@testable import HTTPWire

@Suite("Chunked coding")
struct ChunkedTests {
    static let accepted: [Vector] = [
        .accepted(chunked("0\r\n\r\n")),
        .accepted(chunked("5\r\nhello\r\n0\r\n\r\n"), bodies: ["hello"]),
        .accepted(chunked("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"), bodies: ["hello world"]),
        .accepted(chunked("A\r\n0123456789\r\na\r\n0123456789\r\n00\r\n\r\n"), bodies: ["01234567890123456789"]),
        .accepted(chunked("0000000000000001\r\nx\r\n0000000000000000\r\n\r\n"), bodies: ["x"]),
        .accepted(chunked("1;a\r\nx\r\n0;b=c\r\n\r\n"), bodies: ["x"]),
        .accepted(chunked("1;a=\"b;\\\"c\"\r\nx\r\n0\r\n\r\n"), bodies: ["x"]),
        .accepted(chunked("1 ; a = b ; c\r\nx\r\n0\r\n\r\n"), bodies: ["x"]),
        .accepted(chunked("1;a=\"\u{e9}\t\" ;b\r\nx\r\n0\r\n\r\n"), bodies: ["x"]),
        .accepted(chunked("1\r\n\r\r\n0\r\n\r\n"), bodies: ["\r"]),
        .accepted(chunked("2\r\n\r\n\r\n0\r\n\r\n"), bodies: ["\r\n"]),
    ]

    @Test("chunks and well-formed extensions are accepted", arguments: accepted)
    func judgesAccepted(_ vector: Vector) { vector.check() }

    static let sizes: [Vector] = [
        "\r\n", " 5\r\n", "\t5\r\n", "+5\r\n", "-5\r\n", "0x5\r\n", "5_0\r\n", "g\r\n", "5,\r\n",
        "00000000000000005\r\n",
        "fffffffffffffffff\r\n", "\u{0}5\r\n", "5\u{0}\r\n", "\u{ef}\u{bc}\u{95}\r\n", "5.0\r\n", "\r\n5\r\n", ";a\r\n",
        "5\u{a0}\r\n",
    ].map { .refused(.badChunkSize, chunked($0)) }

    @Test("a chunk size is 1 to 16 hexadecimal digits", arguments: sizes)
    func judgesSizes(_ vector: Vector) { vector.check() }

    static let extensions: [Vector] =
        [
            "5 \r\n", "5\t\r\n", "5 5\r\n", "5;\r\n", "5;a=\r\n", "5;a b\r\n", "5;;a\r\n", "5;a=\"b\r\n",
            "5;a=\"b\"c\r\n",
            "5;a=b \r\n", "5;a \r\n", "5;=b\r\n", "5;a\u{0}\r\n", "5;a=\"\u{0}\"\r\n", "5;\u{e9}\r\n",
        ].map { .refused(.badChunkExtension, chunked($0)) }
        + [
            .refused(.bareLineFeed, chunked("5;a\nhello\r\n0\r\n\r\n")),
            .refused(.bareCarriageReturn, chunked("5;a\rb\r\nhello\r\n0\r\n\r\n")),
            .refused(.bareCarriageReturn, chunked("5\rhello")),
            .refused(.bareCarriageReturn, chunked("5\r\r\nhello")),
            .refused(.badChunkSize, chunked("5\nhello\r\n0\r\n\r\n")),
        ]

    @Test("an extension that is not by the grammar is refused, and so is a bare CR or LF", arguments: extensions)
    func judgesExtensions(_ vector: Vector) { vector.check() }

    static let ends: [Vector] =
        ["5\r\nhello!\r\n", "5\r\nhelloX\r\n", "5\r\nhello\n0\r\n\r\n", "5\r\nhello\r0", "5\r\nhello0\r\n\r\n"].map {
            .refused(.badChunkEnd, chunked($0))
        } + [.refused(.badChunkSize, chunked("5\r\nhello\r\n\r\n0\r\n\r\n"))]

    @Test("data is exactly as long as its size says", arguments: ends)
    func judgesEnds(_ vector: Vector) { vector.check() }

    @Test("extensions are bounded, in all chunks together")
    func longExtensions() {
        let one = ";" + String(repeating: "a", count: 99)
        let chunk = "1\(one)\r\nx\r\n"
        let fitting = String(repeating: chunk, count: 163) + "0\r\n\r\n"
        #expect(WireReader.read(bytes(chunked(fitting))).last == .end)
        let tooLong = String(repeating: chunk, count: 164) + "0\r\n\r\n"
        #expect(WireReader.read(bytes(chunked(tooLong))).last == .refused(.chunkExtensionsTooLong))
        let endless = "1;" + String(repeating: "a", count: 20_000)
        #expect(WireReader.read(bytes(chunked(endless))).last == .refused(.chunkExtensionsTooLong))
    }

    static let trailers: [Vector] = [
        .accepted(chunked("1\r\nx\r\n0\r\nX-Checksum: abc\r\nServer-Timing: a\r\n\r\n"), bodies: ["x"]),
        .refused(.forbiddenTrailer, chunked("0\r\nContent-Length: 5\r\n\r\n")),
        .refused(.forbiddenTrailer, chunked("0\r\nTransfer-Encoding: chunked\r\n\r\n")),
        .refused(.forbiddenTrailer, chunked("0\r\nhost: b\r\n\r\n")),
        .refused(.forbiddenTrailer, chunked("0\r\nAuthorization: Bearer a\r\n\r\n")),
        .refused(.forbiddenTrailer, chunked("0\r\nX: a\r\nCookie: a\r\n\r\n")),
        .refused(.forbiddenTrailer, chunked("0\r\nIf-Match: *\r\n\r\n")),
        .refused(.badFieldName, chunked("0\r\nX\r\n\r\n")),
        .refused(.spaceBeforeColon, chunked("0\r\nX : a\r\n\r\n")),
        .refused(.obsoleteFolding, chunked("0\r\nX: a\r\n b\r\n\r\n")),
        .refused(.obsoleteFolding, chunked("0\r\n X: a\r\n\r\n")),
        .refused(.controlByte, chunked("0\r\nX: a\u{0}\r\n\r\n")),
        .refused(.bareLineFeed, chunked("0\r\nX: a\n\r\n")),
        .refused(.bareLineFeed, chunked("0\r\n\n")),
        .refused(.bareCarriageReturn, chunked("0\r\n\rX")),
        .refused(.bareCarriageReturn, chunked("0\r\nX: a\r\r\n\r\n")),
    ]

    @Test("trailers obey the rules of the head, and carry no framing, routing or authentication", arguments: trailers)
    func judgesTrailers(_ vector: Vector) { vector.check() }

    @Test("trailers never join the headers")
    func trailersAreDropped() {
        let events = WireReader.read(bytes(chunked("0\r\nX-Secret: a\r\n\r\n")))
        guard case .head(let head) = events.first else {
            Issue.record("no head was read")
            return
        }
        #expect(!head.fields.contains { $0.contains("X-Secret") })
        #expect(events.last == .end)
    }

    @Test("trailers are bounded in size and number")
    func manyTrailers() {
        let long = "0\r\nX: " + String(repeating: "a", count: 9_000)
        #expect(WireReader.read(bytes(chunked(long))).last == .refused(.trailersTooLarge))
        let many = "0\r\n" + String(repeating: "X: a\r\n", count: 101)
        #expect(WireReader.read(bytes(chunked(many))).last == .refused(.trailersTooLarge))
    }

    @Test("what the encoder writes the decoder reads", arguments: [1, 9, 10, 15, 16, 255, 256, 4_096, 65_537])
    func roundTrip(count: Int) {
        let body = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        var output = bytes(chunked(""))
        unsafe ChunkedEncoder.appendChunk(body.span.bytes, to: &output)
        unsafe ChunkedEncoder.appendChunk([UInt8]().span.bytes, to: &output)
        unsafe ChunkedEncoder.appendChunk(body.span.bytes, to: &output)
        ChunkedEncoder.appendEnd(to: &output)
        #expect(WireReader.read(output).suffix(2) == [.body(body + body), .end])
    }

    @Test("the encoder never writes a chunk of size zero before the end")
    func emptyChunk() {
        var output: [UInt8] = []
        ChunkedEncoder.appendChunkHead(count: 0, to: &output)
        ChunkedEncoder.appendChunkHead(count: -1, to: &output)
        #expect(output.isEmpty)
        ChunkedEncoder.appendChunkHead(count: .max, to: &output)
        #expect(String(bytes: output) == "7fffffffffffffff\r\n")
    }

    static let all: [Vector] = accepted + sizes + extensions + ends + trailers
}
