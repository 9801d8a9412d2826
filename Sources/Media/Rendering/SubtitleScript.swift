internal import DraftModel

/// The texts of a composition as a script for libass (Advanced SubStation Alpha), which knows every script and direction
/// of writing, and takes glyphs from whichever installed font has them.
enum SubtitleScript {
    static func make(_ texts: [TextOverlay], duration: Milliseconds) -> String {
        var script = """
            [Script Info]
            ScriptType: v4.00+
            PlayResX: \(Composition.width)
            PlayResY: \(Composition.height)
            WrapStyle: 0
            ScaledBorderAndShadow: yes

            [V4+ Styles]
            Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, \
            Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, \
            MarginR, MarginV, Encoding
            Style: Default,Sans,72,&H00FFFFFF,&H00FFFFFF,&H00000000,&H80000000,-1,0,0,0,100,100,0,0,1,3,0,5,\(TextLayout.margin),\(TextLayout.margin),\(TextLayout.margin),1

            [Events]
            Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text

            """
        for (layer, text) in texts.enumerated() {
            let end = min(text.span.end ?? duration, duration)
            guard text.span.start < end else { continue }
            let x = text.x.thousandths * Int64(Composition.width) / 1_000
            let y = text.y.thousandths * Int64(Composition.height) / 1_000
            let style = #"{\an5\pos(\#(x),\#(y))\fs\#(text.size)\1c\#(color(text.color))}"#
            let words = escaped(TextLayout.broken(text.text.text, size: text.size))
            script +=
                "Dialogue: \(layer),\(time(text.span.start)),\(time(end)),Default,,0,0,0,,\(style)\(words)\n"
        }
        return script
    }

    /// The text with everything taken away that the script would take for its own. An event is one line, so line feeds
    /// are written as the script's; braces begin commands; a backslash is one only until something stands between it and
    /// the next letter: a word joiner, which is not seen.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": escaped += "\\N"
            case "\r": break
            case "\t": escaped += " "
            case "{": escaped += "\\{"
            case "}": escaped += "\\}"
            case "\\": escaped += "\\\u{2060}"
            case _ where TextLayout.isSkinTone(scalar): break
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// `h:mm:ss.cc`.
    static func time(_ time: Milliseconds) -> String {
        let hundredths = time.count / 10
        func two(_ number: Int64) -> String { (number < 10 ? "0" : "") + String(number) }
        return
            "\(hundredths / 360_000):\(two(hundredths / 6_000 % 60)):\(two(hundredths / 100 % 60)).\(two(hundredths % 100))"
    }

    /// `&HBBGGRR&`.
    private static func color(_ color: Color) -> String {
        "&H\(Color.hex(color.blue))\(Color.hex(color.green))\(Color.hex(color.red))&"
    }
}
