import HTTPWire
import Testing
import WireVectors

@Suite("Ranges")
struct RangeTests {
    @Test(
        "a single range is honoured",
        arguments: [
            ("bytes=0-0", 0..<1), ("bytes=0-9", 0..<10), ("bytes=0-", 0..<10), ("bytes=5-", 5..<10),
            ("bytes=9-9", 9..<10), ("bytes=2-99", 2..<10), ("bytes=-1", 9..<10), ("bytes=-10", 0..<10),
            ("bytes=-99", 0..<10), ("BYTES=1-2", 1..<3), ("bytes=0-99999999999999999999999", 0..<10),
            ("bytes=-99999999999999999999999", 0..<10), ("bytes=007-8", 7..<9), ("bytes=0-9223372036854775807", 0..<10),
        ] as [(String, Range<Int64>)])
    func satisfiable(text: String, range: Range<Int64>) {
        #expect(RangeRequest.parse(text, length: 10) == .satisfiable(range))
    }

    @Test(
        "an unknown unit, a malformed range and several ranges are ignored",
        arguments: [
            "", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=1", "bytes=5-4", "items=0-1", "bytes 0-1",
            "bytes=0-1-2",
            "bytes=--1", "bytes= 0-1", "bytes=0 -1", "bytes=+0-1", "bytes=0-1,3-4", "bytes=0-1,", "bytes=0x0-1", "=0-1",
            "bytes=1e1-", "byte=0-1", "bytes:0-1",
        ])
    func ignored(_ text: String) { #expect(RangeRequest.parse(text, length: 10) == .none) }

    @Test(
        "a range beyond the end is unsatisfiable",
        arguments: [
            ("bytes=10-", 10), ("bytes=10-10", 10), ("bytes=99999999999999999999-", 10), ("bytes=-0", 10),
            ("bytes=0-", 0), ("bytes=0-0", 0), ("bytes=-5", 0),
        ] as [(String, Int64)])
    func unsatisfiable(text: String, length: Int64) {
        #expect(RangeRequest.parse(text, length: length) == .unsatisfiable)
        #expect(RangeRequest.contentRangeUnsatisfied(length: length).text == "bytes */\(length)")
    }

    @Test("Content-Range names the last byte, not the one behind it")
    func contentRange() { #expect(RangeRequest.contentRange(0..<5, length: 10).text == "bytes 0-4/10") }

    @Test("a thousand ranges are ignored")
    func manyRanges() {
        let list = (0..<1_000).map { "\($0)-\($0)" }.joined(separator: ",")
        #expect(RangeRequest.parse("bytes=" + list, length: 10_000) == .none)
    }

    @Test("ranges of a file as large as can be do not overflow")
    func largest() {
        #expect(RangeRequest.parse("bytes=0-", length: .max) == .satisfiable(0..<Int64.max))
        #expect(
            RangeRequest.parse("bytes=0-9223372036854775807", length: .max) == .satisfiable(0..<Int64.max))
        #expect(RangeRequest.parse("bytes=-1", length: .max) == .satisfiable(Int64.max - 1..<Int64.max))
        #expect(RangeRequest.parse("bytes=0-", length: -1) == .none)
    }

    @Test("Range is for GET, and only while If-Range holds")
    func conditional() throws {
        func range(_ method: String, _ condition: String?) throws -> RangeRequest {
            let field = condition.map { "If-Range: \($0)\r\n" } ?? ""
            let head = try parsedHead("\(method) / HTTP/1.1\r\nHost: a\r\nRange: bytes=0-1\r\n\(field)\r\n")
            return RangeRequest.parse(head, length: 10, etag: EntityTag(strong: "1"), lastModified: 784_111_777)
        }
        #expect(try range("GET", nil) == .satisfiable(0..<2))
        #expect(try range("HEAD", nil) == .none)
        #expect(try range("POST", nil) == .none)
        #expect(try range("GET", "\"1\"") == .satisfiable(0..<2))
        #expect(try range("GET", "\"2\"") == .none)
        #expect(try range("GET", "Sun, 06 Nov 1994 08:49:37 GMT") == .satisfiable(0..<2))
    }

    @Test("If-Range compares tags strongly and dates exactly")
    func ifRange() {
        let tag = EntityTag(strong: "1")
        let date = "Sun, 06 Nov 1994 08:49:37 GMT"
        #expect(RangeRequest.ifRangeMatches("\"1\"", etag: tag, lastModified: nil))
        #expect(!RangeRequest.ifRangeMatches("W/\"1\"", etag: tag, lastModified: nil))
        #expect(!RangeRequest.ifRangeMatches("\"1\"", etag: EntityTag(weak: "1"), lastModified: nil))
        #expect(!RangeRequest.ifRangeMatches("\"1\"", etag: nil, lastModified: 784_111_777))
        #expect(RangeRequest.ifRangeMatches(date, etag: nil, lastModified: 784_111_777))
        #expect(!RangeRequest.ifRangeMatches(date, etag: nil, lastModified: 784_111_776))
        #expect(!RangeRequest.ifRangeMatches(date, etag: nil, lastModified: nil))
        #expect(!RangeRequest.ifRangeMatches("\"1\", \"2\"", etag: tag, lastModified: nil))
    }
}
