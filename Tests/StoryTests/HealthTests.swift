import Glibc
import Testing

@Suite("draftroll health answers for a health check")
struct HealthTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static func run(_ url: String, log: String) throws -> (ChildProcess.End, String, String) {
        let process = try ChildProcess(RunningServer.executable, ["health", "--url", url], errorPath: log)
        let output = try process.remainingOutput()
        return (try process.waitForEnd(), output, process.errors)
    }

    @Test("a service that is well: ok and 0", arguments: ["", "/", "/readyz"])
    func well(path: String) async throws {
        let (end, output, _) = try await blocking { [folder] in
            let server = try RunningServer(data: folder.path + "/data")
            return try Self.run("http://127.0.0.1:\(server.port)\(path)", log: folder.path + "/log")
        }
        #expect(end == .exited(0))
        #expect(output == "ok\n")
    }

    @Test("another answer than 200: its status and 1")
    func unwell() async throws {
        let (end, output, errors) = try await blocking { [folder] in
            let server = try RunningServer(data: folder.path + "/data")
            return try Self.run("http://127.0.0.1:\(server.port)/v1/me", log: folder.path + "/log")
        }
        #expect(end == .exited(1))
        #expect(output.isEmpty)
        #expect(errors.contains("answers 401"))
    }

    @Test("nobody there: the reason and 1")
    func nobody() async throws {
        let (end, output, errors) = try await blocking { [folder] in
            let server = try RunningServer(data: folder.path + "/data")
            let port = server.port
            _ = try server.stop(with: SIGKILL)
            return try Self.run("http://127.0.0.1:\(port)", log: folder.path + "/log")
        }
        #expect(end == .exited(1))
        #expect(output.isEmpty)
        #expect(errors.contains("cannot be reached: connect: Connection refused"))
    }

    @Test(
        "what is no address is a mistake of usage",
        arguments: ["127.0.0.1:8080", "ftp://127.0.0.1", "http://", "http://a:b"])
    func noAddress(url: String) async throws {
        let (end, output, _) = try await blocking { [folder] in try Self.run(url, log: folder.path + "/log") }
        #expect(end == .exited(64))
        #expect(output.isEmpty)
    }
}
