import CLinux
import Crypto
import DraftAPI
import DraftModel
import DraftStore
import Glibc
import HTTPServer
import Jobs
import Logging
import Threads

/// What `serve` was told.
struct ServiceSettings: Sendable {
    /// Address, limits and deadlines.
    var server: ServerConfiguration
    var dataDirectory: String
    var publicDirectory: String?
    var isDemo: Bool
    var logLevel: Logger.Level
    var http: HTTPSettings
    /// The certificate of HTTPS; nil for plain HTTP.
    var tls: TLSSettings?
}

/// Why the service did not start, in words for who started it.
struct StartFailure: Error {
    let message: String
}

/// Builds the parts, passes them to each other, runs until a signal, and takes them down in the opposite order.
enum Service {
    /// How long requests in flight may take to finish after a signal.
    private static let grace = Duration.seconds(10)

    static func run(_ settings: ServiceSettings) async throws {
        // A password takes 32 MB for a moment. Set on one thread for all.
        clinux_return_blocks_of(4 << 20)
        // As early as can be, so that a signal which comes while the service starts stops it in good order as well.
        let signals = try Signals()
        let logger = makeLogger(settings.logLevel)
        let pages = try PublicFolder.load(settings.publicDirectory, logger)
        let store = try openStore(settings.dataDirectory)
        let pool = try ThreadPool(named: "blocking", count: 4)
        let passwords = try ThreadPool(named: "passwords", count: 1)
        let tools = findTools(store.directory, logger)
        let jobs = try JobRunner(store: store, pool: pool, tools: tools, clock: .system, logger: logger)
        let news = News()
        store.observeCommits { notice in
            if notice.lastEventSequence != nil { news.announce() }
            if notice.jobsMayBeReady { jobs.wake() }
        }
        let demo = settings.isDemo ? try await DemoPeople.prepare(store, randomness: .system) : nil
        let counters = ServerCounters()
        let api = API(
            Services(
                store: store, pool: pool, passwords: passwords, jobs: jobs, news: news, clock: .system,
                randomness: .system,
                urls: try SignedURLs(secret: store.secret), pages: pages,
                about: ServerFacts(version: serverVersion, startedAt: Clock.system.now(), demo: demo),
                counters: counters, logger: logger))
        let certificate = try settings.tls.map { try ServerCertificate($0, dataDirectory: settings.dataDirectory) }
        let accessLog = try settings.http.openAccessLog()
        let server = try makeServer(settings, certificate?.configuration, accessLog, api, logger)
        counters.watch(server)
        await jobs.start()
        let housekeeping = Housekeeping(store: store, logger: logger)
        housekeeping.start()
        try await server.start()
        let host = settings.server.host.contains(":") ? "[\(settings.server.host)]" : settings.server.host
        let scheme = certificate == nil ? "http" : "https"
        writeToStandardOutput("listening on \(scheme)://\(host):\(server.port)\n")
        let renewal = Task { [certificate] in await certificate?.keepFresh(in: server, logger) }
        writeToStandardOutput(certificate?.announcement(port: server.port) ?? "")

        var signal = await signals.next()
        // Without a certificate there is nothing to load again, and a terminal that closes ends what runs in it.
        while signal == "SIGHUP", let certificate {
            certificate.reload(into: server, logger)
            signal = await signals.next()
        }
        renewal.cancel()
        logger.notice("stopping", metadata: ["signal": "\(signal)"])
        news.close()
        await server.shutdown(grace: grace)
        accessLog?.close()
        await housekeeping.shutdown()
        await jobs.shutdown()
        store.close()
        pool.shutdown()
        passwords.shutdown()
    }

    private static func makeLogger(_ level: Logger.Level) -> Logger {
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        var logger = Logger(label: "draftroll")
        logger.logLevel = level
        return logger
    }

    /// Looks for ffmpeg and ffprobe, beside what else is to be done, and says what is missing.
    private static func findTools(_ directory: String, _ logger: Logger) -> MediaTools {
        MediaTools {
            let found = await MediaTools.search(dataDirectory: directory)
            if found.studio == nil {
                logger.notice("ffmpeg is not installed: drafts of one untouched video can be posted, no others")
            }
            if found.probe == nil {
                logger.notice("ffprobe is not installed: uploads are taken by their first bytes alone")
            }
            return found
        }
    }

    private static func openStore(_ directory: String) throws -> Store {
        let path = directory.hasPrefix("/") ? directory : currentDirectory() + "/" + directory
        do {
            return try Store(dataDirectory: path, clock: .system, randomness: .system)
        } catch {
            throw StartFailure(
                message: "the data directory \(path) cannot be used: \(String(reflecting: error)). "
                    + "Stop the process that has it open, or give another with --data-dir.")
        }
    }

    private static func makeServer(
        _ settings: ServiceSettings, _ tls: TLSConfiguration?, _ accessLog: AccessLog?, _ api: API, _ logger: Logger
    ) throws -> Server {
        var configuration = settings.server
        configuration.tls = tls
        configuration.accessLog = accessLog
        let crossOrigin = CrossOrigin(origins: settings.http.origins)
        configuration.loopCount = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        do {
            return try Server(
                configuration: configuration, logger: logger, refusal: Problem.response(refusing:requestID:)
            ) { loop in crossOrigin.wrap(try api.responder(on: loop)) }
        } catch let error as TLSError {
            throw StartFailure(message: error.description)
        } catch let error as SystemError {
            throw StartFailure(
                message: "cannot listen on \(configuration.host):\(configuration.port): \(error). "
                    + "If another program has the port, stop it or give another with --port.")
        }
    }

    private static func currentDirectory() -> String {
        guard let path = unsafe getcwd(nil, 0) else { return "." }
        defer { unsafe free(path) }
        return unsafe String(cString: path)
    }
}
