import HTTPWire
import Testing
import WireVectors

@Suite("Trace context")
struct TraceContextTests {
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let span = "00f067aa0ba902b7"

    @Test("a trace context is read and sent on with another span")
    func passesOn() throws {
        let context = try #require(TraceContext("00-\(Self.trace)-\(Self.span)-01"))
        #expect(context.traceID == Self.trace)
        #expect(context.parentID == Self.span)
        #expect(context.isSampled)
        #expect(context.child(span: 0xabc).text == "00-\(Self.trace)-0000000000000abc-01")
        #expect(context.child(span: 0).text == "00-\(Self.trace)-0000000000000001-01")
    }

    @Test("a later version is read as far as it is known")
    func laterVersion() {
        #expect(TraceContext("cc-\(Self.trace)-\(Self.span)-00-more")?.text == "00-\(Self.trace)-\(Self.span)-00")
        #expect(TraceContext("cc-\(Self.trace)-\(Self.span)-00")?.isSampled == false)
    }

    @Test(
        "a malformed trace context is none",
        arguments: [
            "", "00", "ff-\(trace)-\(span)-01", "00-\(trace)-\(span)-01-more", "00-\(trace)-\(span)-01x",
            "cc-\(trace)-\(span)-01x", "00-\(trace.uppercased())-\(span)-01", "00-\(trace)-\(span)-0",
            "00-00000000000000000000000000000000-\(span)-01", "00-\(trace)-0000000000000000-01",
            "00_\(trace)-\(span)-01", "00-\(trace)\(span)--01", "00-\(trace)-\(span)-é",
        ])
    func malformed(_ text: String) {
        #expect(TraceContext(text) == nil)
    }

    @Test("two fields are none")
    func twoFields() throws {
        let field = "traceparent: 00-\(Self.trace)-\(Self.span)-01"
        #expect(try parsedHead(get(field)).traceContext != nil)
        #expect(try parsedHead(get(field, field)).traceContext == nil)
        #expect(try parsedHead(get()).traceContext == nil)
    }
}
