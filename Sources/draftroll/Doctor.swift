import ArgumentParser
import DraftStore
import Glibc
import Jobs

/// `draftroll doctor`: looks at a data directory that no service has open.
struct Examine: AsyncParsableCommand {
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

    func run() async throws {
        var report: DoctorReport
        do {
            report = try DraftStore.Doctor.examine(dataDirectory: dataDir)
        } catch {
            writeToStandardError("draftroll: \(dataDir) cannot be examined: \(String(reflecting: error)).\n")
            if error.code == .inUse { writeToStandardError("draftroll: stop the service that has it open first.\n") }
            throw ExitCode.failure
        }
        let tools = await MediaTools.search(dataDirectory: dataDir)
        report.findings += Self.findings(of: tools)
        writeToStandardOutput(
            json ? String(decoding: report.json, as: UTF8.self) + "\n" : Self.text(of: report, tools))
        if !report.isHealthy { throw ExitCode.failure }
    }

    /// The report for people: findings first, what was looked at after them.
    static func text(of report: DoctorReport, _ tools: MediaTools.Found) -> String {
        var text = ""
        for finding in report.findings {
            text +=
                "\(finding.severity.rawValue): \(finding.code.rawValue): \(finding.subject)\n    \(finding.detail)\n"
        }
        text += """
            read \(report.blobs) blobs (\(report.blobBytes) bytes) and \(report.savedFiles) saved videos; \
            followed \(report.references) references; \(report.freeBytes) bytes are free
            rendering is \(tools.studio == nil ? "unavailable" : "available")
            \(report.isHealthy ? "ok: nothing is lost or damaged" : "NOT OK: see the problems above")

            """
        return text
    }

    /// What a service on this machine could not do.
    private static func findings(of tools: MediaTools.Found) -> [DoctorReport.Finding] {
        var findings: [DoctorReport.Finding] = []
        func miss(_ tool: String, _ detail: String) {
            findings.append(DoctorReport.Finding(.notice, .toolMissing, tool, detail))
        }
        if tools.probe == nil {
            miss("ffprobe", "It is not installed, so uploads are not looked into and nothing is rendered.")
        }
        if tools.studio == nil, !isInstalled("ffmpeg") {
            miss("ffmpeg", "It is not installed, so nothing is rendered.")
        } else if tools.studio == nil, tools.probe != nil {
            miss("ffmpeg", "It has no libx264, AAC or libass, so nothing is rendered. Install another.")
        }
        return findings
    }

    private static func isInstalled(_ tool: String) -> Bool {
        guard let value = unsafe getenv("PATH") else { return false }
        return unsafe String(cString: value).split(separator: ":").contains {
            unsafe access("\($0)/\(tool)", X_OK) == 0
        }
    }
}
