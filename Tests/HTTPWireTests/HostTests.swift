import HTTPWire
import Testing
import WireVectors

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

    @Test("an absolute-form that disagrees with Host is refused", arguments: HostVectors.mismatches)
    func judgesMismatches(_ vector: Vector) { vector.check() }

    @Test("OPTIONS of an absolute-form without a path means *")
    func optionsOfAnAuthority() throws {
        #expect(try parsedHead("OPTIONS http://a HTTP/1.1\r\nHost: a\r\n\r\n").path == "*")
        #expect(try parsedHead("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").path == "*")
    }

    @Test("a missing, repeated, empty or malformed Host is refused", arguments: HostVectors.badHosts)
    func judgesBadHosts(_ vector: Vector) { vector.check() }

    @Test("one host with an optional port is accepted, and HTTP/1.0 may do without", arguments: HostVectors.goodHosts)
    func judgesGoodHosts(_ vector: Vector) { vector.check() }
}
