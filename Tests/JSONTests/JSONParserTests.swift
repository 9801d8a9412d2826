import JSON
import Testing

@Suite struct JSONParserTests {
    @Test(
        "texts of RFC 8259 are read",
        arguments: [
            ("null", JSONValue.null),
            (" \t\r\n true \n", true),
            ("false", false),
            ("\"\"", ""),
            ("\"plain\"", "plain"),
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
            (#""\u0041\u00e9\u20AC""#, "Aé€"),
            (#""\u0000""#, "\0"),
            (#""\ud83d\uDE00""#, "😀"),
            ("\"Ünïcödé 😀 \u{7F}\"", "Ünïcödé 😀 \u{7F}"),
            (#""before\tafter""#, "before\tafter"),
            ("[]", []),
            ("[ ]", []),
            ("{}", [:]),
            ("{ }", [:]),
            ("[1,[2,[3]],{}]", [1, [2, [3]], [:]]),
            (#"{"a":1,"b":{"c":[null]}}"#, ["a": 1, "b": ["c": [.null]]]),
            (#"{"":0," ":1}"#, ["": 0, " ": 1]),
        ] as [(String, JSONValue)])
    func accepts(text: String, expected: JSONValue) throws {
        #expect(try JSONValue.parse(Array(text.utf8)) == expected)
    }

    @Test(
        "numbers are exact integers where they are integers",
        arguments: [
            ("0", 0), ("-0", 0), ("-0.0", 0), ("0e5", 0), ("1", 1), ("-1", -1), ("1.0", 1), ("1e3", 1_000),
            ("1E+3", 1_000), ("1500e-2", 15), ("0.5e1", 5), ("1.000000000000000000000000000000", 1),
            ("100000000000000000000e-18", 100), ("9223372036854775807", .max), ("-9223372036854775808", .min),
            ("9007199254740993", 9_007_199_254_740_993), ("9007199254740993.0", 9_007_199_254_740_993),
            ("0.00000000000000000000001e23", 1), ("0e99999999999999999999", 0),
        ] as [(String, Int64)])
    func integers(text: String, expected: Int64) throws {
        #expect(try JSONValue.parse(Array(text.utf8)).int64 == expected)
    }

    @Test(
        "other numbers are the nearest double",
        arguments: [
            ("0.5", 0.5), ("-1.25e2", -125), ("1e-2", 0.01), ("1e308", 1e308), ("-1e308", -1e308), ("1e-400", 0),
            ("9223372036854775808", 9_223_372_036_854_775_808),
            ("123456789012345678901234567890", 1.2345678901234568e29),
            ("3.141592653589793", .pi),
        ])
    func doubles(text: String, expected: Double) throws {
        guard case .number(let number) = try JSONValue.parse(Array(text.utf8)) else {
            Issue.record("no number")
            return
        }
        #expect(number.double == expected)
    }

    @Test(
        "a number that is no exact integer has none",
        arguments: [
            "0.5", "9223372036854775808", "-9223372036854775809", "1e19", "1e300", "1.0000000000000000000001",
            "9223372036854775807.5",
        ])
    func notIntegers(text: String) throws {
        #expect(try JSONValue.parse(Array(text.utf8)).int64 == nil)
    }

    @Test(
        "everything else is refused",
        arguments: [
            "", " ", "\n", "nul", "nulll", "True", "undefined", "NaN", "Infinity", "-Infinity", "'a'", "a",
            "[", "]", "{", "}", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[1,,2]", "1 2", "[] []", "[1}", "{1:2}",
            #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{,"a":1}"#, #"{"a" 1}"#, #"{"a":1 "b":2}"#, #"{"a":1"#, #"{a:1}"#,
            #"{"a"::1}"#, #"{"a":1]"#, "// comment\n1", "/**/1", "1//",
            "01", "-01", "00", "-", "+1", ".5", "5.", "1.e1", "1e", "1e+", "1e-", "0x1", "1_000", "--1", "1e1.5",
            "1e999",
            "-1e999", "- 1",
            "\"", "\"a", #""\"#, #""\""#, #""\x41""#, #""\u""#, #""\u12""#, #""\u12G4""#, #""\U0041""#, #""\'""#,
            "\"\n\"", "\"\t\"", "\"\0\"", "\"\u{1F}\"",
            #""\ud800""#, #""\udc00""#, #""\ud800\ud800""#, #""\ud800\u0041""#, #""\ud800x""#, #""\udc00\ud800""#,
            #""\ud83d"#, #""\ud83d\u"#, #""\ud83d\ude"#,
            "\u{FEFF}1", "\u{A0}1", "\u{2028}1", "1\u{85}", "\u{C}1", "\u{B}1",
        ])
    func refuses(text: String) {
        #expect(throws: JSONParseError.self) { try JSONValue.parse(Array(text.utf8)) }
    }

    @Test(
        "bytes that are not UTF-8 are refused where they stand",
        arguments: [
            ([0x22, 0xFF, 0x22], 1),
            ([0x22, 0xC3, 0x22], 1),
            ([0x22, 0xC0, 0x80, 0x22], 1),
            ([0x22, 0xE0, 0x80, 0x80, 0x22], 1),
            ([0x22, 0xED, 0xA0, 0x80, 0x22], 1),
            ([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], 1),
            ([0x22, 0x61, 0x80, 0x22], 2),
            ([0x22, 0x22, 0xF0, 0x9F, 0x98], 2),
            ([0xFE, 0xFF, 0x00, 0x31], 0),
        ] as [([UInt8], Int)])
    func invalidEncoding(bytes: [UInt8], offset: Int) {
        let error = #expect(throws: JSONParseError.self) { try JSONValue.parse(bytes) }
        #expect(error?.offset == offset)
    }

    @Test(
        "an error tells line, column and what was expected",
        arguments: [
            ("{\n  \"a\": 1\n  \"b\": 2\n}", "line 3, column 3: expected ',' or '}'"),
            ("{\"a\":1,\n}", "line 2, column 1: expected a name in quotes"),
            ("[1,\r\n2,\r\nx]", "line 3, column 1: expected a value"),
            ("[1,\r2,\rx]", "line 3, column 1: expected a value"),
            ("[\"é😀\", x]", "line 1, column 8: expected a value"),
            ("[01]", "line 1, column 3: a number must not begin with 0 before other digits"),
            ("[1] 2", "line 1, column 5: expected the end of the text after the value"),
            ("", "line 1, column 1: expected a JSON value, but the text is empty"),
            ("[1", "line 1, column 3: expected ',' or ']'"),
            ("{\"a\":1,\n \"a\":2}", "line 2, column 2: the name \"a\" occurs twice in this object"),
            ("[\"\\ud800\"]", "line 1, column 3: a lone surrogate is not a character"),
            ("\n\n\"abc", "line 3, column 5: expected '\"' to end the string"),
        ])
    func position(text: String, description: String) {
        let error = #expect(throws: JSONParseError.self) { try JSONValue.parse(Array(text.utf8)) }
        #expect(error?.description == description)
    }

    @Test(
        "a name that occurs twice is refused, however it is written",
        arguments: [
            #"{"a":1,"a":1}"#, #"{"a":1,"\u0061":2}"#, "{\"é\":1,\"e\u{301}\":2}",
        ])
    func duplicates(text: String) {
        #expect(throws: JSONParseError.self) { try JSONValue.parse(Array(text.utf8)) }
    }

    @Test("a late duplicate among many names is found")
    func lateDuplicate() {
        let names = (0..<5_000).map { "\"n\($0)\":0" }
        #expect(throws: JSONParseError.self) {
            try JSONValue.parse(Array("{\((names + ["\"n17\":0"]).joined(separator: ","))}".utf8))
        }
    }

    @Test("64 levels are read and the 65th is refused", arguments: ["[", "{\"a\":"])
    func depth(opening: String) throws {
        let closing = opening == "[" ? "]" : "}"
        func text(_ depth: Int) -> [UInt8] {
            Array((String(repeating: opening, count: depth) + "0" + String(repeating: closing, count: depth)).utf8)
        }
        _ = try JSONValue.parse(text(64))
        let error = #expect(throws: JSONParseError.self) { try JSONValue.parse(text(65)) }
        #expect(error?.offset == 64 * opening.utf8.count)
        #expect(throws: JSONParseError.self) { try JSONValue.parse(text(100_000)) }
        #expect(throws: JSONParseError.self) {
            try JSONValue.parse(Array(String(repeating: opening, count: 100_000).utf8), maximumDepth: .max)
        }
    }

    @Test("siblings do not count as depth")
    func siblings() throws {
        let text = "[" + Array(repeating: "[],{}", count: 1_000).joined(separator: ",") + "]"
        #expect(try JSONValue.parse(Array(text.utf8)).array?.count == 2_000)
    }

    @Test("large texts are read: many members, a long string, a long number, a long array")
    func large() throws {
        let members = (0..<100_000).map { "\"n\($0)\":\($0)" }.joined(separator: ",")
        #expect(try JSONValue.parse(Array("{\(members)}".utf8))["n99999"] == 99_999)
        let string = String(repeating: #"a\n"#, count: 300_000)
        #expect(try JSONValue.parse(Array("\"\(string)\"".utf8)).string?.utf8.count == 600_000)
        let number = "0." + String(repeating: "1", count: 1_000_000)
        #expect(try JSONValue.parse(Array(number.utf8)) == .number(JSONNumber(1.0 / 9)))
        #expect(throws: JSONParseError.self) {
            try JSONValue.parse(Array(String(repeating: "1", count: 1_000_000).utf8))
        }
    }

    @Test("no text that is cut short or has one byte changed traps")
    func mutations() {
        let text = Array(#"{"a":[1,-2.5e-3,"x\u00e9\ud83d\ude00é"],"b":{"c":null,"d":true}}"#.utf8)
        for end in 0..<text.count {
            #expect(throws: JSONParseError.self) { try JSONValue.parse(Array(text[..<end])) }
        }
        for position in text.indices {
            for byte in UInt8.min...UInt8.max {
                var changed = text
                changed[position] = byte
                // Either outcome is right; what is written must then read back as the same value.
                guard let value = try? JSONValue.parse(changed) else { continue }
                #expect((try? JSONValue.parse(value.serialized)) == value)
            }
        }
    }
}
