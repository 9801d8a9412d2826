import ArgumentParser
import DraftStore
import Glibc

/// `draftroll doctor`: looks at a data directory that no service has open.
struct Examine: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Verify every stored byte and every reference of a stopped service.",
        discussion: """
            Reads everything under the data directory and changes nothing. Ends with status 0 when nothing is lost or \
            damaged, 1 when something is, and says what and what to do about it. A service that runs has to be stopped \
            first.
            """)

    @Option(help: "The folder of the service.")
    var dataDir = Environment.value("DATA_DIR") ?? "data"

    @Flag(help: "Write the report as one JSON object.")
    var json = false

    func run() throws {
        var report: DoctorReport
        do {
            report = try DraftStore.Doctor.examine(dataDirectory: dataDir)
        } catch {
            writeToStandardError("draftroll: \(dataDir) cannot be examined: \(String(reflecting: error)).\n")
            if error.code == .inUse { writeToStandardError("draftroll: stop the service that has it open first.\n") }
            throw ExitCode.failure
        }
        for tool in ["ffmpeg", "ffprobe"] where !Self.isInstalled(tool) {
            report.findings.append(
                DoctorReport.Finding(
                    .notice, .toolMissing, tool, "It is not installed, so nothing can be rendered or looked into."))
        }
        writeToStandardOutput(json ? String(decoding: report.json, as: UTF8.self) + "\n" : Self.text(of: report))
        if !report.isHealthy { throw ExitCode.failure }
    }

    /// The report for people: findings first, what was looked at after them.
    static func text(of report: DoctorReport) -> String {
        var text = ""
        for finding in report.findings {
            text +=
                "\(finding.severity.rawValue): \(finding.code.rawValue): \(finding.subject)\n    \(finding.detail)\n"
        }
        text += """
            read \(report.blobs) blobs (\(report.blobBytes) bytes) and \(report.savedFiles) saved videos; \
            followed \(report.references) references; \(report.freeBytes) bytes are free
            \(report.isHealthy ? "ok: nothing is lost or damaged" : "NOT OK: see the problems above")

            """
        return text
    }

    private static func isInstalled(_ tool: String) -> Bool {
        guard let value = unsafe getenv("PATH") else { return false }
        return unsafe String(cString: value).split(separator: ":").contains {
            unsafe access("\($0)/\(tool)", X_OK) == 0
        }
    }
}
