import Crypto
import DraftModel
import DraftStore
import HTTPServer
import Logging
import Media
import Synchronization
import Testing
import Threads

@testable import DraftAPI
@testable import Jobs

/// How a test wants its service.
struct ServiceOptions: Sendable {
    /// Whether workers run the jobs. Without them, jobs stay queued.
    var runsJobs = true
    /// Whether uploads are looked into with ffprobe.
    var probes = false
    /// Whether drafts are rendered with ffmpeg; then uploads are looked into as well.
    var renders = false
    /// Whether it was started with `--demo`.
    var isDemo = false
    var faults = StorageFaults.none
    var operations = FileOperations()
    /// How long an event stream is quiet before it shows that it is alive; nil for what is usual.
    var heartbeatNanoseconds: Int64?
}

/// A person of a test, signed in.
struct Person: Sendable {
    let user: User
    let token: String
    /// The first device.
    let device: Device

    var deviceID: String { device.id.text }
}

/// The whole service as `serve` builds it, on a loopback port of its own and a directory of its own, with a clock that
/// the test moves. Every answer that goes through `send` is held against the contract.
final class TestService: Sendable {
    let directory: TemporaryDirectory
    let clock: TestClock
    let store: Store
    let jobs: JobRunner
    let news: News
    let urls: SignedURLs
    let api: API
    let maya: Person
    let leo: Person
    private let pool: ThreadPool
    private let passwords: ThreadPool
    private let server: Server
    /// What was asked so far, for the test that asks everything.
    let asked = Mutex<Set<Contract.Operation>>([])

    var port: UInt16 { server.port }

    fileprivate init(_ options: ServiceOptions, in directory: TemporaryDirectory, clock: TestClock) async throws {
        self.directory = directory
        self.clock = clock
        let randomness = Randomness { try randomBytes(count: $0) }
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let store = try Store(
            dataDirectory: directory.path, clock: clock.clock, randomness: randomness, faults: options.faults)
        pool = try ThreadPool(named: "test-blocking", count: 4)
        passwords = try ThreadPool(named: "test-passwords", count: 1)
        let jobs = try JobRunner(
            store: store, pool: pool, tools: Self.tools(options, directory), clock: clock.clock, logger: logger,
            operations: options.operations)
        let news = News()
        store.observeCommits { notice in
            if notice.lastEventSequence != nil { news.announce() }
            if notice.jobsMayBeReady { jobs.wake() }
        }
        maya = try await Self.person("maya", .ios, store)
        leo = try await Self.person("leo", .android, store)
        // What tests make is younger than the first devices, which are told by their age.
        clock.advance(.seconds(1))
        let demo = options.isDemo ? [maya, leo].map { DemoUser(user: $0.user, token: $0.token) } : nil
        var pages = StaticFiles()
        try pages.add(folder: Contract.path(of: "Public")) { _ in "page" }
        try pages.add(file: Contract.path(of: "openapi.yaml"), at: "/openapi.yaml") { _ in "contract" }
        urls = try SignedURLs(secret: store.secret)
        let counters = ServerCounters()
        var services = Services(
            store: store, pool: pool, passwords: passwords, jobs: jobs, news: news,
            clock: clock.clock, randomness: randomness, urls: urls, pages: pages,
            about: ServerFacts(version: "1.0.0", startedAt: clock.now, demo: demo), counters: counters,
            logger: logger)
        if let heartbeat = options.heartbeatNanoseconds { services.heartbeatNanoseconds = heartbeat }
        let api = API(services)
        var configuration = ServerConfiguration()
        configuration.port = 0
        configuration.loopCount = 2
        server = try Server(
            configuration: configuration, logger: logger, refusal: Problem.response(refusing:requestID:)
        ) { loop in try api.responder(on: loop) }
        counters.watch(server)
        self.store = store
        self.jobs = jobs
        self.news = news
        self.api = api
        if options.runsJobs { await jobs.start() }
        try await server.start()
    }

    private static func tools(_ options: ServiceOptions, _ directory: TemporaryDirectory) -> MediaTools {
        guard options.renders || options.probes else { return .none }
        return MediaTools {
            var found = await MediaTools.search(dataDirectory: directory.path)
            if !options.renders { found.studio = nil }
            return found
        }
    }

    /// Of a password that nobody knows.
    private static let password = Result { try Scrypt.hash(password: "not told") }

    private static func person(_ handle: String, _ platform: Platform, _ store: Store) async throws -> Person {
        let token = Token.text(of: try randomBytes(count: 32))
        let tokenHash = try Token.hash(token)
        let handle = try Handle(handle)
        let hash = try password.get()
        let input = DeviceInput(name: try DeviceName(platform == .ios ? "iPhone" : "Android"), platform: platform)
        return try await store.write { transaction in
            let (user, device) = try transaction.createUser(
                handle: handle, displayName: DisplayName(handle), passwordHash: hash, device: input)
            try transaction.createSession(user: user.id, tokenHash: tokenHash)
            return Person(user: user, token: token, device: device)
        }
    }

    fileprivate func stop() async {
        news.close()
        await server.shutdown(grace: .seconds(10))
        await jobs.shutdown()
        store.close()
        pool.shutdown()
        passwords.shutdown()
    }
}

/// Runs a service while `body` runs. A few at a time: each has a dozen threads and syncs to disk.
func withService<Value>(
    _ options: ServiceOptions = ServiceOptions(), _ body: (TestService) async throws -> Value
) async throws -> Value {
    await Turns.shared.take()
    defer { Task { await Turns.shared.giveBack() } }
    let service = try await TestService(options, in: TemporaryDirectory(), clock: TestClock())
    let result: Result<Value, any Error>
    do { result = .success(try await body(service)) } catch { result = .failure(error) }
    await service.stop()
    return try result.get()
}

/// Lets a few tests run at once and the others wait for their turn.
private actor Turns {
    static let shared = Turns()

    private var free = 8
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func take() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func giveBack() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
