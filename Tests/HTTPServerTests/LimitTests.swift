import Glibc
import HTTPWire
import Logging
import Testing

@testable import HTTPServer

@Suite("Limits")
struct LimitTests {
    @Test("connections over the limit in all are closed at once, and one that ends makes room")
    func connectionsInAll() async throws {
        try await withServer(
            { $0.maximumConnections = 2 },
            use: { server in
                var first: Client? = try Client(port: server.port)
                let second = try Client(port: server.port)
                for client in [first, second] {
                    client?.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                    #expect(try client?.answer().status == 200)
                }
                let third = try Client(port: server.port)
                #expect(try third.isClosed())
                first = nil
                #expect(try await eventually { server.connectionCount == 1 })
                let fourth = try Client(port: server.port)
                fourth.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try fourth.answer().status == 200)
            })
    }

    @Test("connections of one address over its limit are closed at once")
    func connectionsOfOneAddress() async throws {
        try await withServer(
            { $0.maximumConnectionsPerAddress = 1 },
            use: { server in
                let first = try Client(port: server.port)
                first.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try first.answer().status == 200)
                #expect(try Client(port: server.port).isClosed())
            })
    }

    @Test("an IPv6 network of /64 counts as one address, and an IPv4-mapped address as IPv4")
    func origins() {
        func storage(_ text: String) -> sockaddr_storage {
            var storage = sockaddr_storage()
            unsafe withUnsafeMutableBytes(of: &storage) { bytes in
                if text.contains(":") {
                    unsafe bytes.storeBytes(of: UInt16(AF_INET6), as: UInt16.self)
                    if let base = bytes.baseAddress { unsafe inet_pton(AF_INET6, text, base + 8) }
                } else {
                    unsafe bytes.storeBytes(of: UInt16(AF_INET), as: UInt16.self)
                    if let base = bytes.baseAddress { unsafe inet_pton(AF_INET, text, base + 4) }
                }
            }
            return storage
        }
        func origin(_ text: String) -> ConnectionCount.Origin? {
            var address = storage(text)
            return NetworkAddress(&address)?.origin
        }
        func peer(_ text: String) -> Peer {
            var address = storage(text)
            return Peer(networkAddress: NetworkAddress(&address), isSecure: false)
        }
        #expect(origin("2001:db8:1:2::1") == origin("2001:db8:1:2:ffff::9"))
        #expect(origin("2001:db8:1:2::1") != origin("2001:db8:1:3::1"))
        #expect(origin("::ffff:10.0.0.1") == origin("10.0.0.1"))
        #expect(origin("10.0.0.1") != origin("10.0.0.2"))
        #expect(origin("::a00:1") != origin("10.0.0.1"))
        #expect(peer("::ffff:127.0.0.1").address == "127.0.0.1")
        #expect(peer("127.1.2.3").isLoopback)
        #expect(peer("::1").isLoopback)
        #expect(peer("2001:db8::1").address == "2001:db8::1")
        #expect(!peer("2001:db8::1").isLoopback)
    }

    @Test("descriptors are kept back for everything that is no connection")
    func reserve() {
        #expect(ServerContext.connectionLimit(configured: 20_000, descriptors: 20_000) == 17_436)
        #expect(ServerContext.connectionLimit(configured: 100, descriptors: 1_024) == 100)
        #expect(ServerContext.connectionLimit(configured: 100, descriptors: 10) == 1)
        #expect(ServerContext.connectionLimit(configured: 0, descriptors: 1_024) == 0)
    }

    @Test("without descriptors accepting rests and says so, and goes on when there are some again")
    func descriptors() async throws {
        // In a process of its own: the limit is the whole process's.
        await #expect(processExitsWith: .success) {
            let notes = Notes()
            let logger = Logger(label: "test") { _ in NotingLogHandler(notes: notes) }
            // Dispatch opens two timers when it first needs each, and ends the process (SIGILL) if it gets no descriptor.
            // A sleep that is over before it was begun, on a busy machine, opens only one of them.
            while timerCount() < 2 { try await Task.sleep(for: .milliseconds(1)) }
            try await withServer(logger: logger) { server in
                let before = try Client(port: server.port)
                before.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                try require(try before.answer().status == 200)
                // No descriptor below 200 is free; 200 becomes the client's own, and 201 would be the server's.
                while true {
                    let next = dup(2)
                    if next < 200 { continue }
                    _ = close(next)
                    break
                }
                try limitDescriptors(to: 201)
                let client = try Client(port: server.port)
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                try require(try await eventually { notes.all.contains { $0.contains("accept4: Too many open files") } })
                try limitDescriptors(to: 1_024)
                try require(try client.answer().status == 200)
                // Ten times a second would fill a disk.
                try require(notes.all.count < 5)
            }
        }
    }

    @Test("an idle server uses no CPU")
    func idle() async throws {
        await #expect(processExitsWith: .success) {
            try await withServer(
                { $0.loopCount = 2 },
                use: { server in
                    let clients = try (0..<50).map { _ in try Client(port: server.port) }
                    for client in clients {
                        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                        try require(try client.answer().status == 200)
                    }
                    let before = processorTime()
                    try await Task.sleep(for: .seconds(2))
                    // A loop that spins would use nearly two seconds.
                    try require(processorTime() - before < 0.1)
                    try require(server.connectionCount == 50)
                })
        }
    }

    @Test("idle connections hold no buffers")
    func buffers() async throws {
        await #expect(processExitsWith: .success) {
            try await withServer { server in
                func use(_ count: Int) throws -> [Client] {
                    let request = Array(
                        "GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "a", count: 60_000))\r\n\r\n".utf8)
                    return try (0..<count).map { _ in
                        let client = try Client(port: server.port)
                        client.send(request)
                        try require(try client.answer().status == 200)
                        return client
                    }
                }
                let warm = try use(10)
                let before = residentBytes()
                let clients = try use(200)
                // 60 kB each would be 12 MB.
                try require(residentBytes() - before < 6 << 20)
                try require(server.connectionCount == warm.count + clients.count)
            }
        }
    }
}

