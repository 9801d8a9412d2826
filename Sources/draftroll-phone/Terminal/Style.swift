import Foundation

/// Colour and weight, where the output is a terminal that shows them.
enum Style: String {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case cyan = "36"

    /// Whether standard output is a terminal and colour is welcome (https://no-color.org).
    static let isTerminal = isatty(STDOUT_FILENO) == 1
    static let isColoured =
        isTerminal && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
        && ProcessInfo.processInfo.environment["TERM"] != "dumb"

    func callAsFunction(_ text: String) -> String {
        Style.isColoured ? "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" : text
    }
}
