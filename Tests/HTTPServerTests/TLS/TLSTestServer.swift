import Glibc
import HTTPServer
import HTTPWire
import Logging

/// A server with a certificate of its own, on a port of its own.
final class TLSTestServer: Sendable {
    let server: Server
    let folder: String
    let names: [ServerName]

    static let largeCount = 10 << 20

    /// Bytes in which every position looks different from its neighbours.
    static func pattern(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8 ^ $0 >> 16) }
    }

    static let large = pattern(largeCount)

    init(_ configure: (inout ServerConfiguration) -> Void = { _ in }) async throws {
        folder = try Self.makeFolder()
        names = try ["localhost", "127.0.0.1"].map { try ServerName($0) }
        let made = try LocalAuthority(folder: folder).prepare(for: names, now: Self.now)
        var configuration = ServerConfiguration()
        configuration.port = 0
        configuration.tls = made.server
        configure(&configuration)
        let path = folder + "/large"
        try Self.write(Self.large, to: path)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        server = try Server(configuration: configuration, logger: logger) { _ in
            { request in await Self.answer(request, file: path) }
        }
        try await server.start()
    }

    deinit {
        for name in ["ca.pem", "ca.key", "server.pem", "server.key", "large"] { _ = unsafe unlink(folder + "/" + name) }
        _ = unsafe rmdir(folder)
    }

    func stop() async { await server.shutdown(grace: .seconds(1)) }

    var port: UInt16 { server.port }
    var failures: UInt64 { server.tlsStatistics?.failures ?? 0 }

    /// Waits for something that happens on the server's threads; false after ten seconds.
    func eventually(_ condition: () -> Bool) async throws -> Bool {
        for _ in 0..<2_000 {
            if condition() { return true }
            try await Task.sleep(for: .milliseconds(5))
        }
        return condition()
    }

    private static func answer(_ request: Request, file: String) async -> Response {
        switch request.head.path {
        case "/secure": return Response(status: .ok, body: .bytes(Array("\(request.peer.isSecure)".utf8)))
        case "/large": return Response(status: .ok, body: .bytes(large))
        case "/file":
            guard let file = try? OpenFile(path: file) else { return Response(status: .notFound) }
            return Content(source: .file(file), type: "video/mp4", etag: EntityTag(strong: "x")).response(to: request)
        case "/cut":
            // Promises more than it sends, and gives up.
            return Response(
                status: .ok,
                body: .stream(length: 100) { writer in
                    try await writer.write(Array("half".utf8))
                    try await writer.flush()
                    throw ConnectionClosed()
                })
        case "/echo": return await echo(request)
        default: return Response(status: .ok, body: .bytes(Array("hello".utf8)))
        }
    }

    private static func echo(_ request: Request) async -> Response {
        var received: [UInt8] = []
        do {
            while let piece = try await request.body.read() { received += piece }
        } catch {
            return Response(status: .badRequest, body: .bytes(Array("incomplete".utf8)))
        }
        return Response(status: .ok, body: .bytes(received))
    }

    // MARK: Files

    static var now: Int64 { Int64(time(nil)) }

    static func makeFolder() throws -> String {
        var template = Array("/tmp/tls-test-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw SystemError(call: "mkdtemp", number: errno) }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    static func write(_ bytes: [UInt8], to path: String) throws {
        guard let file = unsafe fopen(path, "w") else { throw SystemError(call: "fopen", number: errno) }
        defer { unsafe fclose(file) }
        guard unsafe fwrite(bytes, 1, bytes.count, file) == bytes.count else {
            throw SystemError(call: "fwrite", number: errno)
        }
    }
}
