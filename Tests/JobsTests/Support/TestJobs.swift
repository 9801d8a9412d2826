import Crypto
import DraftModel
import DraftStore
import Foundation
import Logging
import Synchronization
import Threads

@testable import Jobs

/// A directory that goes with its owner.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "/jobs-" + Hex.encode(try randomBytes(count: 8))
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The files below a subdirectory, as paths relative to it.
    func files(in name: String = "") -> [String] {
        guard let all = FileManager.default.enumerator(atPath: path + "/" + name) else { return [] }
        return all.compactMap { $0 as? String }.filter {
            var isDirectory: ObjCBool = false
            return unsafe FileManager.default.fileExists(atPath: "\(path)/\(name)/\($0)", isDirectory: &isDirectory)
                && !isDirectory.boolValue
        }.sorted()
    }

    func bytes(of name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path + "/" + name))) }

    func write(_ text: String, to name: String) throws {
        let file = URL(filePath: path + "/" + name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
}

/// A clock that stands still until the test moves it.
final class TestClock: Sendable {
    private let milliseconds = Mutex<Int64>(1_795_348_800_000)

    var now: Timestamp { Timestamp(millisecondsSince1970: milliseconds.withLock { $0 }) }
    func advance(_ duration: Milliseconds) { milliseconds.withLock { $0 += duration.count } }
    var clock: Clock { Clock { self.now } }
}

/// A store with workers on a directory that can be opened again, as after a restart.
final class TestJobs: Sendable {
    let directory: TemporaryDirectory
    let clock: TestClock
    let store: Store
    let runner: JobRunner
    private let pool: ThreadPool
    /// Rises with each commit; a test that waits for a job asks again after each.
    private let commits = Condition(0)
    private static let waiting = Result { try ThreadPool(named: "test-waiting", count: 8) }

    init(
        in directory: TemporaryDirectory, clock: TestClock = TestClock(), operations: FileOperations = FileOperations()
    ) throws {
        self.directory = directory
        self.clock = clock
        let store = try Store(
            dataDirectory: directory.path, clock: clock.clock, randomness: Randomness { try randomBytes(count: $0) })
        pool = try ThreadPool(named: "test-blocking", count: 4)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let runner = try JobRunner(store: store, pool: pool, clock: clock.clock, logger: logger, operations: operations)
        self.store = store
        self.runner = runner
        let commits = commits
        store.observeCommits { notice in
            if notice.jobsMayBeReady { runner.wake() }
            commits.broadcast { if $0 < .max { $0 += 1 } }
        }
    }

    /// Stops the workers and closes the store; the directory stays.
    func stop() async {
        await runner.shutdown()
        store.close()
        pool.shutdown()
    }

    func makeUser(_ platform: Platform = .ios, storageLimit: Int64? = nil) async throws -> (User, Device) {
        let handle = try Handle("maya")
        let input = DeviceInput(name: try DeviceName("Phone"), platform: platform, storageLimit: storageLimit)
        let made = try await store.write { transaction in
            try transaction.createUser(
                handle: handle, displayName: DisplayName(handle), passwordHash: "none", device: input)
        }
        return (made.user, made.device)
    }

    /// A post of these bytes that is to be saved, and its job.
    func makePosting(_ owner: UserID, _ content: [UInt8]) async throws -> (post: PostID, job: JobID, digest: Digest256)
    {
        let writer = try store.blobs.makeWriter()
        try writer.write(content)
        let blob = try writer.commit()
        let posting = try await store.write { transaction in
            let media = Media(
                id: try transaction.makeID(), ownerID: owner, kind: .video, contentType: "video/mp4",
                fileExtension: "mp4",
                size: blob.size, sha256: blob.digest.hex, fileName: nil, duration: Milliseconds(3_000), width: 1080,
                height: 1920, createdAt: transaction.now)
            try transaction.createMedia(media)
            let draft = Draft(
                id: try transaction.makeID(), ownerID: owner, clips: [Clip(mediaID: media.id)],
                saveToDevice: SaveToDevice(isEnabled: true), createdAt: transaction.now, updatedAt: transaction.now)
            try transaction.createDraft(draft)
            return try transaction.postDraft(draft.id, owner: owner)
        }
        guard let job = posting.job else { throw WaitFailure() }
        return (posting.post.post.id, job.id, blob.digest)
    }

    struct WaitFailure: Error {}

    /// The job when it is in a state that the test waits for. Asked after each commit, never by time.
    func job(_ id: JobID, of owner: UserID, when isAwaited: @escaping @Sendable (Job) -> Bool) async throws -> Job {
        // Nothing takes a minute when all is well; a job that never comes there must not hold up the other tests.
        let patience = Task { [commits] in
            try await Task.sleep(for: .seconds(60))
            commits.broadcast { $0 = .max }
        }
        defer { patience.cancel() }
        return try await Self.waiting.get().run { [commits, store] () throws in
            let reader = try store.makeReader()
            var seen = -1
            while true {
                seen = commits.wait { $0 > seen ? $0 : nil }
                if seen == .max { throw WaitFailure() }
                if let job = try reader.job(id, owner: owner), isAwaited(job) { return job }
            }
        }
    }

    func ended(_ id: JobID, of owner: UserID) async throws -> Job {
        try await job(id, of: owner) { [.succeeded, .failed, .cancelled].contains($0.state) }
    }
}
