import HTTPServer
import HTTPWire
import Logging
import Testing

/// The example of docs/http-server.md, line by line but for the port. It uses what is public alone.
@Suite("Hello")
struct HelloTests {
    @Test("the example of the documentation compiles and answers")
    func hello() async throws {
        var configuration = ServerConfiguration()
        configuration.port = 0
        let server = try Server(configuration: configuration, logger: Logger(label: "hello")) { _ in
            { request in Response(status: .ok, body: .bytes(Array("hello, \(request.head.path)\n".utf8))) }
        }
        try await server.start()
        let client = try Client(port: server.port)
        client.send("GET /world HTTP/1.1\r\nHost: a\r\n\r\n")
        let answer = try client.answer()
        await server.shutdown(grace: .seconds(1))
        #expect(answer.text == "hello, /world\n")
    }

    @Test("the documentation says the same as this test")
    func documentation() throws {
        let sources = #filePath
        let root = sources.split(separator: "/").dropLast(3).joined(separator: "/")
        func lines(_ path: String) throws -> [String] {
            try String(decoding: OpenFile(path: "/\(root)/\(path)").readAll(), as: UTF8.self)
                .split(separator: "\n").map { String($0.drop { $0 == " " }) }
        }
        let page = try lines("docs/http-server.md")
        let example = page.drop { $0 != "```swift" }.dropFirst().prefix { $0 != "```" }
        #expect(example.count == 9)
        let test = Set(try lines("Tests/HTTPServerTests/HelloTests.swift"))
        for line in example where line != "configuration.port = 8080" {
            #expect(test.contains(line), "\(line)")
        }
    }
}
