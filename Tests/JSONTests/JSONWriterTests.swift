import JSON
import Testing

@Suite struct JSONWriterTests {
    private func text(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test("commas stand between members and elements, and nowhere else")
    func commas() {
        let written = text {
            $0.object {
                $0.member("a", 1)
                $0.object("b") { _ in }
                $0.array("c") {
                    $0.value("x")
                    $0.array { _ in }
                    $0.object { $0.member("d", true) }
                    $0.null()
                }
                $0.rawMember("e", Array("[1]".utf8))
                $0.member("f", 2)
            }
        }
        #expect(written == #"{"a":1,"b":{},"c":["x",[],{"d":true},null],"e":[1],"f":2}"#)
    }

    @Test("nil is written as null")
    func nils() {
        let written = text {
            $0.object {
                $0.member("a", String?.none)
                $0.member("b", Int?.none)
                $0.member("c", Int64?.none)
                $0.member("d", Bool?.none)
                $0.member("e", Double?.none)
                $0.member("f", String?.some("x"))
            }
        }
        #expect(written == #"{"a":null,"b":null,"c":null,"d":null,"e":null,"f":"x"}"#)
    }

    @Test(
        "strings are escaped where they must be",
        arguments: [
            ("", "\"\""), ("plain é😀/", "\"plain é😀/\""), ("\"\\", #""\"\\""#), ("a\nb\rc\td", #""a\nb\rc\td""#),
            ("\0\u{8}\u{1F}", #""\u0000\u0008\u001f""#), ("\u{7F}\u{2028}", "\"\u{7F}\u{2028}\""), ("é\n", #""é\n""#),
        ])
    func strings(string: String, expected: String) {
        #expect(text { $0.value(string) } == expected)
        #expect(text { $0.object { $0.member(string, 0) } } == "{\(expected):0}")
    }

    @Test("integers", arguments: [0, 1, -1, 10, 1_234_567_890, .max, .min] as [Int64])
    func integers(integer: Int64) {
        #expect(text { $0.value(integer) } == integer.description)
    }

    @Test(
        "doubles are written in JSON's grammar and read back",
        arguments: [
            0.5, -1.25, 1e20, 1e-7, Double.leastNonzeroMagnitude, 1.7976931348623157e308, .pi,
        ])
    func doubles(double: Double) throws {
        #expect(try JSONValue.parse(Array(text { $0.value(double) }.utf8)) == .number(JSONNumber(double)))
    }

    @Test("what JSON has no number for becomes null", arguments: [Double.infinity, -.infinity, .nan])
    func notFinite(double: Double) {
        #expect(text { $0.value(double) } == "null")
        #expect(JSONValue.number(JSONNumber(double)).serialized == Array("null".utf8))
    }

    @Test(
        "a value reads back as it was, with its members in order",
        arguments: [
            #"{"z":1,"a":[true,false,null,-1.5,"\n"],"m":{"y":{},"x":[]}}"#, "[]", "\"\"", "0.1",
        ])
    func roundTrip(json: String) throws {
        let value = try JSONValue.parse(Array(json.utf8))
        #expect(String(decoding: value.serialized, as: UTF8.self) == json)
    }
}
