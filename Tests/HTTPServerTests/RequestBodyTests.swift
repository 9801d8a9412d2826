import HTTPWire
import Testing

@testable import HTTPServer

@Suite("Request bodies")
struct RequestBodyTests {
    private static let collect: Responder = { request in
        do throws(BodyError) {
            return .text("got \(try await request.body.collect(upTo: 1_000_000).count)")
        } catch {
            return .text("\(error)", .badRequest)
        }
    }

    @Test("bodies arrive whole, however they are framed", arguments: [1, 100, 16_384, 16_385, 70_000, 500_000])
    func sizes(count: Int) async throws {
        try await withServer(respond: Self.collect) { server in
            let client = try Client(port: server.port)
            let body = [UInt8](repeating: 0x61, count: count)
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(count)\r\n\r\n")
            client.send(body)
            #expect(try client.answer().text == "got \(count)")
            client.send(
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(String(count, radix: 16))\r\n")
            client.send(body)
            client.send("\r\n0\r\n\r\n")
            #expect(try client.answer().text == "got \(count)")
        }
    }

    @Test("framing that fills a small read is no reason to wait for the peer")
    func framingInSmallReads() async throws {
        try await withServer(
            respond: { request in
                do throws(BodyError) {
                    return .text(String(decoding: try await request.body.collect(upTo: 10), as: UTF8.self))
                } catch {
                    return .text("\(error)", .badRequest)
                }
            },
            use: { server in
                let client = try Client(port: server.port)
                client.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;extension=\"longer than what is read\"\r\nhello\r\n0\r\n\r\n"
                )
                #expect(try client.answer().text == "hello")
            })
    }

    @Test("100 is sent when the body is asked for, once, and only then")
    func expectation() async throws {
        try await withServer(respond: Self.collect) { server in
            let client = try Client(port: server.port)
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
            #expect(try client.take(upTo: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            client.send("hello")
            #expect(try client.answer().text == "got 5")
        }
    }

    @Test("100 is not sent when the body is here already, to HTTP/1.0, or without a body")
    func noInterimAnswer() async throws {
        try await withServer(respond: Self.collect) { server in
            let client = try Client(port: server.port)
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello")
            #expect(try client.answer().text == "got 5")
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nExpect: 100-continue\r\n\r\n")
            #expect(try client.answer().text == "got 0")
            client.send("POST / HTTP/1.0\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
            client.send("hello")
            #expect(try client.answer().text == "got 5")
        }
    }

    @Test("a client that waits for 100 gets the refusal instead, and the connection closes")
    func refusedExpectation() async throws {
        try await withServer(
            respond: { _ in .text("no", .unauthorized) },
            use: { server in
                let client = try Client(port: server.port)
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
                let answer = try client.answer()
                #expect(answer.status == 401)
                #expect(answer.closes)
                #expect(try client.takeAll() == [])
            })
    }

    @Test("another expectation is refused with 417")
    func unknownExpectation() async throws {
        try await withServer { server in
            let client = try Client(port: server.port)
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: magic\r\n\r\n")
            #expect(try client.answer().status == 417)
        }
    }

    @Test(
        "a short body that nobody read is drained, also on GET, and the next request is its own",
        arguments: ["GET", "POST", "DELETE"])
    func drained(method: String) async throws {
        try await withServer(
            respond: { request in .text(request.method.name) },
            use: { server in
                let client = try Client(port: server.port)
                client.send(
                    "\(method) / HTTP/1.1\r\nHost: a\r\nContent-Length: 35\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n\r\n"
                )
                #expect(try client.answer().text == method)
                client.send("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
                #expect(try client.answer().text == "PUT")
                client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                #expect(try client.answer().text == "GET")
                #expect(try client.takeAll() == [])
            })
    }

    @Test("a long body that nobody read closes the connection, and the answer survives it")
    func lingering() async throws {
        try await withServer(
            respond: { _ in .text("too much", .contentTooLarge) },
            use: { server in
                let client = try Client(port: server.port)
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n")
                // Sent while the server has answered and closes: a reset would destroy the answer.
                client.send([UInt8](repeating: 0x61, count: 1_000_000))
                let answer = try client.answer()
                #expect(answer.status == 413)
                #expect(answer.closes)
                #expect(try client.takeAll() == [])
            })
    }

    @Test("an endless chunked body that nobody read closes the connection")
    func endlessChunks() async throws {
        try await withServer(
            { $0.maximumDrain = 1_000 }, respond: { _ in .text("no") },
            use: { server in
                let client = try Client(port: server.port)
                client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
                #expect(try client.answer().status == 200)
                for _ in 1...40 { client.send("64\r\n" + String(repeating: "a", count: 100) + "\r\n") }
                #expect(try client.isClosed())
            })
    }

    @Test(
        "a body that ends early never reaches the handler's commit",
        arguments: [
            "Content-Length: 10\r\n\r\nhello", "Content-Length: 100000\r\n\r\nhello",
            "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n",
        ])
    func endsEarly(framing: String) async throws {
        let notes = Notes()
        try await withServer(
            respond: { request in
                do throws(BodyError) {
                    _ = try await request.body.collect(upTo: 1_000_000)
                    notes.add("committed")
                    return .text("committed")
                } catch {
                    notes.add("\(error)")
                    return .text("not whole", .badRequest)
                }
            },
            use: { server in
                let client = try Client(port: server.port)
                client.send("POST / HTTP/1.1\r\nHost: a\r\n\(framing)")
                client.finishSending()
                let answer = try client.answer()
                #expect(answer.status == 400)
                #expect(answer.closes)
                #expect(notes.all == ["incomplete"])
            })
    }

    @Test("what came before the end of a body is handed out first")
    func partsArrive() async throws {
        try await withServer(
            respond: { request in
                var count = 0
                do throws(BodyError) {
                    while let bytes = try await request.body.read() { count += bytes.count }
                    return .text("whole")
                } catch {
                    return .text("\(count) and \(error)")
                }
            },
            use: { server in
                let client = try Client(port: server.port)
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n")
                client.send([UInt8](repeating: 0x61, count: 40_000))
                client.finishSending()
                #expect(try client.answer().text == "40000 and incomplete")
            })
    }

    @Test("a body that is declared too long is refused before it is read")
    func tooLong() async throws {
        try await withServer(respond: Self.collect) { server in
            let client = try Client(port: server.port)
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000001\r\nExpect: 100-continue\r\n\r\n")
            let answer = try client.answer()
            #expect(answer.text == "tooLarge(limit: 1000000)")
            #expect(answer.closes)
        }
    }

    @Test("a request kept beyond its answer holds nothing open and has no more body")
    func keptRequest() async throws {
        let kept = Kept()
        try await withServer(
            respond: { request in
                kept.put(request)
                return .text("answered")
            },
            use: { server in
                let client = try Client(port: server.port)
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close\r\n\r\n")
                #expect(try client.answer().closes)
                #expect(try client.isClosed())
                let request = try #require(kept.take())
                await #expect(throws: BodyError.self) { try await request.body.read() }
            })
    }
}

/// Keeps a request where a handler must not.
private final class Kept: @unchecked Sendable {
    private var request: Request?

    func put(_ request: Request) { self.request = request }

    func take() -> Request? { request }
}
