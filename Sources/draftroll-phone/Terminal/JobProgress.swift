import DraftrollClient
import Foundation

/// Shows a job as it moves: one line that is written over on a terminal, a line for each change elsewhere.
struct JobProgress {
    let indent: String

    func show(_ job: Job) {
        let filled = Int(job.progress.fraction * 24)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
        var line =
            "\(indent)\(bar) \(job.state.rawValue), \(Text.size(job.progress.bytesDone)) of \(Text.size(job.progress.bytesTotal))"
        if let error = job.error { line += " (\(error.code): \(error.detail))" }
        guard Style.isTerminal else { return print(line) }
        // Back to the start, the new line, and nothing of the old one behind it.
        print("\r\(line)\u{1B}[K", terminator: job.state.isFinal ? "\n" : "")
        fflush(nil)
    }
}
