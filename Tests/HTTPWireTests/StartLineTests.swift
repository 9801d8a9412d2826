import HTTPWire
import Testing

@Suite("Start line")
struct StartLineTests {
    static let lineEnds: [Vector] = [
        .refused(.bareLineFeed, "GET / HTTP/1.1\nHost: a\n\n"),
        .refused(.bareLineFeed, "GET / HTTP/1.1\r\nHost: a\n\r\n"),
        .refused(.bareLineFeed, "GET / HTTP/1.1\r\nHost: a\r\n\n"),
        .refused(.bareLineFeed, "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.bareCarriageReturn, "GET / HTTP/1.1\rHost: a\r\n\r\n"),
        .refused(.bareCarriageReturn, "GET /\r HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.bareCarriageReturn, "GET / HTTP/1.1\r\nHost: a\r\nX: b\rc\r\n\r\n"),
        .refused(.bareCarriageReturn, "GET / HTTP/1.1\r\nHost: a\r\r\n\r\n"),
        .refused(.bareCarriageReturn, "GET / HTTP/1.1\r\nHost: a\r\n\r\r\n"),
        .refused(.bareCarriageReturn, "GET / HTTP/1.1\r\nHost: a\r\r\n\r\r\n"),
    ]

    @Test("bare LF and bare CR are refused, and CR CR LF ends no head", arguments: lineEnds)
    func judgesLineEnds(_ vector: Vector) { vector.check() }

    static let emptyLines: [Vector] = [
        .accepted("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        .accepted("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.tooManyEmptyLines, "\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.spaceBeforeFields, "GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
        .refused(.spaceBeforeFields, "GET / HTTP/1.1\r\n\tHost: a\r\n\r\n"),
        .refused(.spaceBeforeFields, "GET / HTTP/1.1\r\n \r\nHost: a\r\n\r\n"),
    ]

    @Test(
        "two empty lines before the request are ignored, a third and white space after it are not",
        arguments: emptyLines)
    func judgesEmptyLines(_ vector: Vector) { vector.check() }

    static let requestLines: [Vector] = [
        .refused(.badVersion, "GET /  HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badRequestLine, "GET  HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badVersion, "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badMethod, "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badTarget, "GET /\t HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badVersion, "GET / HTTP/1.1 \r\nHost: a\r\n\r\n"),
        .refused(.badMethod, " GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badVersion, "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badTarget, "GET /#top HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badTarget, "GET /?a#top HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.controlByte, "GET /\u{0} HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.controlByte, "GET /\u{7f} HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badTarget, "GET /\u{e9} HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badTarget, "GET /?\u{e9} HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badTarget, "GET a HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badTarget, "GET ?a HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badTarget, "GET /\"<>\" HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badRequestLine, "GET\r\nHost: a\r\n\r\n"),
        .refused(.controlByte, "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}"),
        .accepted("GET /a|b?c={d}&e=[f]\\ HTTP/1.1\r\nHost: a\r\n\r\n"),
    ]

    @Test("a request line is method, target and version with one space between each", arguments: requestLines)
    func judgesRequestLines(_ vector: Vector) { vector.check() }

    static let badPaths: [Vector] = [
        "/%00", "/a%0d", "/a%0A", "/%1f", "/%7F", "/a\\b", "/a%5cb", "/%c0%ae", "/%C0%AF", "/%e0%80%af", "/%ff",
        "/%c3", "/%c3/%a9", "/%ed%a0%80", "/%f4%90%80%80",
    ].map { .refused(.badPath, "GET \($0) HTTP/1.1\r\nHost: a\r\n\r\n") }

    @Test(
        "NUL, encoded CR and LF, overlong or invalid UTF-8 and backslashes in a path are refused", arguments: badPaths)
    func judgesBadPaths(_ vector: Vector) { vector.check() }

    @Test("a malformed escape in a path is refused", arguments: ["/%", "/%4", "/%zz", "/a%2"])
    func badEscapes(_ path: String) {
        Vector.refused(.badTarget, "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n").check()
    }

    @Test(
        "dot segments are resolved and never leave the root",
        arguments: [
            ("/", "/"), ("/a", "/a"), ("/a/b", "/a/b"), ("/a/./b", "/a/b"), ("/a/../b", "/b"), ("/..", "/"),
            ("/../..", "/"), ("/../../etc/passwd", "/etc/passwd"), ("/a/b/..", "/a/"), ("/a/b/.", "/a/b/"),
            ("/%2e%2e/a", "/a"), ("/a/%2E./b", "/b"), ("/a/.%2e/b", "/b"), ("/a/%2e/b", "/a/b"), ("/a/...", "/a/..."),
            ("/a/..b", "/a/..b"), ("/a/.%2e%2e", "/a/.%2e%2e"), ("/a//../b", "/a/b"), ("//", "//"), ("/.", "/"),
            ("/a%2f..%2fb", "/a%2f..%2fb"), ("/%c3%a9/..", "/"), ("/a/b/../../../../c/", "/c/"),
        ])
    func dotSegments(sent: String, path: String) throws {
        let head = try parsedHead("GET \(sent)?q=/../ HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(head.path == path)
        #expect(Array(head.pathBytes) == Array(path.utf8))
        #expect(head.withPathBytes { $0.count } == path.utf8.count)
        #expect(head.query == "q=/../")
    }

    static let methods: [Vector] =
        ["get", "Get", "FOO", "GETS", "M-SEARCH", "PROPFIND"].map {
            .refused(.unknownMethod, "\($0) / HTTP/1.1\r\nHost: a\r\n\r\n")
        }
        + ["G(ET", "G\"T", "\u{e9}", "GET/", "{}"].map {
            .refused(.badMethod, "\($0) / HTTP/1.1\r\nHost: a\r\n\r\n")
        }
        + [
            .refused(.connectNotSupported, "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"),
            .refused(.badTarget, "CONNECT a HTTP/1.1\r\nHost: a\r\n\r\n"),
            .refused(.badHost, "CONNECT / HTTP/1.1\r\nHost: a\r\n\r\n"),
            .accepted("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"),
            .refused(.badAsteriskTarget, "GET * HTTP/1.1\r\nHost: a\r\n\r\n"),
            .refused(.badAsteriskTarget, "TRACE * HTTP/1.1\r\nHost: a\r\n\r\n"),
            .refused(.badTarget, "OPTIONS *a HTTP/1.1\r\nHost: a\r\n\r\n"),
        ]

    @Test("methods are case-sensitive tokens, and * belongs to OPTIONS", arguments: methods)
    func judgesMethods(_ vector: Vector) { vector.check() }

    @Test(
        "every known method is read", arguments: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
    func knownMethods(_ name: String) throws {
        #expect(try parsedHead("\(name) / HTTP/1.1\r\nHost: a\r\n\r\n").method.name == name)
    }

    @Test("100 kB of method is refused without reading all of it")
    func longMethod() {
        Vector(bytes: [UInt8](repeating: 0x41, count: 100_000), expectation: .refused(.badMethod)).check()
        #expect(WireReader.read([UInt8](repeating: 0x41, count: 8_194)) == [.refused(.badMethod)])
    }

    static let versions: [Vector] =
        ["HTTP/1.2", "HTTP/1.9"].map { .accepted("GET / \($0)\r\nHost: a\r\n\r\n") }
        + ["HTTP/2.0", "HTTP/0.9", "HTTP/3.1"].map {
            .refused(.unsupportedVersion, "GET / \($0)\r\nHost: a\r\n\r\n")
        }
        + [
            "http/1.1", "HTTP/01.1", "HTTP/1", "HTTP/1.", "HTTP/1.10", "HTTP/1,1", "HTTPS/1.1", "HTP/1.1", "HTTP/1.x",
            "HTTP/ 1.1", "HTTP/1. 1", "HTTP /1.1", "",
        ].map { .refused(.badVersion, "GET / \($0)\r\nHost: a\r\n\r\n") }
        + [
            .refused(.badRequestLine, "GET /\r\n"),
            .refused(.unsupportedVersion, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        ]

    @Test("another major version is refused with 505, a malformed one and HTTP/0.9 with 400", arguments: versions)
    func judgesVersions(_ vector: Vector) { vector.check() }

    @Test("a higher minor version counts as 1.1, and 1.0 is told apart")
    func minorVersions() throws {
        #expect(try parsedHead("GET / HTTP/1.7\r\nHost: a\r\n\r\n").version == .http11)
        #expect(try parsedHead("GET / HTTP/1.0\r\n\r\n").version == .http10)
    }

    static let all: [Vector] = lineEnds + emptyLines + requestLines + badPaths + methods + versions
}
