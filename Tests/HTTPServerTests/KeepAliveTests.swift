import HTTPWire
import Testing

@testable import HTTPServer

@Suite("Requests that follow each other")
struct KeepAliveTests {
    private static let path: Responder = { request in .text(request.head.path) }

    @Test("a connection takes one request after another")
    func keepAlive() async throws {
        try await withServer(respond: Self.path) { server in
            let client = try Client(port: server.port)
            for number in 1...5 {
                client.send("GET /\(number) HTTP/1.1\r\nHost: a\r\n\r\n")
                let answer = try client.answer()
                #expect(answer.text == "/\(number)")
                #expect(answer["connection"] == nil)
                #expect(answer["date"]?.hasSuffix(" GMT") == true)
            }
            #expect(server.connectionCount == 1)
            #expect(server.requestCount == 5)
        }
    }

    @Test("every answer has a date, those to what is no request as well")
    func dates() async throws {
        let respond: Responder = { request in
            switch request.head.path {
            case "/nothing": Response(status: .noContent)
            case "/unchanged": Response(status: .notModified)
            case "/stream": Response(status: .ok, body: .stream(length: nil) { try await $0.write([1]) })
            default: .text("a")
            }
        }
        try await withServer(respond: respond) { server in
            let requests = [
                "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.0\r\n\r\n",
                "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n", "GET /unchanged HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/2.0\r\n\r\n",
                "BREW / HTTP/1.1\r\nHost: a\r\n\r\n", "GET\n",
            ]
            for request in requests {
                let client = try Client(port: server.port)
                client.send(request)
                client.finishSending()
                let answer = try client.takeAllText()
                // RFC 9110 §6.6.1, and the one format of §5.6.7.
                let dates = answer.matches(of: /\r\nDate: (\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT)\r\n/)
                #expect(dates.count == 1, "\(request): \(answer)")
                #expect(dates.first.flatMap { HTTPDate.parse(String($0.1)) } != nil)
            }
        }
    }

