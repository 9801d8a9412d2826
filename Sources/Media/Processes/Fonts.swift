internal import DraftModel

/// Asks fontconfig which characters the installed fonts have, so that a text without glyphs is an answer and not a video
/// with empty boxes.
struct Fonts: Sendable {
    private let list: FencedProcess

    private static let limits = FencedProcess.Limits(
        memory: 1 << 30, processorSeconds: 20, fileSize: 1 << 20, deadline: .seconds(20))
    /// A font of many scripts lists some 10 KB of ranges; a machine may have thousands of fonts.
    private static let outputLimit = 64 << 20

    /// Nil where fontconfig's tools are not installed; then nothing is known.
    static func find() async -> Fonts? {
        await FencedProcess.find("fc-list").map(Fonts.init(list:))
    }

    /// The characters of these texts that no installed font has. One character of several scalars is named once.
    func missing(in texts: [OverlayText]) async throws -> [Character] {
        let characters = texts.flatMap(\.text)
        var wanted = Set(characters.flatMap(\.unicodeScalars).filter(Self.needsGlyph))
        guard !wanted.isEmpty else { return [] }
        // Fonts of bitmaps, as the coloured emoji are, have the characters too, but libass draws outlines alone.
        let outcome = try await list.run(
            ["-f", "%{charset}\\n", ":outline=true"], limits: Self.limits, outputLimit: Self.outputLimit)
        guard outcome.isSuccess else { throw FencedProcess.Failure.notStarted("fc-list: \(outcome.messages)") }
        Self.remove(listed: outcome.output, from: &wanted)
        var named: Set<Character> = []
        return characters.filter { character in
            character.unicodeScalars.contains(where: wanted.contains) && named.insert(character).inserted
        }
    }

    /// Takes away what is listed: a line for each font, and in it ranges of hexadecimal numbers, `20-7e a0 2c6-2c7`.
    static func remove(listed output: [UInt8], from wanted: inout Set<Unicode.Scalar>) {
        for line in Set(output.split(separator: UInt8(ascii: "\n"))) {
            for range in line.split(separator: UInt8(ascii: " ")) {
                let ends = range.split(separator: UInt8(ascii: "-")).map {
                    UInt32(String(decoding: $0, as: UTF8.self), radix: 16)
                }
                guard let first = ends.first ?? nil, let last = ends.last ?? nil, first <= last else { continue }
                wanted = wanted.filter { !(first...last).contains($0.value) }
            }
            if wanted.isEmpty { return }
        }
    }

    /// Joiners, variation selectors, skin tones and their like are instructions, which no font needs to draw.
    private static func needsGlyph(_ scalar: Unicode.Scalar) -> Bool {
        let properties = scalar.properties
        return !TextLayout.isSkinTone(scalar) && !properties.isWhitespace && !properties.isDefaultIgnorableCodePoint
            && properties.generalCategory != .control && properties.generalCategory != .format
    }
}
