import Glibc
import JSON
import Testing

@Suite("The service starts, or says why it does not")
struct StartingTests {
    private let folder: TemporaryFolder
    private var data: String { folder.path + "/data" }

    init() throws { folder = try TemporaryFolder() }

    @Test("port 0 picks a free port, told in the one line of standard output")
    func freePort() async throws {
        let (announcement, port, status, rest) = try await blocking { [data] in
            let server = try RunningServer(data: data)
            let status = try HTTPConnection(port: server.port).request("GET", "/healthz").status
            server.process.send(SIGTERM)
            return (server.announcement, server.port, status, try server.process.remainingOutput())
        }
        #expect(announcement == "listening on http://127.0.0.1:\(port)")
        #expect(port != 0)
        #expect(status == 200)
        #expect(rest.isEmpty)
    }

    @Test("a second start on the same data directory is refused and leaves the first one alone")
    func sameDirectory() async throws {
        let (end, errors, status) = try await blocking { [data] in
            let first = try RunningServer(data: data)
            let second = try RunningServer.launch(["--data-dir", data, "--port", "0"], log: data + ".second.log")
            let end = try second.waitForEnd()
            return (end, second.errors, try HTTPConnection(port: first.port).request("GET", "/readyz").status)
        }
        #expect(end == .exited(1))
        #expect(errors.contains("draftroll: the data directory \(data) cannot be used"))
        #expect(errors.contains("another process has this data directory open"))
        #expect(errors.contains("--data-dir"))
        #expect(status == 200)
    }

    @Test("a port in use is refused, and the data directory is free again")
    func samePort() async throws {
        let (end, errors, later) = try await blocking { [folder, data] in
            let first = try RunningServer(data: data)
            let other = folder.path + "/other"
            let second = try RunningServer.launch(
                ["--data-dir", other, "--port", String(first.port)], log: other + ".log")
            let end = try second.waitForEnd()
            let later = try RunningServer(data: other)
            return (end, second.errors, try HTTPConnection(port: later.port).request("GET", "/readyz").status)
        }
        #expect(end == .exited(1))
        #expect(errors.contains("cannot listen on 127.0.0.1:"))
        #expect(errors.contains("Address already in use"))
        #expect(errors.contains("--port"))
        #expect(later == 200)
    }

    @Test("a data directory that cannot be made is named, with the system's reason")
    func impossibleDirectory() async throws {
        let (end, errors) = try await blocking { [data] in
            let process = try RunningServer.launch(["--data-dir", "/dev/null/data", "--port", "0"], log: data + ".log")
            return (try process.waitForEnd(), process.errors)
        }
        #expect(end == .exited(1))
        #expect(errors.contains("/dev/null/data"))
        #expect(errors.contains("Not a directory"))
    }

    @Test("every option can be given by the environment")
    func environment() async throws {
        let (announcement, demo, usesDirectory) = try await blocking { [data] in
            let server = try RunningServer(
                data: data + ".unused", ["--data-dir", data],
                environment: [
                    "DRAFTROLL_HOST": "127.0.0.2", "DRAFTROLL_PORT": "0", "DRAFTROLL_DEMO": "1",
                    "DRAFTROLL_LOG_LEVEL": "error",
                ], port: nil)
            let demo = try HTTPConnection(port: server.port, host: "127.0.0.2").request("GET", "/v1/demo").status
            return (server.announcement, demo, FileReading.files(below: data).contains("draftroll.db"))
        }
        #expect(announcement.hasPrefix("listening on http://127.0.0.2:"))
        #expect(demo == 200)
        #expect(usesDirectory)
    }

    @Test("sizes and deadlines can be set, and the command line wins over the environment")
    func limits() async throws {
        let (statuses, isClosed) = try await blocking { [data] in
            let server = try RunningServer(
                data: data, ["--max-request-line", "9000", "--head-timeout", "1"],
                environment: ["DRAFTROLL_MAX_REQUEST_LINE": "8000", "DRAFTROLL_MAX_HEAD": "16384"])
            let statuses = try [8_500, 9_500].map { length in
                try HTTPConnection(port: server.port)
                    .request("GET", "/" + String(repeating: "a", count: length)).status
            }
            let large = try HTTPConnection(port: server.port)
            try large.send(Array("GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "a", count: 17_000))".utf8))
            let slow = try HTTPConnection(port: server.port)
            try slow.send(Array("GET / HTTP/1.1\r\n".utf8))
            return (try statuses + [large.readAnswer().status, slow.readAnswer().status], slow.isClosedByPeer())
        }
        #expect(statuses == [404, 414, 431, 408])
        #expect(isClosed)
    }

