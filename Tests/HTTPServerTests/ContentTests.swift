import Glibc
import HTTPWire
import Testing

@testable import HTTPServer

@Suite("Files of a folder, and events")
struct ContentTests {
    private static func folder() throws -> String {
        var template = Array("/tmp/http-server-test-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw SystemError.last("mkdtemp") }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        try write(String(repeating: "<p>page</p>\n", count: 500), to: "\(folder)/index.html")
        try write("secret", to: "\(folder)/.hidden")
        try write("console.log(1)", to: "\(folder)/app.js")
        try write("PNG", to: "\(folder)/a b.png")
        _ = unsafe mkdir("\(folder)/sub", 0o755)
        try write("sub", to: "\(folder)/sub/index.html")
        _ = unsafe symlink("/etc/passwd", "\(folder)/link.txt")
        return folder
    }

    private static func write(_ text: String, to path: String) throws {
        let descriptor = unsafe open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SystemError.last("open") }
        let bytes = Array(text.utf8)
        _ = unsafe Glibc.write(descriptor, bytes, bytes.count)
        _ = close(descriptor)
    }

    private static func remove(_ folder: String) {
        for name in ["index.html", ".hidden", "app.js", "a b.png", "sub/index.html", "link.txt"] {
            _ = unsafe unlink("\(folder)/\(name)")
        }
        _ = unsafe rmdir("\(folder)/sub")
        _ = unsafe rmdir(folder)
    }

    private func withFiles(_ body: (Client) throws -> Void) async throws {
        let folder = try Self.folder()
        defer { Self.remove(folder) }
        var files = StaticFiles()
        try files.add(folder: folder) { "\($0.count)" }
        let served = files
        try await withServer(
            respond: { served.response(to: $0) ?? .text("none", .notFound) },
            use: { server in
                try body(try Client(port: server.port))
            })
    }

    @Test("files and index pages are served with their types")
    func serves() async throws {
        try await withFiles { client in
            for (path, type, start) in [
                ("/", "text/html; charset=utf-8", "<p>"), ("/index.html", "text/html; charset=utf-8", "<p>"),
                ("/app.js", "text/javascript; charset=utf-8", "console"), ("/sub/", "text/html; charset=utf-8", "sub"),
                ("/sub/../app.js", "text/javascript; charset=utf-8", "console"),
            ] {
                client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                let answer = try client.answer()
                #expect(answer.status == 200)
                #expect(answer["content-type"] == type)
                #expect(answer.text.hasPrefix(start))
            }
        }
    }

    @Test(
        "nothing outside of the folder can be asked for",
        arguments: [
            "/../etc/passwd", "/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/sub/..%2f..%2f.hidden",
            "/.hidden",
            "/link.txt", "/sub", "//etc/passwd", "/./.hidden", "/sub/%2e%2e/.hidden", "/index.html/", "/INDEX.HTML",
            "/....//....//etc/passwd", "/index.html%20", "/;/etc/passwd", "/file:///etc/passwd",
        ])
    func traversal(path: String) async throws {
        try await withFiles { client in
            client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
            let answer = try client.answer()
            #expect(answer.status == 404)
            #expect(answer.text == "none")
        }
    }

    @Test("the packed form of a file is negotiated, and tagged and ranged apart")
    func packed() async throws {
        try await withFiles { client in
            func get(_ fields: String) throws -> Answer {
                client.send("GET /index.html HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
                return try client.answer()
            }
            let plain = try get("")
            #expect(plain["content-encoding"] == nil)
            #expect(plain["vary"] == "Accept-Encoding")
            let packed = try get("Accept-Encoding: br, gzip\r\n")
            #expect(packed["content-encoding"] == "gzip")
            #expect(packed["vary"] == "Accept-Encoding")
            #expect(packed["etag"] != plain["etag"])
            #expect(packed.body.count < plain.body.count)
            #expect(try unpack(packed.body) == plain.body)
            #expect(try get("Accept-Encoding: gzip;q=0\r\n")["content-encoding"] == nil)
            let part = try get("Accept-Encoding: gzip\r\nRange: bytes=0-2\r\n")
            #expect(part.status == 206)
            #expect(part["content-encoding"] == nil)
            #expect(part.text == "<p>")
            let tag = try #require(packed["etag"])
            let current = try get("Accept-Encoding: gzip\r\nIf-None-Match: \(tag)\r\n")
            #expect(current.status == 304)
            #expect(current["etag"] == tag)
            #expect(current["vary"] == "Accept-Encoding")
        }
    }

    @Test("If-Match accepts the tag of any coding of a file, and If-None-Match that of the chosen one")
    func tagsOfCodings() async throws {
        try await withFiles { client in
            func get(_ fields: String) throws -> Answer {
                client.send("GET /index.html HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
                return try client.answer()
            }
            let gzip = "Accept-Encoding: gzip\r\n"
            let plain = try #require(try get("")["etag"])
            let packed = try #require(try get(gzip)["etag"])
            for tag in [plain, packed, "*"] {
                #expect(try get("If-Match: \(tag)\r\n").status == 200)
                #expect(try get(gzip + "If-Match: \(tag)\r\n").status == 200)
            }
            for tag in ["\"other\"", "W/\(plain)", "W/\(packed)"] {
                #expect(try get("If-Match: \(tag)\r\n").status == 412)
                #expect(try get(gzip + "If-Match: \(tag)\r\n").status == 412)
            }
            #expect(try get("If-None-Match: \(packed)\r\n").status == 200)
            #expect(try get(gzip + "If-None-Match: \(plain)\r\n").status == 200)
        }
    }

    @Test("an event has its id, type and data, and no text can forge a field")
    func events() {
        func text(_ event: ServerSentEvent) -> String { String(decoding: event.bytes, as: UTF8.self) }
        #expect(text(ServerSentEvent(type: "t", id: "7", data: Array("x".utf8))) == "id: 7\nevent: t\ndata: x\n\n")
        #expect(text(ServerSentEvent(type: "t", id: nil, data: [])) == "event: t\ndata: \n\n")
        #expect(
            text(ServerSentEvent(type: "t\nid: 9", id: "7\r\ndata: no", data: Array("a\nb\r\nevent: c".utf8)))
                == "id: 7data: no\nevent: tid: 9\ndata: a\ndata: b\ndata: event: c\n\n")
        #expect(ServerSentEvent.heartbeat.first == UInt8(ascii: ":"))
        #expect(String(decoding: ServerSentEvent.heartbeat, as: UTF8.self).hasSuffix("\n\n"))
    }
}

/// The bytes of a gzip file.
func unpack(_ bytes: [UInt8]) throws -> [UInt8] {
    let inflater = try Inflater()
    var output: [UInt8] = []
    var used = 0
    while !inflater.isComplete {
        let step = try inflater.inflate(bytes, from: used, upTo: 1_000)
        if step.used == 0, step.output.isEmpty { throw Client.Failure(description: "gzip without an end") }
        used += step.used
        output += step.output
    }
    return output
}
