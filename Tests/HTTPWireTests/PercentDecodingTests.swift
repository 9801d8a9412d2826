import HTTPWire
import Testing
import WireVectors

@Suite("Percent-decoding")
struct PercentDecodingTests {
    @Test(
        "a path segment is decoded, and + stays",
        arguments: [
            ("", ""), ("a", "a"), ("a%20b", "a b"), ("%c3%A9", "é"), ("a+b", "a+b"), ("%25", "%"), ("%2e", "."),
        ])
    func segments(text: String, decoded: String) { #expect(PercentDecoding.segment(text) == decoded) }

    @Test(
        "a segment with a bad escape, bad UTF-8, a slash or NUL is none",
        arguments: ["%", "%2", "%zz", "%ff", "%c0%ae", "a%2fb", "%2F", "%00", "..%2f.."])
    func badSegments(_ text: String) { #expect(PercentDecoding.segment(text) == nil) }

    @Test(
        "a query is decoded into its parameters in their order",
        arguments: [
            ("", []), ("a", ["a="]), ("a=1", ["a=1"]), ("a=1&b=2&a=3", ["a=1", "b=2", "a=3"]), ("&&a=1&", ["a=1"]),
            ("a=b=c", ["a=b=c"]), ("a+b=c%2Bd", ["a b=c+d"]), ("%3D=%26", ["==&"]), ("=x", ["=x"]),
            ("a=%C3%A9", ["a=é"]),
        ] as [(String, [String])])
    func queries(text: String, parameters: [String]) throws {
        let query = try #require(PercentDecoding.query(text))
        #expect(query.map { "\($0.name)=\($0.value)" } == parameters)
    }

    @Test("a malformed query is none", arguments: ["a=%", "a=%4", "%zz=1", "a=%ff", "a=1&b=%c3"])
    func badQueries(_ text: String) { #expect(PercentDecoding.query(text) == nil) }

    @Test("a head gives its parameters")
    func headParameters() throws {
        let head = try parsedHead("GET /?limit=5&cursor=a%20b HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(head.queryParameters?.map(\.value) == ["5", "a b"])
        #expect(try parsedHead(get()).queryParameters?.isEmpty == true)
        #expect(try parsedHead("GET /?a=%zz HTTP/1.1\r\nHost: a\r\n\r\n").queryParameters == nil)
    }
}
