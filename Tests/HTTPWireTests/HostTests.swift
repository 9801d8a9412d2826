import HTTPWire
import Testing

@Suite("Host and absolute-form")
struct HostTests {
    @Test(
        "absolute-form is accepted, and its authority replaces Host",
        arguments: [
            ("http://a/b?c", "a", "/b", "c"), ("http://a", "a", "/", nil), ("http://A:80?x", "A:80", "/", "x"),
            ("HTTP://a:80/", "a:80", "/", nil), ("http://a/../b", "a", "/b", nil),
            ("https://a:443/", "a:443", "/", nil),
        ] as [(String, String, String, String?)])
    func absoluteForm(target: String, authority: String, path: String, query: String?) throws {
        let head = try parsedHead("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(head.authority == authority)
        #expect(head.path == path)
        #expect(head.query == query)
    }

    static let mismatches: [Vector] = [
        .refused(.hostMismatch, "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.hostMismatch, "GET http://a:81/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.hostMismatch, "GET https://a:80/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.missingHost, "GET http://a/ HTTP/1.1\r\n\r\n"),
        .refused(.badTarget, "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badHost, "GET http:///b HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badTarget, "GET http:// HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badHost, "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        .accepted("GET http://a/ HTTP/1.0\r\n\r\n"),
        .accepted("OPTIONS http://a HTTP/1.1\r\nHost: a\r\n\r\n"),
    ]

    @Test("an absolute-form that disagrees with Host is refused", arguments: mismatches)
    func judgesMismatches(_ vector: Vector) { vector.check() }

    @Test("OPTIONS of an absolute-form without a path means *")
    func optionsOfAnAuthority() throws {
        #expect(try parsedHead("OPTIONS http://a HTTP/1.1\r\nHost: a\r\n\r\n").path == "*")
        #expect(try parsedHead("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").path == "*")
    }

    static let badHosts: [Vector] =
        [
            "", " ", "a,b", "a, b", "a b", "u@a", "u:p@a", "a/b", "http://a", "a:b", "a:65536", "a:-1", "a:80:80",
            ":80",
            "a?b", "a#b", "[::1", "::1", "[::1]a", "[]", "[g::1]", "[1:2:3]", "[1::2::3]", "[::1.2.3]", "[::256.1.1.1]",
            "[1:2:3:4:5:6:7:8:9]", "[12345::]", "[:1]", "[1:]", "\u{e9}", "a%", "a%2", "a\\b", "\"a\"", "<a>",
            "a:99999999999999999999",
        ].map { .refused(.badHost, "GET / HTTP/1.1\r\nHost: \($0)\r\n\r\n") }
        + [
            .refused(.missingHost, "GET / HTTP/1.1\r\n\r\n"),
            .refused(.badHost, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
            .refused(.badHost, "GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n"),
            .refused(.badHost, "GET / HTTP/1.0\r\nHost: a,b\r\n\r\n"),
            .refused(.badHost, "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n"),
        ]

    @Test("a missing, repeated, empty or malformed Host is refused", arguments: badHosts)
    func judgesBadHosts(_ vector: Vector) { vector.check() }

    static let goodHosts: [Vector] =
        [
            "a", "a.example", "a:80", "a:", "127.0.0.1:8080", "[::1]", "[::1]:8080", "[::]", "[2001:db8::1]",
            "[1:2:3:4:5:6:7:8]", "[::ffff:1.2.3.4]", "[1:2:3:4:5:6:1.2.3.4]", "[1::8]", "a-b_c~d", "xn--bcher-kva",
            "%41",
            "a:65535",
        ].map { .accepted("GET / HTTP/1.1\r\nHost: \($0)\r\n\r\n") } + [.accepted("GET / HTTP/1.0\r\n\r\n")]

    @Test("one host with an optional port is accepted, and HTTP/1.0 may do without", arguments: goodHosts)
    func judgesGoodHosts(_ vector: Vector) { vector.check() }

    static let all: [Vector] = mismatches + badHosts + goodHosts
}
