import DraftrollClient

/// Draws the posting page as a phone shows it.
struct PageDrawing {
    let page: PostingPage
    private let inside = 46

    func lines() -> [String] {
        let device = page.devices.first { $0.id == page.deviceID }
        var lines = [edge("╭", "╮")]
        lines.append(row(page.platform == .ios ? "‹" : "←", "Post", device?.name ?? ""))
        lines.append(edge("├", "┤"))
        lines += page.page.flatMap { control($0, indent: 0) }
        if !page.moreOptions.isEmpty {
            lines.append(row("More options", "", "⌄"))
            lines += page.moreOptions.flatMap { control($0, indent: 2) }
        }
        lines.append(edge("├", "┤"))
        for problem in page.problems { lines += wrapped("! " + problem.detail) }
        lines.append(row("Drafts", "", page.canPost ? "[ Post ]" : "( Post )"))
        lines.append(edge("╰", "╯"))
        return lines
    }

    private func control(_ control: PostingPage.Control, indent: Int) -> [String] {
        let label = String(repeating: " ", count: indent) + control.label
        switch control.value {
        case .isOn(let isOn): return [row(label, "", isOn ? "on  ──●" : "off ○──")]
        case .text(let text):
            guard let choices = control.choices else {
                return [row(label, "", "")] + wrapped(text.isEmpty ? "  …" : "  " + text)
            }
            return [row(label, "", "⌄")]
                + choices.map { row("  \($0.value == text ? "(•)" : "( )") \($0.label)", "", "") }
        }
    }

    private func row(_ left: String, _ middle: String, _ right: String) -> String {
        let text = middle.isEmpty ? left : left + "  " + middle
        return "│ " + Text.fitted(text, inside - Text.width(right) - 1) + " " + right + " │"
    }

    private func edge(_ left: String, _ right: String) -> String {
        left + String(repeating: "─", count: inside + 2) + right
    }

    /// A longer text in lines of the page's width, broken between words.
    private func wrapped(_ text: String) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            if !line.isEmpty, Text.width(line) + 1 + Text.width(String(word)) > inside {
                lines.append(line)
                line = "  "
            }
            line += (line.isEmpty || line == "  " ? "" : " ") + word
        }
        return (lines + [line]).map { row($0, "", "") }
    }
}
