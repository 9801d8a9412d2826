import COpenSSL
import Glibc
import HTTPServer
import Testing

@Suite("Bytes through TLS")
struct TLSTransferTests {
    private static let versions = [TLS1_2_VERSION, TLS1_3_VERSION]

    @Test("many requests use one connection", arguments: versions)
    func keepAlive(version: Int32) async throws {
        let server = try await TLSTestServer()
        let client = try TLSTestClient(server.port, .version(version))
        for _ in 0..<100 { #expect(try client.get("/") == "hello") }
        #expect(server.server.tlsStatistics?.handshakes == 1)
        await server.stop()
    }

    @Test("pipelined requests are answered in order, whole or in records of one byte", arguments: [false, true])
    func pipelining(byteByByte: Bool) async throws {
        let server = try await TLSTestServer()
        let client = try TLSTestClient(server.port)
        let requests = (0..<10).map { "GET /\($0 % 2 == 0 ? "secure" : "hello") HTTP/1.1\r\nHost: localhost\r\n\r\n" }
        if byteByByte {
            for byte in requests.joined().utf8 { try client.send([byte]) }
        } else {
            try client.send(requests.joined())
        }
        for index in 0..<10 {
            #expect(try client.receiveAnswer().body == Array((index % 2 == 0 ? "true" : "hello").utf8))
        }
        await server.stop()
    }

    @Test("10 MB come back to a slow reader as they were sent", arguments: versions)
    func largeBodies(version: Int32) async throws {
        let server = try await TLSTestServer()
        var options = TLSTestClient.Options.version(version)
        options.receiveBuffer = 8_192
        let client = try TLSTestClient(server.port, options)
        let count = TLSTestServer.largeCount
        try client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(count)\r\n\r\n")
        try client.send(TLSTestServer.large)
        #expect(try client.receiveAnswer(piece: 10_000).body == TLSTestServer.large)
        #expect(try client.get("/") == "hello")
        await server.stop()
    }

    @Test("a large answer from memory reaches a slow reader whole", arguments: versions)
    func largeAnswer(version: Int32) async throws {
        let server = try await TLSTestServer()
        var options = TLSTestClient.Options.version(version)
        options.receiveBuffer = 4_096
        let client = try TLSTestClient(server.port, options)
        try client.send("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(try client.receiveAnswer(piece: 1_777).body == TLSTestServer.large)
        await server.stop()
    }

    @Test("a file is downloaded whole and in ranges", arguments: [4_096, nil] as [Int32?])
    func files(receiveBuffer: Int32?) async throws {
        let server = try await TLSTestServer()
        var options = TLSTestClient.Options()
        options.receiveBuffer = receiveBuffer
        let client = try TLSTestClient(server.port, options)
        try client.send("GET /file HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(try client.receiveAnswer().body == TLSTestServer.large)
        for range in [0..<1, 1_000_003..<1_300_007, TLSTestServer.largeCount - 5..<TLSTestServer.largeCount] {
            let field = "Range: bytes=\(range.lowerBound)-\(range.upperBound - 1)\r\n"
            try client.send("GET /file HTTP/1.1\r\nHost: localhost\r\n\(field)\r\n")
            let answer = try client.receiveAnswer()
            #expect(answer.head.hasPrefix("HTTP/1.1 206 "))
            #expect(answer.body == Array(TLSTestServer.large[range]))
        }
        await server.stop()
    }

    @Test("small records, where the client asks for them, carry everything as well")
    func smallRecords() async throws {
        let server = try await TLSTestServer()
        let client = try TLSTestClient(server.port, .version(TLS1_2_VERSION), fragmentLength: 512)
        try client.send("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(try client.receiveAnswer().body == TLSTestServer.large)
        try client.send("GET /file HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(try client.receiveAnswer().body == TLSTestServer.large)
        await server.stop()
    }

    // MARK: The end

    @Test("an orderly end is told by close_notify", arguments: versions)
    func closeNotify(version: Int32) async throws {
        let server = try await TLSTestServer()
        let client = try TLSTestClient(server.port, .version(version))
        #expect(try client.get("/", fields: "Connection: close\r\n") == "hello")
        #expect(try client.receive() == [])
        await server.stop()
    }

    @Test("the refusal of a malformed request is followed by close_notify")
    func closeNotifyAfterRefusal() async throws {
        let server = try await TLSTestServer()
        let client = try TLSTestClient(server.port)
        try client.send("GET / HTTP/1.1\nHost: localhost\r\n\r\n")
        #expect(try client.receiveAnswer().head.hasPrefix("HTTP/1.1 400 "))
        #expect(try client.receive() == [])
        await server.stop()
    }

    @Test("an answer that is cut short is not followed by close_notify", arguments: versions)
    func cutAnswer(version: Int32) async throws {
        let server = try await TLSTestServer()
        let client = try TLSTestClient(server.port, .version(version))
        try client.send("GET /cut HTTP/1.1\r\nHost: localhost\r\n\r\n")
        var received: [UInt8] = []
        let failure = #expect(throws: TLSTestClient.Failure.self) {
            while true {
                let bytes = try client.receive()
                if bytes.isEmpty { return }
                received += bytes
            }
        }
        #expect(failure?.reason.contains("unexpected eof") == true)
        #expect(String(decoding: received, as: UTF8.self).hasSuffix("half"))
        await server.stop()
    }

    @Test("a peer that says it sends no more still gets its answer")
    func halfClosed() async throws {
        let server = try await TLSTestServer()
        let client = try TLSTestClient(server.port)
        try client.send("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
        unsafe SSL_shutdown(client.ssl)
        #expect(try client.receiveAnswer().body == TLSTestServer.large)
        await server.stop()
    }

    @Test("a body that is cut without close_notify is incomplete")
    func cutBody() async throws {
        let server = try await TLSTestServer()
        let client = try TLSTestClient(server.port)
        try client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n12345")
        _ = shutdown(client.descriptor, Int32(SHUT_WR))
        // Whatever the answer is, it is not the echo.
        let answer = try? client.receiveAnswer()
        #expect(answer?.body != Array("12345".utf8))
        #expect(answer?.head.hasPrefix("HTTP/1.1 200") != true)
        #expect(try await server.eventually { server.server.connectionCount == 0 })
        await server.stop()
    }
}
