import HTTPWire
import Testing
import WireVectors

extension Vector {
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
