import Glibc

/// The service as people run it: the built executable in a process of its own, on a free port.
final class RunningServer: Sendable {
    let process: ChildProcess
    let port: UInt16
    /// The line that told the port.
    let announcement: String

    /// The executable lies beside that of the tests.
    static let executable: String = {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let length = unsafe buffer.withUnsafeMutableBytes { bytes in
            guard let base = unsafe bytes.bindMemory(to: CChar.self).baseAddress else { return 0 }
            return unsafe readlink("/proc/self/exe", base, bytes.count)
        }
        let own = String(decoding: buffer[..<max(0, length)], as: UTF8.self)
        return own.prefix(upTo: own.lastIndex(of: "/") ?? own.startIndex) + "/draftroll"
    }()

    /// Starts the service and waits until it listens.
    init(
        data: String, _ options: [String] = [], environment: [String: String] = [:], port: UInt16? = 0
    ) throws {
        let portOption = port.map { ["--port", String($0)] } ?? []
        process = try Self.launch(
            ["--data-dir", data] + portOption + options, environment: environment, log: data + ".log")
        guard let line = try process.nextLine() else {
            throw TestFailure("the service ended with \(try process.waitForEnd()): \(process.errors)")
        }
        announcement = line
        guard line.hasPrefix("listening on http://"), let colon = line.lastIndex(of: ":"),
            let port = UInt16(line[line.index(after: colon)...])
        else { throw TestFailure("the service announced '\(line)'") }
        self.port = port
    }

    /// Starts the service and does not wait.
    static func launch(
        _ options: [String], environment: [String: String] = [:], log: String
    ) throws -> ChildProcess {
        var environment = environment
        // A backtrace takes longer than any of the tests' deadlines.
        environment["SWIFT_BACKTRACE"] = "enable=no"
        return try ChildProcess(executable, ["serve"] + options, environment: environment, errorPath: log)
    }

    /// What a signal makes of it.
    func stop(with signal: Int32) throws -> ChildProcess.End {
        process.send(signal)
        return try process.waitForEnd()
    }
}
