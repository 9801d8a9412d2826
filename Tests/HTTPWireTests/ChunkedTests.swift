import Testing
import WireVectors

@testable import HTTPWire

@Suite("Chunked coding")
struct ChunkedTests {
    @Test("chunks and well-formed extensions are accepted", arguments: ChunkedVectors.accepted)
    func judgesAccepted(_ vector: Vector) { vector.check() }

    @Test("a chunk size is 1 to 16 hexadecimal digits", arguments: ChunkedVectors.sizes)
    func judgesSizes(_ vector: Vector) { vector.check() }

    @Test(
        "an extension that is not by the grammar is refused, and so is a bare CR or LF",
        arguments: ChunkedVectors.extensions)
    func judgesExtensions(_ vector: Vector) { vector.check() }

    @Test("data is exactly as long as its size says", arguments: ChunkedVectors.ends)
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

    @Test(
        "trailers obey the rules of the head, and carry no framing, routing or authentication",
        arguments: ChunkedVectors.trailers)
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
}
