import JSON
import Testing

private enum Colour: String, CaseIterable { case red, green }

@Suite struct JSONObjectReaderTests {
    private func errors(_ json: JSONValue, _ read: (inout JSONObjectReader) -> Void) -> [String] {
        var reader = JSONObjectReader(json)
        read(&reader)
        do {
            try reader.finish()
            return []
        } catch {
            return error.errors.map { "\($0.path) \($0.code)" }
        }
    }

    @Test("right members are read")
    func reads() throws {
        var reader = JSONObjectReader(
            ["s": "x", "i": 1, "b": true, "c": "green", "o": ["n": 2], "l": [["n": 3], ["n": 4]], "nothing": .null])
        let string = reader.string("s", length: 1...1)
        let integer = reader.integer("i", in: 1...1)
        let bool = reader.bool("b")
        let choice = reader.choice("c", of: Colour.self)
        let object = reader.object("o") { $0.integer("n") }
        let list = reader.optionalObjects("l", maximumCount: 2) { $0.integer("n") }
        let nothing = reader.optionalString("nothing")
        let absent = reader.optionalInteger("absent")
        try reader.finish()
        #expect(string == "x" && integer == 1 && bool && choice == .green)
        #expect(object == 2 && list == [3, 4])
        #expect(nothing == nil && absent == nil)
    }

    @Test("every wrong member is reported with its path, in one go")
    func collects() {
        let found = errors([
            "s": 1, "long": "abc", "i": "1", "half": 1.5, "small": -1, "b": 0, "c": "blue", "o": ["n": true, "x": 1],
            "l": [["n": 1], 5, [:]], "many": [[:], [:]], "a/b~c": 1, "gone": .null,
        ]) {
            _ = $0.string("s")
            _ = $0.string("long", length: 0...2)
            _ = $0.integer("i")
            _ = $0.integer("half")
            _ = $0.integer("small", in: 0...10)
            _ = $0.bool("b")
            _ = $0.choice("c", of: Colour.self)
            _ = $0.object("o") { $0.integer("n") }
            _ = $0.optionalObjects("l", maximumCount: 3) { $0.integer("n") }
            _ = $0.optionalObjects("many", maximumCount: 1) { _ in }
            _ = $0.string("gone")
            _ = $0.string("absent")
        }
        #expect(
            found == [
                "/s wrong_type", "/long out_of_range", "/i wrong_type", "/half wrong_type", "/small out_of_range",
                "/b wrong_type", "/c unknown_value", "/o/n wrong_type", "/o/x unknown_field", "/l/1 wrong_type",
                "/l/2/n missing_field", "/many out_of_range", "/gone missing_field", "/absent missing_field",
                "/a~1b~0c unknown_field",
            ])
    }

    @Test(
        "what is no object is one error, not one for each member", arguments: [[], "x", 1, true, .null] as [JSONValue])
    func notAnObject(json: JSONValue) {
        let found = errors(json) {
            _ = $0.string("a")
            _ = $0.optionalInteger("b")
        }
        #expect(found == [" wrong_type"])
    }

    @Test("an unknown member is named together with the known ones")
    func unknown() {
        var reader = JSONObjectReader(["titel": "x"])
        _ = reader.optionalString("title")
        _ = reader.optionalString("caption")
        let error = #expect(throws: JSONFieldErrors.self) { try reader.finish() }
        #expect(error?.errors.first?.detail.contains("\"titel\"") == true)
        #expect(error?.errors.first?.detail.contains("title, caption") == true)
    }

    @Test("a body of a thousand wrong members is not answered with a thousand errors")
    func bounded() {
        var object = JSONObject()
        for number in 0..<1_000 { object["n\(number)"] = 0 }
        #expect(errors(.object(object)) { _ in }.count == 50)
        let elements = [JSONValue](repeating: 0, count: 1_000)
        #expect(
            errors(["l": .array(elements)]) { _ = $0.optionalObjects("l", maximumCount: 1_000) { _ in } }.count == 50)
    }
}
