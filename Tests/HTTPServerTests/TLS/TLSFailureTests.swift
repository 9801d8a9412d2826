import Glibc
import HTTPServer
import HTTPWire
import Testing

@Suite("Handshakes that fail")
struct TLSFailureTests {
    /// The beginning of a ClientHello as OpenSSL sends it: its record says 512 bytes, of which these are the first.
    private static let halfHello: [UInt8] =
        [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03] + [UInt8](repeating: 7, count: 40)

    @Test("plain HTTP is answered in the clear with what to do", arguments: ["GET", "DELETE", "OPTIONS", "CONNECT"])
    func plainHTTP(method: String) async throws {
        let server = try await TLSTestServer()
        let client = try PlainTestClient(server.port)
        client.send(Array("\(method) / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
        let answer = String(decoding: try #require(client.receiveAll()), as: UTF8.self)
        #expect(answer.hasPrefix("HTTP/1.1 400 "))
        #expect(answer.contains("Connection: close\r\n"))
        #expect(answer.contains("https://"))
        #expect(!answer.contains("hello"))
        #expect(server.failures == 1)
        await server.stop()
    }

    @Test(
        "what is no TLS is closed, and nothing is said in the clear",
        arguments: [
            [0x16, 0x03, 0x01, 0x00, 0x05] + [UInt8](repeating: 0xff, count: 5),
            [0x16, 0x03, 0x01, 0xff, 0xff] + [UInt8](repeating: 0, count: 70_000),
            [0x16, 0xff, 0xff, 0xff, 0xff],
            [0x80, 0x2e, 0x01, 0x00, 0x02] + [UInt8](repeating: 1, count: 44),
            [UInt8](repeating: 0, count: 300),
            Array("\r\n\r\n".utf8),
            Array("get / http/1.1\r\n\r\n".utf8),
        ])
    func garbage(bytes: [UInt8]) async throws {
        let server = try await TLSTestServer()
        let client = try PlainTestClient(server.port)
        client.send(bytes)
        _ = shutdown(client.descriptor, Int32(SHUT_WR))
        let answer = try #require(client.receiveAll())
        // At most an alert.
        #expect(answer.isEmpty || answer[0] == 21)
        #expect(try await server.eventually { server.failures == 1 && server.server.connectionCount == 0 })
        #expect(try TLSTestClient(server.port).get("/") == "hello")
        await server.stop()
    }

    @Test("a handshake that is not finished in time is closed", arguments: [[], [0x16], halfHello] as [[UInt8]])
    func deadline(sent: [UInt8]) async throws {
        let server = try await TLSTestServer { $0.deadlines.handshake = DeadlinePolicy.second / 5 }
        let client = try PlainTestClient(server.port)
        client.send(sent)
        #expect(client.receiveAll() == [])
        #expect(server.failures == 1)
        await server.stop()
    }

    @Test("a dripped ClientHello does not move the deadline")
    func drippedHello() async throws {
        let server = try await TLSTestServer { $0.deadlines.handshake = DeadlinePolicy.second / 5 }
        let client = try PlainTestClient(server.port)
        var isClosed = false
        // The bytes would last for a minute.
        for byte in Self.halfHello + [UInt8](repeating: 0, count: 400) {
            client.send([byte])
            var watched = pollfd(fd: client.descriptor, events: Int16(POLLIN), revents: 0)
            if unsafe poll(&watched, 1, 150) > 0 {
                isClosed = true
                break
            }
        }
        #expect(isClosed)
        #expect(server.failures == 1)
        await server.stop()
    }

    @Test("a peer that goes in the middle of its handshake leaves nothing behind", arguments: [false, true])
    func leaving(byReset: Bool) async throws {
        let server = try await TLSTestServer()
        let count = 50
        for index in 0..<count {
            let client = try PlainTestClient(server.port)
            client.send(Array(Self.halfHello.prefix(index)))
            if byReset { client.reset() }
        }
        #expect(try await server.eventually { server.failures == UInt64(count) && server.server.connectionCount == 0 })
        #expect(try TLSTestClient(server.port).get("/") == "hello")
        await server.stop()
    }

    @Test("a server that stops does not wait for handshakes")
    func stopping() async throws {
        let server = try await TLSTestServer { $0.deadlines.handshake = 600 * DeadlinePolicy.second }
        let client = try PlainTestClient(server.port)
        client.send(Self.halfHello)
        #expect(try await server.eventually { server.server.connectionCount == 1 })
        await server.server.shutdown(grace: .seconds(600))
        #expect(client.receiveAll() == [])
    }
}
