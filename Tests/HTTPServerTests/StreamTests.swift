import Glibc
import HTTPWire
import Testing

@testable import HTTPServer

@Suite("Streamed answers")
struct StreamTests {
    private struct Broken: Error {}

    private static func streaming(
        length: Int64? = nil, _ produce: @escaping @Sendable (ResponseWriter) async throws -> Void
    ) -> Responder {
        { _ in Response(status: .ok, body: .stream(length: length, produce)) }
    }

    @Test("a stream goes out in chunks, small pieces together, and the connection goes on")
    func chunks() async throws {
        try await withServer(
            respond: Self.streaming { writer in
                for number in 1...2_000 { try await writer.write(Array("line \(number)\n".utf8)) }
            },
            use: { server in
                let client = try Client(port: server.port)
                let expected = (1...2_000).map { "line \($0)\n" }.joined()
                for _ in 1...2 {
                    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                    #expect(try client.answer().text == expected)
                }
            })
    }

    @Test("what was flushed arrives before the stream ends")
    func flush() async throws {
        let gate = Gate()
        try await withServer(
            respond: Self.streaming { writer in
                try await writer.write(Array("first".utf8))
                try await writer.flush()
                await gate.pass()
                try await writer.write(Array("second".utf8))
            },
            use: { server in
                let client = try Client(port: server.port)
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try client.take(upTo: "first\r\n").hasSuffix("\r\n\r\n5\r\nfirst\r\n"))
                gate.open()
                #expect(try client.take(upTo: "0\r\n\r\n") == "6\r\nsecond\r\n0\r\n\r\n")
            })
    }

    @Test("a stream that fails leaves its body without an end, and what was answered before it is whole")
    func failure() async throws {
        try await withServer(
            respond: { request in
                if request.head.path == "/1" { return .text("one") }
                return Response(
                    status: .ok,
                    body: .stream(length: nil) { writer in
                        try await writer.write(Array("part".utf8))
                        throw Broken()
                    })
            },
            use: { server in
                let client = try Client(port: server.port)
                client.send(
                    "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\nGET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
                )
                #expect(try client.answer().text == "one")
                _ = try client.take(upTo: "\r\n\r\n")
                #expect(try client.takeAllText() == "4\r\npart\r\n")
            })
    }

    @Test("a stream that fails is a reset to HTTP/1.0, for which the close would be the end")
    func failureToHTTP10() async throws {
        try await withServer(
            respond: Self.streaming { writer in
                try await writer.write(Array("part".utf8))
                try await writer.flush()
                throw Broken()
            },
            use: { server in
                let client = try Client(port: server.port)
                client.send("GET / HTTP/1.0\r\n\r\n")
                let error = #expect(throws: SystemError.self) { try client.takeAll() }
                #expect(error?.number == ECONNRESET)
            })
    }

    @Test("a stream with a length has exactly that many bytes")
    func length() async throws {
        try await withServer(respond: Self.streaming(length: 10) { try await $0.write(Array("0123456789".utf8)) }) {
            server in
            let client = try Client(port: server.port)
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            let answer = try client.answer()
            #expect(answer["content-length"] == "10")
            #expect(answer.text == "0123456789")
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.answer().text == "0123456789")
        }
    }

    @Test(
        "a stream that writes more or less than it announced is cut, and never passes for the next answer",
        arguments: [5, 15])
    func wrongLength(count: Int) async throws {
        try await withServer(
            respond: Self.streaming(length: 10) { writer in
                for _ in 0..<count { try await writer.write([0x61]) }
            },
            use: { server in
                let client = try Client(port: server.port)
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = try client.take(upTo: "\r\n\r\n")
                #expect(try client.takeAll().count == min(count, 10))
            })
    }

    @Test("a peer that reads slowly gets all of a stream, and holds it back meanwhile")
    func backpressure() async throws {
        let notes = Notes()
        let piece = [UInt8](repeating: 0x61, count: 65_536)
        try await withServer(
            respond: Self.streaming(length: 65_536 * 400) { writer in
                for _ in 1...400 { try await writer.write(piece) }
                notes.add("done")
            },
            use: { server in
                let client = try Client(port: server.port, receiveBuffer: 4_096)
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = try client.take(upTo: "\r\n\r\n")
                // 26 MB fit into no socket's buffers.
                #expect(notes.all == [])
                let other = try Client(port: server.port)
                other.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try other.answer(toHead: true).status == 200)
                var count = client.received.count
                while count < 65_536 * 400 { count += try client.receive(upTo: 1 << 20) }
                #expect(count == 65_536 * 400)
                #expect(try await eventually { notes.all == ["done"] })
            })
    }

    @Test("a reset cancels the handler, also while it waits for something else")
    func reset() async throws {
        let gate = Gate()
        let notes = Notes()
        try await withServer(
            respond: { _ in
                await withTaskCancellationHandler {
                    await gate.pass()
                } onCancel: {
                    notes.add("cancelled")
                    gate.open()
                }
                return .text("never read")
            },
            use: { server in
                let client = try Client(port: server.port)
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                await gate.arrivals()
                client.reset()
                #expect(try await eventually { notes.all == ["cancelled"] })
                #expect(try await eventually { server.connectionCount == 0 })
            })
    }

    @Test("a peer that has only finished sending still gets its answer")
    func halfClosed() async throws {
        let gate = Gate()
        let notes = Notes()
        try await withServer(
            respond: { _ in
                await withTaskCancellationHandler {
                    await gate.pass()
                } onCancel: {
                    notes.add("cancelled")
                }
                return .text("here it is")
            },
            use: { server in
                let client = try Client(port: server.port)
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                await gate.arrivals()
                client.finishSending()
                let other = try Client(port: server.port)
                other.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                // The loop has seen the end of the first peer's bytes by the time the second one's handler runs.
                await gate.arrivals(2)
                gate.open()
                #expect(try client.answer().text == "here it is")
                #expect(try client.takeAll() == [])
                #expect(notes.all == [])
            })
    }
}
