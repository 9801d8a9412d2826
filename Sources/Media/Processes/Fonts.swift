internal import DraftModel

/// Asks fontconfig which characters the installed fonts have, so that a text without glyphs is an answer and not a video
/// with empty boxes.
struct Fonts: Sendable {
    private let list: FencedProcess

    private static let limits = FencedProcess.Limits(
        memory: 1 << 30, processorSeconds: 20, fileSize: 1 << 20, deadline: .seconds(20))

    /// Nil where fontconfig's tools are not installed; then nothing is known.
    static func find() async -> Fonts? {
        await FencedProcess.find("fc-list").map(Fonts.init(list:))
    }

    /// The characters of these texts that no installed font has.
    func missing(in texts: [OverlayText]) async throws -> [Character] {
        var seen: Set<Unicode.Scalar> = []
        var characters: [(scalar: Unicode.Scalar, character: Character)] = []
        for character in texts.flatMap(\.text) {
            for scalar in character.unicodeScalars where Self.needsGlyph(scalar) && seen.insert(scalar).inserted {
                characters.append((scalar, character))
            }
        }
        guard !characters.isEmpty else { return [] }
        if try await hasFont(with: characters.map(\.scalar)) { return [] }
        // Together they are in no font: a text of several scripts is set in several.
        var missing: [Character] = []
        for (scalar, character) in characters where try await !hasFont(with: [scalar]) { missing.append(character) }
        return missing
    }

    private func hasFont(with scalars: [Unicode.Scalar]) async throws -> Bool {
        let set = scalars.map { String($0.value, radix: 16) }.joined(separator: " ")
        let outcome = try await list.run([":charset=\(set)", "file"], limits: Self.limits, outputLimit: 1 << 22)
        return outcome.isSuccess && !outcome.output.isEmpty
    }

    /// Joiners, variation selectors and their like are instructions, which no font needs to draw.
    private static func needsGlyph(_ scalar: Unicode.Scalar) -> Bool {
        let properties = scalar.properties
        return !properties.isWhitespace && !properties.isDefaultIgnorableCodePoint
            && properties.generalCategory != .control && properties.generalCategory != .format
    }
}