    @Test("pipelined requests are answered in order, all with one write")
    func pipelining() async throws {
        try await withServer(respond: Self.path) { server in
            let client = try Client(port: server.port)
            client.send((1...20).map { "GET /\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
            // One write of the server arrives as one piece on the loopback, which a peek shows.
            try client.receive()
            let piece = client.received.count
            var total = 0
            for number in 1...20 {
                let answer = try client.answer()
                #expect(answer.text == "/\(number)")
                total += answer.head.utf8.count + answer.body.count
            }
            #expect(piece == total)
        }
    }

    @Test("an error answer does not overtake earlier ones, and nothing follows it")
    func errorInPipeline() async throws {
        let gate = Gate()
        try await withServer(
            respond: { request in
                await gate.pass()
                return .text(request.head.path)
            },
            use: { server in
                let client = try Client(port: server.port)
                client.send(
                    "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\nBAD\r\n\r\nGET /3 HTTP/1.1\r\nHost: a\r\n\r\n"
                )
                await gate.arrivals()
                gate.open()
                #expect(try client.answer().text == "/1")
                #expect(try client.answer().text == "/2")
                let refusal = try client.answer()
                #expect(refusal.status == 400)
                #expect(refusal.closes)
                client.finishSending()
                #expect(try client.takeAll() == [])
            })
    }

    @Test("HEAD has the head of GET and nothing else", arguments: [0, 5, 20_000])
    func head(size: Int) async throws {
        try await withServer(
            respond: { _ in .text(String(repeating: "a", count: size)) },
            use: { server in
                let client = try Client(port: server.port)
                client.send(
                    "GET / HTTP/1.1\r\nHost: a\r\n\r\nHEAD / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"
                )
                let get = try client.answer()
                let head = try client.answer(toHead: true)
                let again = try client.answer()
                #expect(get.body.count == size)
                #expect(head["content-length"] == "\(size)")
                #expect(
                    head.fields.filter { $0.name != "date" }.map(\.value)
                        == get.fields.filter { $0.name != "date" }.map(\.value))
                #expect(again.body.count == size)
            })
    }

    @Test("HEAD of a streamed answer does not run the stream")
    func headOfStream() async throws {
        let notes = Notes()
        try await withServer(
            respond: { _ in
                Response(status: .ok, body: .stream(length: nil) { _ in notes.add("ran") })
            },
            use: { server in
                let client = try Client(port: server.port)
                client.send("HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                #expect(try client.answer(toHead: true)["transfer-encoding"] == "chunked")
                #expect(try client.takeAll() == [])
                #expect(notes.all == [])
            })
    }

    @Test(
        "the connection stays or closes as the version and Connection say",
        arguments: [
            ("HTTP/1.1", "", true), ("HTTP/1.1", "Connection: close\r\n", false),
            ("HTTP/1.1", "Connection: x, close\r\n", false), ("HTTP/1.0", "", false),
            ("HTTP/1.0", "Connection: keep-alive\r\n", true), ("HTTP/1.0", "Connection: keep-alive, close\r\n", false),
        ])
    func versions(version: String, field: String, stays: Bool) async throws {
        try await withServer { server in
            let client = try Client(port: server.port)
            client.send("GET / \(version)\r\nHost: a\r\n\(field)\r\n")
            let answer = try client.answer()
            #expect(answer.head.hasPrefix("HTTP/1.1 200 "))
            #expect(answer.closes == !stays)
            if version == "HTTP/1.0", stays { #expect(answer["connection"] == "keep-alive") }
            client.send("GET / \(version)\r\nHost: a\r\nConnection: close\r\n\r\n")
            if stays { #expect(try client.answer().text == "hello") }
            #expect(try client.isClosed())
        }
    }

    @Test("a stream to HTTP/1.0 is not chunked and ends with the connection")
    func streamToHTTP10() async throws {
        try await withServer(
            respond: { _ in
                Response(status: .ok, body: .stream(length: nil) { try await $0.write(Array("whole".utf8)) })
            },
            use: { server in
                let client = try Client(port: server.port)
                client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                let answer = try client.answer()
                #expect(answer["transfer-encoding"] == nil)
                #expect(answer["content-length"] == nil)
                #expect(answer.closes)
                #expect(answer.text == "whole")
            })
    }

    @Test("204 and 304 have neither body nor length, and the connection goes on", arguments: [204, 304] as [UInt16])
    func bodiless(status: UInt16) async throws {
        try await withServer(
            respond: { _ in .text("never", Status(status)) },
            use: { server in
                let client = try Client(port: server.port)
                for _ in 1...2 {
                    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                    let answer = try client.answer()
                    #expect(answer.status == Int(status))
                    #expect(answer["content-length"] == nil)
                    #expect(answer["transfer-encoding"] == nil)
                }
                client.finishSending()
                #expect(try client.takeAll() == [])
            })
    }

    @Test("a handler cannot send an interim status as its answer")
    func interim() async throws {
        try await withServer(
            respond: { _ in Response(status: 101) },
            use: { server in
                let client = try Client(port: server.port)
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try client.answer().status == 500)
            })
    }

    @Test("Upgrade and h2c are ignored")
    func upgrade() async throws {
        try await withServer { server in
            let client = try Client(port: server.port)
            client.send(
                "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n\r\n"
            )
            let answer = try client.answer()
            #expect(answer.status == 200)
            #expect(answer["upgrade"] == nil)
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.answer().text == "hello")
        }
    }

    @Test("OPTIONS * reaches the handler, and asterisk nothing else")
    func optionsAsterisk() async throws {
        try await withServer(respond: Self.path) { server in
            let client = try Client(port: server.port)
            client.send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\nGET * HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.answer().text == "*")
            #expect(try client.answer().status == 400)
        }
    }

    @Test("a request id of the client comes back, one that is not usable is replaced, and a trace is passed on")
    func requestIDs() async throws {
        let notes = Notes()
        try await withServer(
            respond: { request in
                notes.add("\(request.id) \(request.traceContext?.text ?? "-")")
                return .text("ok")
            },
            use: { server in
                let client = try Client(port: server.port)
                let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
                client.send(
                    "GET / HTTP/1.1\r\nHost: a\r\nX-Request-ID: abc-1\r\ntraceparent: 00-\(trace)-00f067aa0ba902b7-01\r\n\r\n"
                )
                #expect(try client.answer()["x-request-id"] == "abc-1")
                client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Request-ID: a\"b\r\n\r\n")
                #expect(try client.answer()["x-request-id"]?.count == 16)
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try client.answer()["x-request-id"] == nil)
                let first = try #require(notes.all.first)
                #expect(first.hasPrefix("abc-1 00-\(trace)-"))
                #expect(first.hasSuffix("-01"))
                #expect(!first.contains("00f067aa0ba902b7"))
                #expect(notes.all.dropFirst().allSatisfy { $0.hasSuffix(" -") })
                #expect(Set(notes.all).count == 3)
            })
    }
}
