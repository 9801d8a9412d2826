import Glibc

/// A program that a test runs: its standard output is read line by line, its standard error goes into a file.
///
/// A child that is still there when its owner goes is killed.
final class ChildProcess: @unchecked Sendable {
    // Unchecked: one thread at a time reads and waits; `send` may come from any.

    enum End: Hashable, CustomStringConvertible {
        case exited(Int32)
        case killed(signal: Int32)

        var description: String {
            switch self {
            case .exited(let code): "exit \(code)"
            case .killed(let signal): "signal \(signal)"
            }
        }
    }

    let id: pid_t
    private let output: Int32
    private let errorPath: String
    private var unread: [UInt8] = []
    private var isAtEnd = false
    private var end: End?

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - program: a path, or a name to be found on the search path.
    ///   - environment: all that the child gets, beside the search path, if it names none itself.
    ///   - errorPath: where its standard error goes.
    init(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], errorPath: String = "/dev/null"
    ) throws {
        var ends: [Int32] = [-1, -1]
        // A pair of sockets and not a pipe: it is close-on-exec from the start, so that no other child that is started
        // meanwhile holds it open.
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw TestFailure("socketpair: \(errno)") }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, errorPath, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        var variables = environment
        if variables["PATH"] == nil, let path = unsafe getenv("PATH") {
            variables["PATH"] = unsafe String(cString: path)
        }
        let texts = variables.map { "\($0.key)=\($0.value)" }
        var child: pid_t = 0
        let result = unsafe withCStrings([program] + arguments) { arguments in
            unsafe withCStrings(texts) { variables in
                unsafe posix_spawnp(&child, program, &actions, nil, arguments, variables)
            }
        }
        _ = close(ends[1])
        guard result == 0 else {
            _ = close(ends[0])
            throw TestFailure("\(program) cannot be run: \(unsafe String(cString: strerror(result)))")
        }
        id = child
        output = ends[0]
        self.errorPath = errorPath
    }

    deinit {
        if end == nil {
            _ = kill(id, SIGKILL)
            waitpid(id, nil, 0)
        }
        _ = close(output)
    }

    /// What it has written to standard error so far.
    var errors: String { (try? FileReading.text(errorPath)) ?? "" }

    func send(_ signal: Int32) { _ = kill(id, signal) }

    /// The next line of standard output, nil at its end.
    ///
    /// - Throws: `TestFailure` if none comes in time.
    func nextLine(within seconds: Int32 = 60) throws -> String? {
        while true {
            if let feed = unread.firstIndex(of: 0x0a) {
                let line = String(decoding: unread[..<feed], as: UTF8.self)
                unread.removeFirst(feed + 1)
                return line
            }
            guard try readMore(within: seconds) else { return nil }
        }
    }

    /// Waits for the end of the process: its standard output closes with it.
    func waitForEnd(within seconds: Int32 = 60) throws -> End {
        if let end { return end }
        while try readMore(within: seconds) {}
        var status: Int32 = 0
        guard unsafe waitpid(id, &status, 0) == id else { throw TestFailure("waitpid: \(errno)") }
        let signal = status & 0x7f
        let result: End = signal == 0 ? .exited((status >> 8) & 0xff) : .killed(signal: signal)
        end = result
        return result
    }

    /// All that is left of standard output.
    func remainingOutput() throws -> String {
        while try readMore(within: 60) {}
        defer { unread = [] }
        return String(decoding: unread, as: UTF8.self)
    }

    private func readMore(within seconds: Int32) throws -> Bool {
        if isAtEnd { return false }
        var wanted = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&wanted, 1, seconds * 1_000) > 0 else {
            throw TestFailure("process \(id) said nothing for \(seconds) s; its errors: \(errors)")
        }
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = unsafe read(output, &buffer, buffer.count)
        isAtEnd = count <= 0
        unread += buffer[..<max(0, count)]
        return !isAtEnd
    }
}

/// Calls `body` with a nil-terminated array of C strings.
private func withCStrings<Result>(
    _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    var pointers = unsafe texts.map { unsafe strdup($0) }
    unsafe pointers.append(nil)
    defer { for index in unsafe pointers.indices { unsafe free(pointers[index]) } }
    return unsafe pointers.withUnsafeBufferPointer { pointers in
        // An array with its terminator is never empty.
        guard let base = pointers.baseAddress else { preconditionFailure("an empty array") }
        return unsafe body(base)
    }
}
