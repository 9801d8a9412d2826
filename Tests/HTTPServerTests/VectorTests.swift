import HTTPWire
import Testing
import WireVectors

@testable import HTTPServer

/// The server must see in a stream of bytes what the parsers see, however TCP cuts it.
///
/// The handler answers with the body it read; a refusal names the code. What comes back over the socket is put into the
/// terms of the vectors: the bodies of the accepted requests in order, and the code of the refusal.
@Suite("Wire vectors over a socket")
struct VectorTests {
    private static let echo: Responder = { request in
        do throws(BodyError) {
            return Response(status: .ok, body: .bytes(try await request.body.collect(upTo: 100_000)))
        } catch {
            guard case .malformed(let error) = error else { return .text("cut short", .internalServerError) }
            return VectorTests.refusal(error, "")
        }
    }

    private static let refusal: @Sendable (WireError, String) -> Response = { error, _ in
        var response = Response(status: error.status, body: .bytes(Array("code \(error.code.rawValue)".utf8)))
        response.fields.set(.contentType, "text/plain")
        return response
    }

    private func withEcho(_ body: (UInt16) throws -> Void) async throws {
        var configuration = ServerConfiguration()
        configuration.port = 0
        configuration.maximumConnections = 100_000
        configuration.maximumConnectionsPerAddress = 100_000
        let server = try Server(
            configuration: configuration, logger: .silent, refusal: Self.refusal, makeResponder: { _ in Self.echo })
        try await server.start()
        do {
            try body(server.port)
        } catch {
            await server.shutdown(grace: .zero)
            throw error
        }
        await server.shutdown(grace: .zero)
    }

    /// What the server makes of the bytes, cut at these offsets.
    private func outcome(_ bytes: [UInt8], cutAt cuts: [Int] = [], port: UInt16) throws -> Vector.Expectation {
        let client = try Client(port: port)
        var start = 0
        for cut in cuts {
            client.send(Array(bytes[start..<cut]))
            start = cut
        }
        client.send(Array(bytes[start...]))
        client.finishSending()
        var bodies: [String] = []
        while true {
            if client.received.isEmpty, try client.isClosed() { return .accepted(bodies) }
            let answer = try client.answer()
            if answer.status == 200 {
                bodies.append(answer.text)
                if answer.closes { return .accepted(bodies) }
                continue
            }
            #expect(answer.closes, "a refusal is followed by a close")
            #expect(try client.takeAll() == [], "nothing follows a refusal")
            let code = WireError.Code(rawValue: String(answer.text.dropFirst(5)))
            return .refused(try #require(code, "\(answer.text)"), after: bodies.count)
        }
    }

    /// The bytes that leave nothing undecided: the vectors end where their requests do, or where they are refused.
    private static let vectors = Vector.all.filter { !$0.bytes.isEmpty }

    @Test("every vector has the same outcome over a socket as in the parsers")
    func whole() async throws {
        try await withEcho { port in
            for vector in Self.vectors {
                let outcome = try outcome(vector.bytes, port: port)
                #expect(outcome == vector.expectation, "\(vector)")
            }
        }
    }

    @Test("every vector sent a byte at a time has the same outcome")
    func byteByByte() async throws {
        try await withEcho { port in
            for vector in Self.vectors {
                let outcome = try outcome(vector.bytes, cutAt: Array(vector.bytes.indices.dropFirst()), port: port)
                #expect(outcome == vector.expectation, "\(vector)")
            }
        }
    }

    @Test("every vector split in two has the same outcome")
    func split() async throws {
        try await withEcho { port in
            for (number, vector) in Self.vectors.enumerated() {
                // Every position of every vector is a matter for the parsers' tests; here each gets a few, which move
                // on from vector to vector, and those around its last bytes.
                let positions = Array(vector.bytes.indices.dropFirst())
                let stride = max(1, positions.count / 4)
                var cuts = Set(
                    Swift.stride(from: number % stride, to: positions.count, by: stride).map { positions[$0] })
                cuts.formUnion(positions.suffix(2))
                for cut in cuts {
                    let outcome = try outcome(vector.bytes, cutAt: [cut], port: port)
                    #expect(outcome == vector.expectation, "\(vector) cut at \(cut)")
                }
            }
        }
    }
}
