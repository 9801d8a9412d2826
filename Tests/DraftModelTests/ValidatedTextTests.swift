import DraftModel
import Testing

@Suite struct ValidatedTextTests {
    @Test("handles", arguments: ["ab", "maya", "a_1", "0123456789abcdefghijklmn", "__"])
    func handles(text: String) throws {
        #expect(try Handle(text).text == text)
    }

    @Test(
        "what is no handle",
        arguments: [
            "", "a", "Maya", "maya ", "ma-ya", "ma.ya", "../..", "máya", "a\0b", String(repeating: "a", count: 25),
        ])
    func noHandles(text: String) {
        #expect(throws: InvalidText.self) { try Handle(text) }
    }

    @Test("lengths are counted in characters, as people count them")
    func lengths() throws {
        _ = try Title(String(repeating: "é", count: 150))
        _ = try Title(String(repeating: "👨‍👩‍👧‍👦", count: 150))
        #expect(throws: InvalidText.self) { try Title(String(repeating: "x", count: 151)) }
        _ = try Caption(String(repeating: "👍🏽", count: 2_200))
        #expect(throws: InvalidText.self) { try Caption(String(repeating: "x", count: 2_201)) }
        _ = try DisplayName(String(repeating: "x", count: 50))
        #expect(throws: InvalidText.self) { try DisplayName(String(repeating: "x", count: 51)) }
        #expect(throws: InvalidText.self) { try DeviceName("") }
    }

    @Test("one character of ten thousand combining marks is too long")
    func marks() {
        let text = "a" + String(repeating: "\u{301}", count: 10_000)
        #expect(text.count == 1)
        #expect(throws: InvalidText.self) { try Title(text) }
    }

    @Test("control characters are refused", arguments: ["\0", "\u{1B}", "\u{7F}", "\u{9F}", "\r", "\r\n"])
    func controls(control: String) {
        #expect(throws: InvalidText.self) { try Caption("a\(control)b") }
        #expect(throws: InvalidText.self) { try Title("a\(control)b") }
        #expect(throws: InvalidText.self) { try DisplayName("a\(control)b") }
        #expect(throws: InvalidText.self) { try DeviceName("a\(control)b") }
    }

    @Test("line feeds and tabs stand in captions only", arguments: ["\n", "\t"])
    func lineBreaks(control: String) throws {
        #expect(try Caption("a\(control)b").text == "a\(control)b")
        #expect(throws: InvalidText.self) { try Title("a\(control)b") }
    }

    @Test("names are not blank", arguments: [" ", "\u{3000}\u{A0}"])
    func blank(text: String) throws {
        #expect(throws: InvalidText.self) { try DisplayName(text) }
        #expect(throws: InvalidText.self) { try DeviceName(text) }
        _ = try Caption(text)
    }

    @Test(
        "a device's folder is safe in a path and its own",
        arguments: [
            ("iPhone", "iphone"), ("Maya's iPhone", "maya-s-iphone"), ("../../etc", "etc"), ("Größe", "gr-e"),
            ("日本", "device"), ("- -", "device"), ("Pixel 9 Pro XL of the whole family", "pixel-9-pro-xl-of-the-wh"),
        ])
    func folders(name: String, folder: String) throws {
        let name = try DeviceName(name)
        let first = DeviceFolder(for: name, taken: [])
        #expect(first.text == folder)
        #expect(DeviceFolder(first.text) == first)
        let second = DeviceFolder(for: name, taken: [first])
        #expect(second.text == folder + "-2")
        #expect(DeviceFolder(for: name, taken: [first, second]).text == folder + "-3")
    }

    @Test("what is no folder", arguments: ["", ".", "..", "a/b", "A", "a b", String(repeating: "a", count: 33)])
    func noFolders(text: String) {
        #expect(DeviceFolder(text) == nil)
    }
}
