import Glibc
import HTTPWire
import Testing

@testable import HTTPServer

@Suite("Access log")
struct AccessLogTests {
    /// Runs requests against a server with a log, and gives the log's lines.
    private func lines(respond: @escaping Responder, use body: (Server) async throws -> Void) async throws -> [String] {
        var template = Array("/tmp/http-server-test-XXXXXX".utf8CString)
        let descriptor = unsafe mkstemp(&template)
        guard descriptor >= 0 else { throw SystemError.last("mkstemp") }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { _ = unsafe unlink(path) }
        let log = try AccessLog(owning: descriptor)
        try await withServer({ $0.accessLog = log }, respond: respond, use: body)
        log.close()
        let text = String(decoding: try OpenFile(path: path).readAll(), as: UTF8.self)
        return text.split(separator: "\n").map(String.init)
    }

    @Test("each request has its line, without its query")
    func oneLineEach() async throws {
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7"
        let lines = try await lines(
            respond: { _ in .text("hello", .created) },
            use: { server in
                let client = try Client(port: server.port)
                client.send(
                    "POST /v1/a?token=secret HTTP/1.1\r\nHost: a\r\nX-Request-ID: me-1\r\ntraceparent: 00-\(trace)-01\r\n\r\n"
                )
                #expect(try client.answer().status == 201)
                client.send("GET /b HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try client.answer().status == 201)
            })
        #expect(lines.count == 2)
        let first = try #require(lines.first)
        #expect(
            first.contains(
                #","method":"POST","path":"/v1/a","traceparent":"00-\#(trace)-01","bytes":5,"status":201,"us":"#))
        #expect(first.hasSuffix(#","request_id":"me-1"}"#))
        #expect(first.wholeMatch(of: /\{"time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z",.*\}/) != nil)
        #expect(!lines.joined().contains("secret"))
        #expect(
            lines.last?.wholeMatch(
                of: /.*"method":"GET","path":"\/b","bytes":5,"status":201,"us":\d+,"request_id":"[0-9a-f]{16}"\}/)
                != nil)
    }

    @Test("what could not be parsed, and what broke off, has its line too")
    func failures() async throws {
        let lines = try await lines(
            respond: { _ in
                Response(status: .ok, body: .stream(length: 10) { try await $0.write([0x61]) })
            },
            use: { server in
                let bad = try Client(port: server.port)
                bad.send("GET /\n\r\n\r\n")
                #expect(try bad.answer().status == 400)
                let cut = try Client(port: server.port)
                cut.send("GET /cut HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = try? cut.takeAll()
            })
        #expect(lines.contains { $0.contains(#""error":"bare_line_feed","status":400,"#) })
        #expect(lines.contains { $0.contains(#""path":"/cut","bytes":null,"status":200,"#) })
    }

    @Test("lines are written soon, not only at the end")
    func soon() async throws {
        var ends: [Int32] = [0, 0]
        try SystemError.check("pipe", unsafe pipe(&ends))
        let reading = ends[0]
        defer { _ = close(reading) }
        let log = try AccessLog(owning: ends[1])
        try await withServer(
            { $0.accessLog = log },
            use: { server in
                let client = try Client(port: server.port)
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try client.answer().status == 200)
                var byte: UInt8 = 0
                #expect(unsafe read(reading, &byte, 1) == 1)
            })
        log.close()
    }
}
