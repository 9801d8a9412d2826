// The service is killed with SIGKILL while clients upload, edit, post and have videos copied, and is started again on the
// same data directory. Then everything that was acknowledged must be there, everything that was not must have happened
// wholly or not at all, and nothing else may lie on the disk. SIGKILL leaves what the kernel has been given: that it
// reaches the disk in time is what `scripts/trace-syncs` looks at.
//
// A kill falls after a number of acknowledged operations and some microseconds, both drawn from a seed that a failure
// names. With that seed in DRAFTROLL_KILL_SEED everything is drawn again the same way; how the clients' requests meet in
// the service is left to the machine. DRAFTROLL_KILLS sets how many kills each scenario has.

import Glibc
import Testing
import Threads

/// What the clients are busy with when the kill comes.
struct KillScenario: Sendable, CustomTestStringConvertible {
    let name: String
    /// The seed of everything that is drawn.
    let seed: UInt64
    let kills: Int
    let clients: Int
    let habits: StoryClient.Habits
    /// The most operations that are acknowledged before the kill, and the most microseconds after that.
    let operations: Int
    let microseconds: UInt32
    /// Bytes of the video that the drafts share.
    var sharedSize = 0
    /// Whether the kill waits until a copy into the camera roll has begun.
    var killsCopies = false
    /// Whether a second kill comes while the service starts.
    var killsStarts = false

    var testDescription: String { name }

    static let all: [KillScenario] = [
        KillScenario(
            name: "uploads", seed: seed(1), kills: kills(7), clients: 4, habits: .init(upload: 8, create: 2, edit: 2),
            operations: 12, microseconds: 60_000),
        KillScenario(
            name: "edits", seed: seed(2), kills: kills(7), clients: 6, habits: .init(create: 1, edit: 9, post: 0),
            operations: 60, microseconds: 10_000),
        KillScenario(
            name: "posts", seed: seed(3), kills: kills(7), clients: 4, habits: .init(create: 3, edit: 3, post: 3),
            operations: 30, microseconds: 20_000),
        KillScenario(
            name: "copies", seed: seed(4), kills: kills(8), clients: 2, habits: .init(create: 1, edit: 6, post: 1),
            operations: 4, microseconds: 150_000, sharedSize: 64 << 20, killsCopies: true),
        KillScenario(
            name: "starts", seed: seed(5), kills: kills(4), clients: 3,
            habits: .init(upload: 1, create: 2, edit: 3, post: 2),
            operations: 20, microseconds: 10_000, killsStarts: true),
    ]

    private static func number(_ name: String) -> UInt64? {
        unsafe getenv(name).flatMap { UInt64(unsafe String(cString: $0)) }
    }

    /// The seed that the scenarios' own are made from.
    static let baseSeed = number("DRAFTROLL_KILL_SEED") ?? 20_261_122

    private static func seed(_ number: UInt64) -> UInt64 { baseSeed &+ number }

    private static func kills(_ standard: Int) -> Int {
        number("DRAFTROLL_KILLS").flatMap { Int(exactly: $0) } ?? standard
    }
}

