import HTTPWire
import Testing

/// A stream of bytes and what it must be read as.
struct Vector: Sendable, CustomTestStringConvertible {
    enum Expectation: Sendable, Hashable {
        /// The last thing that happens is this error, after `requests` complete ones.
        case refused(WireError.Code, after: Int = 0)
        /// These bodies come, each of one complete request, and nothing else.
        case accepted([String])
    }

    let bytes: [UInt8]
    let expectation: Expectation

    /// The request is refused.
    static func refused(_ code: WireError.Code, after: Int = 0, _ text: String) -> Vector {
        Vector(bytes: HTTPWireTests.bytes(text), expectation: .refused(code, after: after))
    }

    /// The request is accepted.
    static func accepted(_ text: String, bodies: [String] = [""]) -> Vector {
        Vector(bytes: HTTPWireTests.bytes(text), expectation: .accepted(bodies))
    }

    var testDescription: String {
        String(bytes: bytes.prefix(120)).debugDescription
    }

    /// What happened, in the terms of `Expectation`; nil while something is missing.
    static func outcome(of events: [WireReader.Event]) -> Expectation? {
        var bodies: [String] = []
        var body = ""
        for event in events {
            switch event {
            case .head: body = ""
            case .body(let bytes): body = String(bytes: bytes)
            case .end: bodies.append(body)
            case .refused(let code): return .refused(code, after: bodies.count)
            }
        }
        guard events.last == .end else { return nil }
        return .accepted(bodies)
    }

    func check(sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(Self.outcome(of: WireReader.read(bytes)) == expectation, sourceLocation: sourceLocation)
    }
}

/// A GET of `/` with these further field lines.
func get(_ fields: String...) -> String {
    (["GET / HTTP/1.1", "Host: a"] + fields).joined(separator: "\r\n") + "\r\n\r\n"
}

/// A chunked POST with this body.
func chunked(_ body: String) -> String {
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body
}
