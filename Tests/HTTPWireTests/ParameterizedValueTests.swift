import HTTPWire
import Testing
import WireVectors

@Suite("Values with parameters")
struct ParameterizedValueTests {
    @Test(
        "a value is taken apart",
        arguments: [
            ("text/plain", "text/plain", []), ("Text/Plain; Charset=UTF-8", "text/plain", ["charset=UTF-8"]),
            ("form-data; name=\"a;b\"; filename=\"c\\\"d\"", "form-data", ["name=a;b", "filename=c\"d"]),
            ("attachment;filename*=UTF-8''%e2%82%ac%20rates", "attachment", ["filename*=€ rates"]),
            ("a ;; b=1 ;", "a", ["b=1"]), ("form-data; name=\"é\"", "form-data", ["name=é"]),
            ("form-data; filename=\"C:\\x.mp4\"", "form-data", ["filename=C:\\x.mp4"]),
        ] as [(String, String, [String])])
    func values(text: String, value: String, parameters: [String]) throws {
        let parsed = try #require(ParameterizedValue(text))
        #expect(parsed.value == value)
        #expect(parsed.parameters.map { "\($0.name)=\($0.value)" } == parameters)
    }

    @Test(
        "a malformed value is none",
        arguments: [
            "", ";", "a/b/c", "a b", "/", "a/", "a;b", "a;b=", "a;=c", "a;b=\"c", "a;b=\"c\"d", "a;b=1;b=2", "a;b =1",
            "a;b*=c", "a;b*=latin-1''%e9", "a;b*=UTF-8''%ff",
        ])
    func malformed(_ text: String) { #expect(ParameterizedValue(text) == nil) }

    @Test(
        "a file name has no path",
        arguments: [
            ("a.mp4", "a.mp4"), ("/etc/passwd", "passwd"), ("C:\\videos\\a.mp4", "a.mp4"), ("..", nil), (".", nil),
            ("a/", nil), ("../..", nil), ("é.mp4", "é.mp4"),
        ] as [(String, String?)])
    func fileNames(sent: String, name: String?) throws {
        let quoted = sent.map { $0 == "\\" ? "\\\\" : String($0) }.joined()
        #expect(try #require(ParameterizedValue("attachment; filename=\"\(quoted)\"")).fileName == name)
    }

    @Test("the extended file name comes first, and one with control characters is none")
    func extendedFileName() throws {
        let both = "attachment; filename=\"a\"; filename*=UTF-8''b"
        #expect(try #require(ParameterizedValue(both)).fileName == "b")
        #expect(try #require(ParameterizedValue("attachment; filename*=UTF-8''a%00b")).fileName == nil)
        #expect(try #require(ParameterizedValue("inline")).fileName == nil)
    }
}
