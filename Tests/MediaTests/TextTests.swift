import DraftModel
import Foundation
import Testing

@testable import Media

/// Texts of many scripts, as they are seen in a video.
@Suite(.enabled(if: FFmpeg.isInstalled, "ffmpeg is not installed"), .serialized)
struct TextTests {
    /// A second of black with these texts, each for a part of it.
    private func render(_ texts: [(text: String, size: Int)]) async throws -> Decoded {
        let stage = try await Stage()
        let source = try await stage.photo(1, picture: "color=black:size=360x640")
        let part = Int64(900 / texts.count)
        let overlays = try texts.enumerated().map { position, text in
            TextOverlay(
                text: try OverlayText(text.text), size: text.size,
                span: TimeSpan(
                    start: Milliseconds(Int64(position) * part), end: Milliseconds(Int64(position + 1) * part)))
        }
        let made = try await stage.render(
            Composition(clips: [Clip(mediaID: source.0, duration: Milliseconds(1_000))], texts: overlays), [source])
        return try await Decoded(made.path)
    }

    private static func isInk(_ pixel: Decoded.RGB) -> Bool { pixel.sum > 200 }

    /// Two words of one script. Where a font is missing both would be the same boxes.
    private func expectWords(_ first: String, _ second: String) async throws {
        let decoded = try await render([(first, 200), (second, 200)])
        let inks = [5, 20].map { frame in decoded.places(frame, where: Self.isInk) }
        #expect(inks.allSatisfy { $0.count > 60 }, "\(inks.map(\.count))")
        #expect(inks[0].symmetricDifference(inks[1]).count > 40)
        #expect(decoded.count(29, where: Self.isInk) == 0)
    }

    @Test(
        "words of a script are drawn, and not as boxes",
        arguments: [
            ("hello", "world"), ("привет", "мир да"), ("γεια", "φως"), ("سلام", "بحر"), ("שלום", "תודה"),
            ("გული", "ზღვა"),
            ("😀😀", "😎😎"), ("♥☀", "☂★"),
        ])
    func scripts(first: String, second: String) async throws { try await expectWords(first, second) }

    @Test(
        "words of East Asia are drawn, and not as boxes",
        .enabled(if: FFmpeg.hasFonts(with: "你さ안"), "no font with Chinese, Japanese and Korean is installed"),
        arguments: [("你好", "世界"), ("さくら", "ひかり"), ("안녕", "친구")])
    func eastAsia(first: String, second: String) async throws { try await expectWords(first, second) }

    @Test("Arabic letters are joined, and run from right to left")
    func arabic() async throws {
        // With a non-joiner between them, the same letters have their separate shapes, which are wider.
        let decoded = try await render([
            ("سلمبي", 200), ("س\u{200C}ل\u{200C}م\u{200C}ب\u{200C}ي", 200), ("ابــــ", 300),
        ])
        let widths = [4, 13].map { frame in
            let columns = decoded.places(frame, where: Self.isInk).map { $0 % Decoded.width }
            return (columns.max() ?? 0) - (columns.min() ?? 0)
        }
        #expect(widths[0] > 5 && widths[1] > widths[0] + 5, "\(widths)")
        // Alef is a tall stroke and comes first: it is on the right. What follows lies low.
        let last = decoded.places(22, where: Self.isInk)
        let columns = last.map { $0 % Decoded.width }
        let (left, right) = (try #require(columns.min()), try #require(columns.max()))
        func top(_ range: ClosedRange<Int>) throws -> Int {
            try #require(last.filter { range.contains($0 % Decoded.width) }.map { $0 / Decoded.width }.min())
        }
        let (stroke, rest) = (try top((right - 2)...right), try top(left...(left + 8)))
        #expect(stroke < rest - 4, "\(stroke) \(rest)")
    }

    @Test(
        "a long sentence without spaces is broken into lines, of which nothing is lost at the sides",
        .enabled(if: FFmpeg.hasFonts(with: "我"), "no font with Chinese is installed"))
    func wrapping() async throws {
        let decoded = try await render([
            (String(repeating: "我", count: 40), 72), (String(repeating: "W", count: 60), 72),
        ])
        for frame in [5, 20] {
            let ink = decoded.places(frame, where: Self.isInk)
            let columns = ink.map { $0 % Decoded.width }
            #expect((columns.min() ?? 0) >= 3 && (columns.max() ?? 999) < Decoded.width - 3)
            // Lines of 72 pixels are 7 of these; between the first and the last there is room for at least three.
            let rows = ink.map { $0 / Decoded.width }
            #expect((rows.max() ?? 0) - (rows.min() ?? 0) > 17)
        }
    }

    @Test("a larger text is larger, and a skin tone is no box of its own")
    func sizes() async throws {
        let decoded = try await render([("face", 80), ("face", 240), ("\u{261D}", 240), ("\u{261D}\u{1F3FD}", 240)])
        let inks = [3, 10, 16, 23].map { decoded.places($0, where: Self.isInk) }
        #expect(inks[1].count > 4 * inks[0].count, "\(inks.map(\.count))")
        #expect(inks[2].count > 20 && inks[2].symmetricDifference(inks[3]).count < inks[2].count / 5)
    }

    @Test(
        "lines are broken where there is no space, evenly, and nowhere else",
        arguments: [
            ("short", 72, "short"), ("with spaces it is libass that breaks the line, not we", 72, nil),
            (
                String(repeating: "字", count: 15), 100,
                String(repeating: "字", count: 8) + "\n" + String(repeating: "字", count: 7)
            ),
            (
                "ab " + String(repeating: "字", count: 12), 100,
                "ab " + String(repeating: "字", count: 6) + "\n" + String(repeating: "字", count: 6)
            ),
            (
                String(repeating: "W", count: 20), 100,
                String(repeating: "W", count: 10) + "\n" + String(repeating: "W", count: 10)
            ),
            ("字\n字", 400, "字\n字"), ("字字字", 400, "字字\n字"), ("", 16, ""),
        ] as [(String, Int, String?)])
    func breaking(text: String, size: Int, broken: String?) {
        #expect(TextLayout.broken(text, size: size) == broken ?? text)
    }

    @Test("what fontconfig lists is read, and what it does not list is missing")
    func listing() {
        var wanted: Set<Unicode.Scalar> = ["a", "~", "é", "字", "\u{10FFFD}"]
        Fonts.remove(listed: Array("20-7d a0-ff\nzz -  4e00-9fff nonsense 9-\n".utf8), from: &wanted)
        #expect(wanted == ["~", "\u{10FFFD}"])
        Fonts.remove(listed: Array("7e".utf8), from: &wanted)
        #expect(wanted == ["\u{10FFFD}"])
    }
}
