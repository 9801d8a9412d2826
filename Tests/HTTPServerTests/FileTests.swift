import Glibc
import HTTPWire
import Testing

@testable import HTTPServer

@Suite("Files and ranges")
struct FileTests {
    /// A file in memory without a name: descriptors of it are as good as those of a disk.
    private static func file(_ bytes: [UInt8]) throws -> OpenFile {
        var template = Array("/tmp/http-server-test-XXXXXX".utf8CString)
        let descriptor = unsafe mkstemp(&template)
        guard descriptor >= 0 else { throw SystemError.last("mkstemp") }
        _ = unsafe unlink(template)
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { bytes in
                unsafe write(descriptor, bytes.baseAddress.map { unsafe $0 + written }, bytes.count - written)
            }
            guard count > 0 else { throw SystemError.last("write") }
            written += count
        }
        return OpenFile(owning: descriptor, size: Int64(bytes.count))
    }

    private static func pattern(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    }

    private static func content(_ source: Content.Source) -> Content {
        Content(source: source, type: "video/mp4", etag: EntityTag(strong: "v1"), lastModified: 784_111_777)
    }

    @Test("a large file reaches a slow reader whole, while other connections are served")
    func slowReader() async throws {
        let bytes = Self.pattern(8_000_000)
        let file = try Self.file(bytes)
        try await withServer(
            respond: { request in
                request.head.path == "/file" ? Self.content(.file(file)).response(to: request) : .text("quick")
            },
            use: { server in
                let slow = try Client(port: server.port, receiveBuffer: 4_096)
                slow.send("GET /file HTTP/1.1\r\nHost: a\r\n\r\n")
                let head = try slow.take(upTo: "\r\n\r\n")
                #expect(head.contains("Content-Length: 8000000\r\n"))
                let quick = try Client(port: server.port)
                for _ in 1...20 {
                    quick.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                    #expect(try quick.answer().text == "quick")
                    try slow.receive(upTo: 10_000)
                }
                #expect(try slow.take(bytes.count) == bytes)
                slow.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try slow.answer().text == "quick")
            })
    }

    @Test("a file that has become shorter cuts the answer")
    func truncated() async throws {
        let file = try Self.file(Self.pattern(100_000))
        try await withServer(
            respond: { _ in Response(status: .ok, body: .file(file, 0..<200_000)) },
            use: { server in
                let client = try Client(port: server.port)
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = try client.take(upTo: "\r\n\r\n")
                #expect(try client.takeAll().count == 100_000)
            })
    }

    @Test(
        "ranges, of files and of bytes",
        arguments: [
            ("bytes=0-9", 206, "bytes 0-9/1000", 10), ("bytes=990-", 206, "bytes 990-999/1000", 10),
            ("bytes=-5", 206, "bytes 995-999/1000", 5), ("bytes=0-5000", 206, "bytes 0-999/1000", 1_000),
            ("bytes=1000-", 416, "bytes */1000", 0), ("bytes=-0", 416, "bytes */1000", 0),
            ("bytes=9-2", 200, nil, 1_000),
            ("lines=0-9", 200, nil, 1_000), ("bytes=0-1,5-6", 200, nil, 1_000), ("bytes=a-b", 200, nil, 1_000),
        ] as [(String, Int, String?, Int)], [false, true])
    func ranges(_ row: (range: String, status: Int, contentRange: String?, count: Int), isFile: Bool) async throws {
        let bytes = Self.pattern(1_000)
        let content = Self.content(isFile ? .file(try Self.file(bytes)) : .bytes(bytes))
        try await withServer(
            respond: { content.response(to: $0) },
            use: { server in
                let client = try Client(port: server.port)
                client.send("GET / HTTP/1.1\r\nHost: a\r\nRange: \(row.range)\r\n\r\n")
                let answer = try client.answer()
                #expect(answer.status == row.status)
                #expect(answer["content-range"] == row.contentRange)
                #expect(answer.body.count == row.count)
                if row.status == 206, let first = row.contentRange?.dropFirst(6).prefix(while: { $0 != "-" }),
                    let start = Int(first)
                {
                    #expect(answer.body == Array(bytes[start..<(start + row.count)]))
                }
                // For GET alone.
                client.send("HEAD / HTTP/1.1\r\nHost: a\r\nRange: \(row.range)\r\n\r\n")
                #expect(try client.answer(toHead: true).status == 200)
            })
    }

    @Test(
        "conditions are weighed in their order",
        arguments: [
            ("If-None-Match: \"v1\"", 304), ("If-None-Match: W/\"v1\", \"x\"", 304), ("If-None-Match: *", 304),
            ("If-None-Match: \"v2\"", 200), ("If-Match: \"v1\"", 200), ("If-Match: \"v2\"", 412),
            ("If-Match: W/\"v1\"", 412),
            ("If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT", 304),
            ("If-Modified-Since: Sun, 06 Nov 1994 08:49:36 GMT", 200),
            ("If-Unmodified-Since: Sun, 06 Nov 1994 08:49:36 GMT", 412),
            ("If-None-Match: \"v2\"\r\nIf-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT", 200),
            ("Range: bytes=0-0\r\nIf-Range: \"v1\"", 206), ("Range: bytes=0-0\r\nIf-Range: W/\"v1\"", 200),
            ("Range: bytes=0-0\r\nIf-Range: \"v2\"", 200), ("Range: bytes=0-0\r\nIf-None-Match: \"v1\"", 304),
        ])
    func conditions(fields: String, status: Int) async throws {
        let content = Self.content(.bytes(Self.pattern(100)))
        try await withServer(
            respond: { content.response(to: $0) },
            use: { server in
                let client = try Client(port: server.port)
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n")
                let answer = try client.answer()
                #expect(answer.status == status)
                if status != 412 { #expect(answer["etag"] == "\"v1\"") }
            })
    }
}
