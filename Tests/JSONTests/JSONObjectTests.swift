import JSON
import Testing

@Suite struct JSONObjectTests {
    @Test("members keep their order, their place when changed, and are gone when removed", arguments: [3, 16, 17, 100])
    func order(count: Int) {
        var object = JSONObject()
        for number in 0..<count { object["n\(number)"] = .number(JSONNumber(Int64(number))) }
        object["n1"] = "changed"
        #expect(object.keys == (0..<count).map { "n\($0)" })
        #expect(object.members[1].value == "changed")
        let removed = object.removeValue(forKey: "n0")
        #expect(removed == 0)
        let removedAgain = object.removeValue(forKey: "n0")
        #expect(removedAgain == nil)
        object["n1"] = nil
        #expect(object.count == count - 2)
        #expect(object["n0"] == nil && object["n1"] == nil)
        #expect(object["n\(count - 1)"] == .number(JSONNumber(Int64(count - 1))))
    }

    @Test("order does not matter for equality, values do")
    func equality() {
        let object: JSONValue = ["a": 1, "b": [2]]
        #expect(object == ["b": [2], "a": 1])
        #expect(object.hashValue == (["b": [2], "a": 1] as JSONValue).hashValue)
        #expect(object != ["a": 1, "b": [3]])
        #expect(object != ["a": 1])
        #expect(object != ["a": 1, "c": [2]])
    }

    @Test("equal numbers are equal however they were made")
    func numbers() {
        #expect(JSONNumber(1.0) == JSONNumber(Int64(1)))
        #expect(JSONNumber(-0.0) == JSONNumber(Int64(0)))
        #expect(JSONNumber(0.5) != JSONNumber(Int64(0)))
        #expect(JSONNumber(-0x1p63).int64 == .min)
        #expect(JSONNumber(0x1p63).int64 == nil)
        #expect(JSONNumber(-0x1.0000000000001p63).int64 == nil)
    }
}
