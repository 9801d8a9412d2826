import HTTPWire
import Testing

@testable import HTTPServer

@Suite("Shutdown")
struct ShutdownTests {
    private func server(_ respond: @escaping Responder) async throws -> Server {
        var configuration = ServerConfiguration()
        configuration.port = 0
        configuration.loopCount = 2
        let server = try Server(configuration: configuration, logger: .silent) { _ in respond }
        try await server.start()
        return server
    }

    @Test("idle connections close at once, and no new ones are accepted")
    func idle() async throws {
        let server = try await server { _ in .text("hello") }
        let client = try Client(port: server.port)
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.answer().status == 200)
        let fresh = try Client(port: server.port)
        #expect(try await eventually { server.connectionCount == 2 })
        await server.shutdown(grace: .seconds(60))
        #expect(try client.takeAll() == [])
        #expect(try fresh.takeAll() == [])
        #expect(throws: SystemError.self) { try Client(port: server.port) }
    }

    @Test("a request in flight is finished, and its answer says Connection: close")
    func inFlight() async throws {
        let gate = Gate()
        let server = try await server { _ in
            await gate.pass()
            return .text("finished")
        }
        let client = try Client(port: server.port)
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")
        await gate.arrivals()
        async let stopped: Void = server.shutdown(grace: .seconds(60))
        // Refused connections show that the shutdown has begun.
        #expect(try await eventually { (try? Client(port: server.port)) == nil })
        gate.open()
        let answer = try client.answer()
        #expect(answer.text == "finished")
        #expect(answer.closes)
        #expect(try client.isClosed())
        await stopped
        #expect(server.connectionCount == 0)
    }

    @Test("what is not finished within the grace period is cut")
    func cut() async throws {
        let gate = Gate()
        let notes = Notes()
        let server = try await server { request in
            if request.head.path == "/body" {
                _ = try? await request.body.read()
                return .text("never")
            }
            if request.head.path == "/stream" {
                return Response(
                    status: .ok,
                    body: .stream(length: nil) { writer in
                        while true { try await writer.write([UInt8](repeating: 0x61, count: 65_536)) }
                    })
            }
            await withTaskCancellationHandler {
                await gate.pass()
            } onCancel: {
                notes.add("cancelled")
                gate.open()
            }
            return .text("never")
        }
        let waiting = try Client(port: server.port)
        waiting.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        await gate.arrivals()
        let sending = try Client(port: server.port)
        sending.send("POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n")
        let reading = try Client(port: server.port)
        reading.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = try reading.take(upTo: "\r\n\r\n")
        #expect(try await eventually { server.requestCount == 3 })
        await server.shutdown(grace: .milliseconds(50))
        #expect(notes.all == ["cancelled"])
        #expect(server.connectionCount == 0)
        #expect(try waiting.isClosed())
    }
}