    @Test("the data directory comes from the environment, and the command line wins over it")
    func precedence() async throws {
        let (fromEnvironment, fromCommandLine) = try await blocking { [folder] in
            func start(_ options: [String]) throws -> String? {
                let process = try RunningServer.launch(
                    options, environment: ["DRAFTROLL_DATA_DIR": folder.path + "/a", "DRAFTROLL_PORT": "0"],
                    log: folder.path + "/log")
                return try process.nextLine()
            }
            _ = try start([])
            let first = FileReading.files(below: folder.path + "/a").contains("draftroll.db")
            _ = try start(["--data-dir", folder.path + "/b"])
            return (first, FileReading.files(below: folder.path + "/b").contains("draftroll.db"))
        }
        #expect(fromEnvironment)
        #expect(fromCommandLine)
    }

    @Test(
        "a wrong option is refused as a mistake of usage",
        arguments: [
            (["--port", "http"], [:]), (["--log-level", "loud"], [:]), (["--nonsense"], [:]),
            (["--head-timeout", "0"], [:]), (["--max-head", "99999999999999999999"], [:]),
            (["--idle-timeout", "-1"], [:]), (["--max-request-line", "7999"], [:]),
            ([], ["DRAFTROLL_MAX_CONNECTIONS": "0"]), ([], ["DRAFTROLL_WRITE_TIMEOUT": "soon"]),
            ([], ["DRAFTROLL_PORT": "70000"]), ([], ["DRAFTROLL_PORT": "http"]), ([], ["DRAFTROLL_LOG_LEVEL": "loud"]),
        ] as [([String], [String: String])])
    func wrongOptions(options: [String], environment: [String: String]) async throws {
        let (end, errors) = try await blocking { [data] in
            let process = try RunningServer.launch(
                ["--data-dir", data] + options, environment: environment, log: data + ".log")
            return (try process.waitForEnd(), process.errors)
        }
        #expect(end == .exited(64))
        #expect(!errors.isEmpty)
    }
}

@Suite("The tokens of the demo are for this machine alone")
struct DemoTokenTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("with --demo, loopback gets everybody's token, and the tokens sign in")
    func loopback() async throws {
        let handles = try await blocking { [folder] in
            let server = try RunningServer(data: folder.path + "/data", ["--demo"])
            let connection = try HTTPConnection(port: server.port)
            let people = try connection.request("GET", "/v1/demo").json["users"]?.array ?? []
            return try people.map { person in
                try connection.request("GET", "/v1/me", token: person["token"]?.string).json["user"]?["handle"]?.string
            }
        }
        #expect(handles == ["maya", "leo", "rita", "sam"])
    }

    @Test("without --demo there is nothing, and nobody")
    func withoutDemo() async throws {
        let (answer, server) = try await blocking { [folder] in
            let server = try RunningServer(data: folder.path + "/data")
            let connection = try HTTPConnection(port: server.port)
            return (try connection.request("GET", "/v1/demo"), try connection.request("GET", "/v1/server"))
        }
        #expect(answer.status == 404)
        #expect(!answer.text.contains("drt_"))
        #expect(server.json["demo"] == false)
    }

    @Test(
        "another address of this machine than loopback gets no tokens",
        .enabled(if: NetworkAddress.external != nil, "this machine has no other address"))
    func otherAddress() async throws {
        let address = try #require(NetworkAddress.external)
        let (health, demo) = try await blocking { [folder] in
            let server = try RunningServer(data: folder.path + "/data", ["--demo", "--host", "0.0.0.0"])
            let connection = try HTTPConnection(port: server.port, host: address)
            return (try connection.request("GET", "/healthz").status, try connection.request("GET", "/v1/demo"))
        }
        #expect(health == 200)
        #expect(demo.status == 404)
        #expect(!demo.text.contains("drt_"))
    }
}

/// The addresses of this machine.
private enum NetworkAddress {
    /// An IPv4 address that is not loopback.
    static let external: String? = {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard unsafe getifaddrs(&list) == 0 else { return nil }
        defer { unsafe freeifaddrs(list) }
        var next = unsafe list
        while let interface = unsafe next {
            unsafe next = interface.pointee.ifa_next
            guard let address = unsafe interface.pointee.ifa_addr, unsafe Int32(address.pointee.sa_family) == AF_INET
            else {
                continue
            }
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let length = socklen_t(MemoryLayout<sockaddr_in>.size)
            guard unsafe getnameinfo(address, length, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0 else {
                continue
            }
            let name = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if !name.hasPrefix("127.") { return name }
        }
        return nil
    }()
}