private struct Unmet: Error {}

/// What `#require` is, in a process whose exit is the test's result.
private func require(_ condition: Bool, line: Int = #line) throws {
    guard !condition else { return }
    let text = Array("not met: line \(line)\n".utf8)
    _ = unsafe write(2, text, text.count)
    throw Unmet()
}

/// How many descriptors of timers this process has open.
private func timerCount() -> Int {
    var count = 0
    for descriptor in 0..<200 {
        var target = [UInt8](repeating: 0, count: 32)
        let length = unsafe target.withUnsafeMutableBytes { bytes in
            unsafe bytes.baseAddress.map { unsafe readlink("/proc/self/fd/\(descriptor)", $0, bytes.count) } ?? 0
        }
        if String(decoding: target.prefix(max(0, length)), as: UTF8.self) == "anon_inode:[timerfd]" { count += 1 }
    }
    return count
}

private func limitDescriptors(to count: UInt) throws {
    var limit = rlimit()
    _ = unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = rlim_t(count)
    guard unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { throw Unmet() }
}

private func processorTime() -> Double {
    var usage = rusage()
    _ = unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
}

private func residentBytes() -> Int {
    guard let file = try? OpenFile(path: "/proc/self/statm") else { return 0 }
    var text = [UInt8](repeating: 0, count: 200)
    let count = unsafe text.withUnsafeMutableBytes { unsafe pread(file.descriptor, $0.baseAddress, $0.count, 0) }
    let fields = String(decoding: text.prefix(max(0, count)), as: UTF8.self).split(separator: " ")
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4_096 : 0
}

struct NotingLogHandler: LogHandler {
    let notes: Notes
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    init(notes: Notes) {
        self.notes = notes
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        notes.add("\(event.message)")
    }
}
