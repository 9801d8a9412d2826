internal import Glibc
internal import Subprocess
internal import SystemPackage

/// Runs a program on files of users, fenced in: low priority, limits on memory, processor time and output, a deadline,
/// no standard input, and killed with the task that wants it, and with the service however that ends.
///
/// The fence is put up by `prlimit`, `setpriv` and `nice` where these are installed. Each becomes the next and the last
/// the program itself, so that what is killed is the program.
struct FencedProcess: Sendable {
    /// What the program may use.
    struct Limits: Sendable {
        /// Address space, in bytes. Encoding 1080x1920 with a thread for each of 8 cores maps less than 2 GB.
        var memory: Int64 = 4 << 30
        /// Seconds of processor time over all of its threads.
        var processorSeconds: Int
        /// The largest file it may write, in bytes.
        var fileSize: Int64
        var deadline: Duration
    }

    /// How a run ended.
    struct Outcome: Sendable {
        var isSuccess: Bool
        /// Whether somebody ended it with a signal that asks: what it would have said is not known.
        var wasInterrupted = false
        /// What it wrote to its standard output.
        var output: [UInt8]
        /// What it wrote to its standard error, its beginning.
        var messages: String
    }

    /// Why there is no outcome.
    enum Failure: Error, Sendable {
        case deadlineExceeded
        /// It wrote more than it was allowed to.
        case saidTooMuch
        case notStarted(String)
    }

    let executable: FilePath
    private let prlimit: FilePath?
    private let setpriv: FilePath?
    private let nice: FilePath?

    /// Finds a program on the search path; nil when there is none.
    static func find(_ name: String) async -> FencedProcess? {
        guard let executable = await path(of: name) else { return nil }
        return FencedProcess(
            executable: executable, prlimit: await path(of: "prlimit"), setpriv: await path(of: "setpriv"),
            nice: await path(of: "nice"))
    }

    private static func path(of name: String) async -> FilePath? {
        // Not there is the one way in which this fails that matters.
        try? await Executable.name(name).resolveExecutablePath(in: .inherit)
    }

    /// Runs the program to its end.
    ///
    /// - Parameters:
    ///   - directory: where it runs; relative names in its arguments are of this directory.
    ///   - outputLimit: how much it may write to its standard output, in bytes.
    ///   - lines: if given, is told each line of the standard output as it comes, and the outcome has none.
    func run(
        _ arguments: [String], in directory: String? = nil, limits: Limits, outputLimit: Int = 1 << 20,
        lines: (@Sendable (String) -> Void)? = nil
    ) async throws -> Outcome {
        let command = wrapped(arguments, limits)
        let place = directory.map { FilePath($0) }
        return try await withThrowingTaskGroup(of: Outcome?.self) { group in
            group.addTask {
                do {
                    if let lines { return try await Self.follow(command, in: place, lines) }
                    return try await Self.collect(command, in: place, limit: outputLimit)
                } catch let error as SubprocessError where error.code == .outputLimitExceeded {
                    throw Failure.saidTooMuch
                } catch let error as SubprocessError where !Task.isCancelled {
                    throw Failure.notStarted("\(error)")
                }
            }
            group.addTask {
                try await Task.sleep(for: limits.deadline)
                return nil
            }
            defer { group.cancelAll() }
            guard let outcome = try await group.next() ?? nil else { throw Failure.deadlineExceeded }
            // A program that was killed with its task has not ended by itself, whatever it left.
            try Task.checkCancellation()
            return outcome
        }
    }

    private typealias Command = (path: FilePath, arguments: [String])
    private static let messageLimit = 1 << 18

    /// In a process group of its own: Ctrl-C in a terminal goes to the whole group of the service, which still finishes
    /// the uploads in flight.
    private static var platform: PlatformOptions {
        var options = PlatformOptions()
        options.processGroupID = 0
        return options
    }

    private static func wasInterrupted(_ status: TerminationStatus) -> Bool {
        guard case .signaled(let signal) = status else { return false }
        return [SIGINT, SIGTERM, SIGHUP, SIGQUIT].contains(signal)
    }

    private static func collect(_ command: Command, in place: FilePath?, limit: Int) async throws -> Outcome {
        let result = try await Subprocess.run(
            .path(command.path), arguments: Arguments(command.arguments), workingDirectory: place,
            platformOptions: platform, output: .bytes(limit: limit), error: .string(limit: messageLimit))
        return Outcome(
            isSuccess: result.terminationStatus.isSuccess,
            wasInterrupted: wasInterrupted(result.terminationStatus), output: result.standardOutput,
            messages: result.standardError)
    }

    private static func follow(
        _ command: Command, in place: FilePath?, _ lines: @Sendable (String) -> Void
    ) async throws -> Outcome {
        let result = try await Subprocess.run(
            .path(command.path), arguments: Arguments(command.arguments), workingDirectory: place,
            platformOptions: platform, input: .none, output: .sequence, error: .string(limit: messageLimit)
        ) { execution in
            for try await line in execution.standardOutput.strings() { lines(line) }
        }
        return Outcome(
            isSuccess: result.terminationStatus.isSuccess,
            wasInterrupted: wasInterrupted(result.terminationStatus), output: [], messages: result.standardError)
    }

    private func wrapped(_ arguments: [String], _ limits: Limits) -> Command {
        var command = [executable.string] + arguments
        if let nice { command = [nice.string, "-n", "10"] + command }
        // The kernel sends it when the thread ends that started the program. swift-subprocess starts all from one thread,
        // which lives as long as the process.
        if let setpriv { command = [setpriv.string, "--pdeathsig", "KILL", "--"] + command }
        if let prlimit {
            command =
                [
                    prlimit.string, "--as=\(limits.memory)", "--cpu=\(limits.processorSeconds)",
                    "--fsize=\(limits.fileSize)", "--core=0", "--",
                ] + command
        }
        return (FilePath(command[0]), Array(command.dropFirst()))
    }
}