@Suite("What was acknowledged survives SIGKILL", .serialized)
struct KillTests {
    @Test("nothing is lost, nothing is done twice, nothing is left over", arguments: KillScenario.all)
    func kills(scenario: KillScenario) async throws {
        let folder = try TemporaryFolder()
        do {
            let found = try await blocking {
                var run = KillRun(scenario, data: folder.path + "/data")
                return try run.run()
            }
            print("killed \(scenario.kills) times during \(scenario.name): \(found)")
            if scenario.killsCopies { #expect(found.copies > 0, "no kill fell within a copy") }
            if scenario.habits.upload > 4 { #expect(found.uploads > 0, "no kill fell within an upload") }
        } catch {
            folder.isKept = true
            Issue.record("\(error); DRAFTROLL_KILL_SEED=\(KillScenario.baseSeed), what is left is in \(folder.path)")
        }
    }
}

/// One data directory, and a service on it that is killed again and again.
private struct KillRun {
    /// What the kills left unfinished.
    struct Found: CustomStringConvertible, Sendable {
        var uploads = 0
        var copies = 0
        var acknowledged = 0

        var description: String {
            "\(acknowledged) operations acknowledged, \(uploads) uploads and \(copies) copies cut off"
        }
    }

    private struct Progress {
        var acknowledged = 0
        var ended = 0
        var failures: [String] = []
    }

    private let scenario: KillScenario
    private let data: String
    private var generator: SeededGenerator

    init(_ scenario: KillScenario, data: String) {
        self.scenario = scenario
        self.data = data
        generator = SeededGenerator(seed: scenario.seed)
    }

    mutating func run() throws -> Found {
        var server = try RunningServer(data: data)
        let accounts = [try Account(handle: "maya", on: server.port), try Account(handle: "leo", on: server.port)]
        let video = try Video(label: "shared", size: scenario.sharedSize)
        // Both upload the same bytes: one blob, and media of their own.
        let shared = try accounts.map { account in
            (id: try HTTPConnection(port: server.port).upload(video, as: account), video: video)
        }
        let clients = (0..<scenario.clients).map { index in
            StoryClient(
                name: "client\(index)", account: accounts[index % 2], seed: scenario.seed &+ UInt64(index) &* 7_919)
        }
        var inspection = Inspection(
            data: data, clients: clients, sharedMedia: Set(shared.map(\.id)), sharedVideo: video)
        var found = Found()
        for kill in 1...scenario.kills {
            do {
                found.acknowledged += try keepBusy(server, clients, shared)
                found.uploads += FileReading.files(below: data + "/incoming").count
                found.copies += FileReading.files(below: data + "/camera-roll").filter { $0.hasSuffix(".part") }.count
                if scenario.killsStarts { try killDuringStart() }
                server = try RunningServer(data: data)
                let connection = try HTTPConnection(port: server.port)
                for client in clients { try client.repeatRequests(connection) }
                try inspection.check(connection)
            } catch {
                throw TestFailure("kill \(kill) of \(scenario.kills) during \(scenario.name): \(error)")
            }
        }
        return found
    }

    /// Lets the clients work, kills the service at the drawn moment, and waits for the clients to notice.
    ///
    /// - Returns: how many operations were acknowledged.
    private mutating func keepBusy(
        _ server: RunningServer, _ clients: [StoryClient], _ shared: [(id: String, video: Video)]
    ) throws -> Int {
        let wanted = Int.random(in: 1...scenario.operations, using: &generator)
        let pause = UInt32.random(in: 0..<scenario.microseconds, using: &generator)
        let progress = Condition(Progress())
        let count = clients.count
        let threads = try clients.enumerated().map { index, client in
            try Thread(named: client.name) { [habits = scenario.habits] in
                var failure: String?
                do {
                    try client.work(on: server.port, habits: habits, shared: shared[index % 2]) {
                        progress.broadcast { $0.acknowledged += 1 }
                    }
                } catch {
                    failure = "\(client.name): \(error)"
                }
                progress.broadcast { progress in
                    progress.ended += 1
                    if let failure { progress.failures.append(failure) }
                }
            }
        }
        progress.wait { $0.acknowledged >= wanted || $0.ended == count ? () : nil }
        if scenario.killsCopies {
            try eventually("a copy has begun") {
                FileReading.files(below: data + "/camera-roll").contains { $0.hasSuffix(".part") }
            }
        }
        // This is no waiting for something: it is the moment that was drawn.
        usleep(pause)
        let end = try server.stop(with: SIGKILL)
        for thread in threads { thread.join() }
        let (acknowledged, failures) = progress.wait { ($0.acknowledged, $0.failures) }
        guard end == .killed(signal: SIGKILL) else {
            throw TestFailure("the service ended by itself with \(end): \(server.process.errors)")
        }
        guard failures.isEmpty else { throw TestFailure(failures.joined(separator: "; ")) }
        return acknowledged
    }

    /// Starts the service and kills it before or just after it listens.
    private mutating func killDuringStart() throws {
        let process = try RunningServer.launch(["--data-dir", data, "--port", "0"], log: data + ".log")
        usleep(UInt32.random(in: 0..<80_000, using: &generator))
        process.send(SIGKILL)
        _ = try process.waitForEnd()
    }
}
