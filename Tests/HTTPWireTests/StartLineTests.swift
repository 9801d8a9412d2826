import HTTPWire
import Testing
import WireVectors

@Suite("Start line")
struct StartLineTests {
    @Test("bare LF and bare CR are refused, and CR CR LF ends no head", arguments: StartLineVectors.lineEnds)
    func judgesLineEnds(_ vector: Vector) { vector.check() }

    @Test(
        "two empty lines before the request are ignored, a third and white space after it are not",
        arguments: StartLineVectors.emptyLines)
    func judgesEmptyLines(_ vector: Vector) { vector.check() }

    @Test(
        "a request line is method, target and version with one space between each",
        arguments: StartLineVectors.requestLines)
    func judgesRequestLines(_ vector: Vector) { vector.check() }

    @Test(
        "NUL, encoded CR and LF, overlong or invalid UTF-8 and backslashes in a path are refused",
        arguments: StartLineVectors.badPaths)
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

    @Test("methods are case-sensitive tokens, and * belongs to OPTIONS", arguments: StartLineVectors.methods)
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

    @Test(
        "another major version is refused with 505, a malformed one and HTTP/0.9 with 400",
        arguments: StartLineVectors.versions)
    func judgesVersions(_ vector: Vector) { vector.check() }

    @Test("a higher minor version counts as 1.1, and 1.0 is told apart")
    func minorVersions() throws {
        #expect(try parsedHead("GET / HTTP/1.7\r\nHost: a\r\n\r\n").version == .http11)
        #expect(try parsedHead("GET / HTTP/1.0\r\n\r\n").version == .http10)
    }
}
