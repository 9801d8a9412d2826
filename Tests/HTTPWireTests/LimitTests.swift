import Testing
import WireVectors

@testable import HTTPWire

@Suite("Limits and costs")
struct LimitTests {
    private func target(lineLength: Int) -> String {
        "GET /" + String(repeating: "a", count: lineLength - 14) + " HTTP/1.1\r\nHost: a\r\n\r\n"
    }

    @Test("a request line of exactly the limit is accepted, one byte more is 414")
    func requestLine() {
        #expect(WireReader.read(bytes(target(lineLength: 8_192))).last == .end)
        #expect(WireReader.read(bytes(target(lineLength: 8_193))) == [.refused(.targetTooLong)])
        #expect(WireReader.read(bytes("GET /" + String(repeating: "a", count: 100_000))) == [.refused(.targetTooLong)])
        #expect(WireError(.targetTooLong).status == 414)
    }

    @Test("a head of exactly the limit is accepted, one byte more is 431")
    func head() {
        let frame = get("X: ").utf8.count
        let fitting = get("X: " + String(repeating: "a", count: 65_536 - frame))
        #expect(fitting.utf8.count == 65_536)
        #expect(WireReader.read(bytes(fitting)).last == .end)
        let tooLong = get("X: " + String(repeating: "a", count: 65_537 - frame))
        #expect(WireReader.read(bytes(tooLong)) == [.refused(.headTooLarge)])
        #expect(WireError(.headTooLarge).status == 431)
    }

    @Test("a hundred fields are accepted, one more is 431")
    func fieldCount() {
        let fields = (1...99).map { "X\($0): a" }.joined(separator: "\r\n")
        #expect(WireReader.read(bytes(get(fields))).last == .end)
        #expect(WireReader.read(bytes(get(fields, "Y: a"))) == [.refused(.tooManyFields)])
        let many = (1...10_000).map { "X\($0): a" }.joined(separator: "\r\n")
        #expect(WireReader.read(bytes(get(many))) == [.refused(.tooManyFields)])
    }

    @Test("a 100 kB field line is refused at the limit")
    func longFieldLine() {
        #expect(
            WireReader.read(bytes(get("X: " + String(repeating: "a", count: 100_000)))) == [.refused(.headTooLarge)])
        #expect(WireReader.read(bytes(get(String(repeating: "a", count: 100_000)))) == [.refused(.headTooLarge)])
    }

    @Test("a dripped head is not scanned again", .timeLimit(.minutes(1)))
    func drippedHead() throws {
        let all = bytes(get("X: " + String(repeating: "a", count: 65_000)))
        var parser = RequestParser()
        var head = RequestHead()
        for count in 1..<all.count {
            #expect(try unsafe parser.parse(all.span.extracting(..<count).bytes, into: &head) == nil)
        }
        #expect(try unsafe parser.parse(all.span.bytes, into: &head) == all.count)
    }

    @Test("resolving many dot segments costs linear time", .timeLimit(.minutes(1)))
    func manyDotSegments() throws {
        var limits = WireLimits()
        limits.maximumRequestLine = 1_000_000
        limits.maximumHead = 2_000_000
        let path = String(repeating: "/a", count: 150_000) + String(repeating: "/..", count: 150_000)
        let head = try parsedHead("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n", limits: limits)
        #expect(head.path == "/")
    }

    @Test("an ordinary request reuses the storage of the one before")
    func storageIsReused() throws {
        let text = bytes(
            get(
                "User-Agent: test", "Accept: */*", "Accept-Encoding: gzip", "Accept-Language: en",
                "Connection: keep-alive",
                "Cache-Control: no-cache", "If-None-Match: \"1\"", "X-One: 1", "X-Two: 2"))
        var parser = RequestParser()
        var head = RequestHead()
        var addresses: Set<UInt> = []
        for _ in 1...3 {
            #expect(try unsafe parser.parse(text.span.bytes, into: &head) == text.count)
            _ = unsafe head.bytes.withUnsafeBytes { addresses.insert(UInt(bitPattern: $0.baseAddress)) }
            _ = unsafe head.lines.withUnsafeBytes { addresses.insert(UInt(bitPattern: $0.baseAddress)) }
        }
        #expect(addresses.count == 2)
    }

    @Test("a head that was kept does not change when the next one is read")
    func headsAreValues() throws {
        var parser = RequestParser()
        var head = RequestHead()
        let first = bytes("GET /first HTTP/1.1\r\nHost: a\r\n\r\n")
        let second = bytes("GET /other HTTP/1.1\r\nHost: b\r\n\r\n")
        _ = try unsafe parser.parse(first.span.bytes, into: &head)
        let kept = head
        _ = try unsafe parser.parse(second.span.bytes, into: &head)
        #expect(kept.path == "/first")
        #expect(head.path == "/other")
    }

    @Test("every error has a 4xx or 5xx status and says what to do")
    func errorTable() {
        for code in WireError.Code.allCases {
            let error = WireError(code)
            #expect(error.status.code >= 400)
            #expect(error.detail.hasSuffix("."))
            #expect(code.rawValue.allSatisfy { $0.isLowercase || $0 == "_" || $0.isNumber })
        }
    }
}
