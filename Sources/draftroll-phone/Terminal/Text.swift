import Foundation

/// How values are said to people.
enum Text {
    /// Bytes as 999 B, 1.2 kB, 3.4 MB.
    static func size(_ bytes: Int64) -> String {
        var value = Double(bytes)
        for unit in ["B", "kB", "MB", "GB", "TB"] {
            if value < 1000 || unit == "TB" { return unit == "B" ? "\(bytes) B" : "\(oneDecimal(value)) \(unit)" }
            value /= 1000
        }
        return "\(bytes) B"
    }

    /// Milliseconds as 6.0 s.
    static func seconds(_ milliseconds: Int64) -> String {
        "\(oneDecimal(Double(milliseconds) / 1000)) s"
    }

    /// A moment as 2026-11-22 12:00.
    static func time(_ date: Date) -> String {
        date.formatted(
            Date.ISO8601FormatStyle().year().month().day().dateTimeSeparator(.space).time(
                includingFractionalSeconds: false))
    }

    private static func oneDecimal(_ value: Double) -> String {
        let tenths = Int64((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// The columns that a text takes: emoji and East Asian characters take two.
    static func width(_ text: String) -> Int {
        text.reduce(0) { sum, character in
            guard let scalar = character.unicodeScalars.first else { return sum }
            let isWide =
                scalar.properties.isEmojiPresentation || character.unicodeScalars.contains("\u{FE0F}")
                || (0x1100...0x115F).contains(scalar.value) || (0x2E80...0xA4CF).contains(scalar.value)
                || (0xAC00...0xD7A3).contains(scalar.value) || (0xF900...0xFAFF).contains(scalar.value)
                || (0xFE30...0xFE6F).contains(scalar.value) || (0xFF00...0xFF60).contains(scalar.value)
            return sum + (isWide ? 2 : 1)
        }
    }

    /// A text in exactly so many columns: cut with … or filled with spaces.
    static func fitted(_ text: String, _ columns: Int) -> String {
        var result = text.replacing("\n", with: " ")
        if width(result) > columns {
            while width(result) > max(0, columns - 1) { result.removeLast() }
            result += "…"
        }
        return result + String(repeating: " ", count: max(0, columns - width(result)))
    }
}
