import Glibc
import HTTPWire
import Testing

@testable import HTTPServer

@Suite("Middleware and codings")
struct MiddlewareTests {
    private static let json = Array(
        #"{"items":[\#((0..<200).map { #"{"number":\#($0)}"# }.joined(separator: ","))]}"#.utf8)

    private static func answer(_ bytes: [UInt8], type: FieldValue = "application/json") -> Response {
        var fields = ResponseFields()
        fields.set(.contentType, type)
        fields.set(.etag, FieldValue(EntityTag(strong: "5")))
        return Response(status: .ok, fields: fields, body: .bytes(bytes))
    }

    @Test("a large JSON answer is packed for who takes gzip, and HEAD says the same")
    func packs() async throws {
        try await withServer(
            respond: Compression().wrap { _ in Self.answer(Self.json) },
            use: { server in
                let client = try Client(port: server.port)
                for _ in 1...2 {
                    client.send("GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n")
                    let packed = try client.answer()
                    #expect(packed["content-encoding"] == "gzip")
                    #expect(packed["vary"] == "Accept-Encoding")
                    #expect(packed["etag"] == "\"5-gzip\"")
                    #expect(try unpack(packed.body) == Self.json)
                    client.send("HEAD / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n")
                    let head = try client.answer(toHead: true)
                    #expect(head["content-length"] == "\(packed.body.count)")
                    #expect(head["etag"] == packed["etag"])
                }
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                let plain = try client.answer()
                #expect(plain["content-encoding"] == nil)
                #expect(plain["vary"] == "Accept-Encoding")
                #expect(plain["etag"] == "\"5\"")
                #expect(plain.body == Self.json)
            })
    }

    @Test("a body longer than is packed at once goes out as a packed stream", arguments: [262_145, 3_000_000])
    func packsLongBodies(count: Int) async throws {
        // Neither random nor all the same.
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * $0 >> 7) & 0x3f | 0x20 }
        try await withServer(
            respond: Compression().wrap { _ in Self.answer(bytes, type: "text/plain") },
            use: { server in
                let client = try Client(port: server.port)
                client.send("GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n")
                let packed = try client.answer()
                #expect(packed["content-encoding"] == "gzip")
                #expect(packed["transfer-encoding"] == "chunked")
                #expect(packed["etag"] == "\"5-gzip\"")
                #expect(packed.body.count < count)
                #expect(try unpack(packed.body) == bytes)
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try client.answer().body == bytes)
                // Without a known length HTTP/1.0 would have to close after it.
                client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\nAccept-Encoding: gzip\r\n\r\n")
                let plain = try client.answer()
                #expect(plain["content-length"] == "\(count)")
                #expect(plain["connection"] == "keep-alive")
            })
    }

    @Test("a stream of unknown length is packed as it is made, and flushed when it says so")
    func packsStreams() async throws {
        let respond: Responder = { _ in
            var answer = Self.answer([], type: "text/plain")
            answer.body = .stream(length: nil) { writer in
                for _ in 0..<100 { try await writer.write(Self.json) }
                try await writer.flush()
                try await writer.write([])
                try await writer.write(Self.json)
            }
            return answer
        }
        try await withServer(respond: Compression().wrap(respond)) { server in
            let client = try Client(port: server.port)
            for _ in 1...2 {
                client.send("GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n")
                let packed = try client.answer()
                #expect(packed["content-encoding"] == "gzip")
                #expect(try unpack(packed.body) == Array(repeatElement(Self.json, count: 101).joined()))
            }
        }
    }

    @Test("a packed stream that breaks off has no end")
    func breaksOff() async throws {
        struct Failure: Error {}
        let respond: Responder = { _ in
            var answer = Self.answer([], type: "text/plain")
            answer.body = .stream(length: nil) { writer in
                try await writer.write(Self.json)
                try await writer.flush()
                throw Failure()
            }
            return answer
        }
        try await withServer(respond: Compression().wrap(respond)) { server in
            let client = try Client(port: server.port)
            client.send("GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n")
            #expect(throws: (any Error).self) { try client.answer() }
        }
    }

    @Test(
        "small answers, media, events and those that refuse gzip are left alone",
        arguments: [
            ("Accept-Encoding: gzip;q=0, identity", 5_000, "application/json"),
            ("Accept-Encoding: br", 5_000, "text/plain"),
            ("Accept-Encoding: gzip", 1_000, "application/json"), ("Accept-Encoding: gzip", 5_000, "video/mp4"),
            ("Accept-Encoding: gzip", 5_000, "text/event-stream"),
            ("Accept-Encoding: gzip\r\nRange: bytes=0-1", 5_000, "text/plain"),
        ])
    func leavesAlone(field: String, count: Int, type: String) async throws {
        let type = try FieldValue(type)
        let bytes = [UInt8](repeating: 0x61, count: count)
        try await withServer(
            respond: Compression().wrap { _ in Self.answer(bytes, type: type) },
            use: { server in
                let client = try Client(port: server.port)
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\(field)\r\n\r\n")
                let answer = try client.answer()
                #expect(answer["content-encoding"] == nil)
                #expect(answer["etag"] == "\"5\"")
                #expect(answer.body == bytes)
            })
    }

    @Test("a 304 names the tag that the client holds")
    func notModified() async throws {
        let respond: Responder = { _ in
            var response = Response(status: .notModified)
            response.fields.set(.etag, FieldValue(EntityTag(strong: "5")))
            return response
        }
        try await withServer(respond: Compression().wrap(respond)) { server in
            let client = try Client(port: server.port)
            for tag in ["\"5\"", "\"5-gzip\""] {
                client.send("GET / HTTP/1.1\r\nHost: a\r\nIf-None-Match: \(tag)\r\n\r\n")
                let answer = try client.answer()
                #expect(answer["etag"] == tag)
                #expect(answer["vary"] == "Accept-Encoding")
            }
        }
    }

    // MARK: Request bodies

    private static let collect: Responder = { request in
        do throws(BodyError) {
            return .text(String(decoding: try await request.body.collect(upTo: 2_000_000), as: UTF8.self))
        } catch {
            return .text("\(error)", .badRequest)
        }
    }

    @Test("a gzip body is unpacked, in any size of pieces", arguments: [1, 100, 100_000], [false, true])
    func unpacksBodies(count: Int, isChunked: Bool) async throws {
        let plain = String((0..<count).map { Character(Unicode.Scalar(UInt8(97 + $0 % 23))) })
        let packed = try Gzip.compress(Array(plain.utf8))
        try await withServer(respond: Self.collect) { server in
            let client = try Client(port: server.port)
            for coding in ["gzip", "X-GZIP"] {
                if isChunked {
                    client.send(
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: \(coding)\r\nTransfer-Encoding: chunked\r\n\r\n"
                    )
                    for byte in packed { client.send([0x31, 13, 10, byte, 13, 10]) }
                    client.send("0\r\n\r\n")
                } else {
                    client.send(
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: \(coding)\r\nContent-Length: \(packed.count)\r\n\r\n"
                    )
                    client.send(packed)
                }
                #expect(try client.answer().text == plain)
            }
        }
    }

    @Test("a gzip body that is damaged, cut, or followed by other bytes is refused, and one that is a bomb too")
    func refusesBodies() async throws {
        let packed = try Gzip.compress(Array("hello hello hello".utf8))
        var damaged = packed
        damaged[damaged.count - 6] ^= 0xff
        let bomb = try Gzip.compress([UInt8](repeating: 0, count: 1_500_000))
        try await withServer(
            { $0.maximumUnpackedBody = 1_000_000 }, respond: Self.collect,
            use: { server in
                for (body, expected) in [
                    (damaged, "malformedCoding"), (Array(packed.dropLast(3)), "malformedCoding"),
                    (packed + [0], "malformedCoding"),
                    ([], "malformedCoding"), (Array("plain".utf8), "malformedCoding"),
                    (bomb, "tooLarge(limit: 1000000)"),
                ] {
                    let client = try Client(port: server.port)
                    client.send(
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n")
                    if !body.isEmpty {
                        client.send("\(String(body.count, radix: 16))\r\n")
                        client.send(body)
                        client.send("\r\n")
                    }
                    client.send("0\r\n\r\n")
                    #expect(try client.answer().text == expected)
                }
            })
    }

    @Test(
        "a coding that is not known is told apart from one that is",
        arguments: ["br", "gzip, gzip", "identity, gzip", ""])
    func unknownCodings(coding: String) async throws {
        try await withServer(respond: Self.collect) { server in
            let client = try Client(port: server.port)
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: \(coding)\r\nContent-Length: 2\r\n\r\nhi")
            #expect(try client.answer().text == "unsupportedCoding")
        }
    }

    // MARK: CORS

    @Test("other origins are let in only where the option names them")
    func crossOrigin() async throws {
        let respond = CrossOrigin(origins: ["https://app.example"]).wrap { _ in .text("data") }
        try await withServer(respond: respond) { server in
            let client = try Client(port: server.port)
            func get(_ method: String, _ fields: String) throws -> Answer {
                client.send("\(method) / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
                return try client.answer()
            }
            let allowed = try get("GET", "Origin: https://app.example\r\n")
            #expect(allowed["access-control-allow-origin"] == "https://app.example")
            #expect(allowed["vary"] == "Origin")
            #expect(allowed["access-control-allow-credentials"] == nil)
            #expect(allowed.text == "data")
            let other = try get("GET", "Origin: https://evil.example\r\n")
            #expect(other["access-control-allow-origin"] == nil)
            #expect(other["vary"] == "Origin")
            let preflight = try get(
                "OPTIONS", "Origin: https://app.example\r\nAccess-Control-Request-Method: PATCH\r\n")
            #expect(preflight.status == 204)
            #expect(preflight["access-control-allow-methods"]?.contains("PATCH") == true)
            #expect(preflight["access-control-allow-headers"]?.contains("If-Match") == true)
            let refused = try get("OPTIONS", "Origin: https://evil.example\r\nAccess-Control-Request-Method: PATCH\r\n")
            #expect(refused.text == "data")
            #expect(refused["access-control-allow-methods"] == nil)
        }
    }

    @Test("a star lets everybody in, and an empty list nobody")
    func anyOrigin() async throws {
        for (origins, expected) in [(["*"], "*"), ([], nil)] as [([String], String?)] {
            try await withServer(
                respond: CrossOrigin(origins: origins).wrap { _ in .text("data") },
                use: { server in
                    let client = try Client(port: server.port)
                    client.send("GET / HTTP/1.1\r\nHost: a\r\nOrigin: https://b.example\r\n\r\n")
                    #expect(try client.answer()["access-control-allow-origin"] == expected)
                })
        }
    }
}
