internal import DraftModel

/// What a text needs done to it before libass sets it.
enum TextLayout {
    /// What is free on both sides of a text, in pixels of the canvas.
    static let margin = 40

    /// The text with line feeds where a stretch without spaces is wider than the canvas.
    ///
    /// libass breaks lines at spaces alone, and Chinese and Japanese have none. How wide a character will be is estimated:
    /// the size of a text is the height of its line, and no glyph of these scripts is wider than that.
    static func broken(_ text: String, size: Int) -> String {
        let room = (Composition.width - 2 * margin) * 1_000
        var broken = ""
        for stretch in stretches(of: text) {
            let widths = stretch.map { size * widthInThousandths(of: $0) }
            let whole = widths.reduce(0, +)
            let lines = (whole + room - 1) / room
            guard lines > 1 else {
                broken += stretch
                continue
            }
            var width = 0
            for (character, next) in zip(stretch, widths) {
                // Lines of about one length, rather than a last one of a single character.
                if width > 0, width + next > room || width * lines >= whole {
                    broken += "\n"
                    width = 0
                }
                broken.append(character)
                width += next
            }
        }
        return broken
    }

    /// The text cut before and after each run of white space.
    private static func stretches(of text: String) -> [Substring] {
        var stretches: [Substring] = []
        var rest = text[...]
        while let first = rest.first {
            let stretch = rest.prefix { $0.isWhitespace == first.isWhitespace }
            stretches.append(stretch)
            rest = rest[stretch.endIndex...]
        }
        return stretches
    }

    /// Of the size of the text. What is not as wide as high is measured in DejaVu Sans Bold, a wide font.
    private static func widthInThousandths(of character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        if isWide(scalar) { return 1_000 }
        if "MWmw@%".contains(character) { return 950 }
        return character.isUppercase ? 750 : 650
    }

    /// Whether a character is as wide as high: those of East Asia (UAX #11), and emoji.
    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115f, 0x2e80...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe4f, 0xff00...0xff60,
            0x1f000...0x3ffff:
            true
        default: false
        }
    }

    /// Whether a scalar only says which skin an emoji has. Emoji are drawn in one colour, and fonts that draw them so show
    /// a box for it.
    static func isSkinTone(_ scalar: Unicode.Scalar) -> Bool { (0x1f3fb...0x1f3ff).contains(scalar.value) }
}
