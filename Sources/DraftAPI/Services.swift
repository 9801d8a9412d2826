public import DraftModel
public import DraftStore
public import HTTPServer
public import Jobs
public import Logging
public import Threads

/// The parts that the routes work with, made once by `serve` and passed in.
public struct Services: Sendable {
    public let store: Store
    /// For work that blocks: upload bytes, probing, removing files.
    public let pool: ThreadPool
    /// For password hashes alone. Each takes a tenth of a second and 32 MB, so a rush to sign in neither holds up
    /// uploads nor fills the memory: it waits for itself.
    public let passwords: ThreadPool
    public let jobs: JobRunner
    /// Wakes the event streams after a commit.
    public let news: News
    public let clock: Clock
    public let randomness: Randomness
    public let urls: SignedURLs
    /// `Public/` and `openapi.yaml`.
    public let pages: StaticFiles
    public let about: ServerFacts
    public let counters: ServerCounters
    public let logger: Logger
    /// How long an event stream is quiet before a comment shows that it is alive.
    public var heartbeatNanoseconds: Int64 = 15_000_000_000

    public init(
        store: Store, pool: ThreadPool, passwords: ThreadPool, jobs: JobRunner, news: News, clock: Clock,
        randomness: Randomness, urls: SignedURLs, pages: StaticFiles, about: ServerFacts, counters: ServerCounters,
        logger: Logger
    ) {
        self.store = store
        self.pool = pool
        self.passwords = passwords
        self.jobs = jobs
        self.news = news
        self.clock = clock
        self.randomness = randomness
        self.urls = urls
        self.pages = pages
        self.about = about
        self.counters = counters
        self.logger = logger
    }
}

/// What `GET /v1/server` tells, and whom `GET /v1/demo` lists.
public struct ServerFacts: Sendable {
    public var version: String
    public var startedAt: Timestamp
    /// The demo people with their tokens; nil without `--demo`.
    public var demo: [DemoUser]?

    public init(version: String, startedAt: Timestamp, demo: [DemoUser]? = nil) {
        self.version = version
        self.startedAt = startedAt
        self.demo = demo
    }
}

/// A person of the demo and a token that is theirs while the server runs.
public struct DemoUser: Sendable {
    public var user: User
    public var token: String

    public init(user: User, token: String) {
        self.user = user
        self.token = token
    }
}
