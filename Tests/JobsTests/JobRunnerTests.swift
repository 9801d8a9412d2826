import Crypto
import DraftModel
import DraftStore
import Glibc
import Synchronization
import Testing
import Threads

@testable import Jobs

@Suite("Jobs are done once, whatever happens")
struct JobRunnerTests {
    private static let content = Array("a video".utf8) + (0..<50_000).map { UInt8(truncatingIfNeeded: $0) }
    private static let first = "maya/phone/DCIM/100APPLE/IMG_0001.MP4"
    private static let second = "maya/phone/DCIM/100APPLE/IMG_0002.MP4"

    private let directory: TemporaryDirectory
    private let failing = FailingOperations()

    init() throws { directory = try TemporaryDirectory() }

    @Test("a posted video lands in the camera roll with the platform's name", arguments: [Platform.ios, .android])
    func saves(_ platform: Platform) async throws {
        let jobs = try TestJobs(in: directory)
        let (maya, _) = try await jobs.makeUser(platform)
        await jobs.runner.start()
        let posting = try await jobs.makePosting(maya.id, Self.content)
        let ended = try await jobs.ended(posting.job, of: maya.id)
        #expect(ended.state == .succeeded && ended.attempts == 1 && ended.error == nil)
        #expect(ended.progress.bytesDone == Int64(Self.content.count))
        await jobs.stop()
        let path = platform == .ios ? Self.first : "maya/phone/DCIM/Camera/VID_20261122_120000.mp4"
        #expect(directory.files(in: "camera-roll") == [path])
        #expect(try directory.bytes(of: "camera-roll/" + path) == Self.content)
    }

    @Test(
        "a failure that needs a person fails the job at once and leaves no file",
        arguments: [
            (CopyStep.copyRange, ENOSPC, JobError.Code.storageFull), (.makeDirectory, EACCES, .permissionDenied),
            (.openTemporary, EROFS, .permissionDenied), (.syncFile, EDQUOT, .storageFull),
            (.openSource, ENOENT, .sourceMissing),
        ])
    func fails(_ step: CopyStep, _ number: Int32, _ code: JobError.Code) async throws {
        let jobs = try TestJobs(in: directory, operations: failing.operations)
        let (maya, phone) = try await jobs.makeUser()
        failing.fail(step, with: number)
        await jobs.runner.start()
        let posting = try await jobs.makePosting(maya.id, Self.content)
        let failed = try await jobs.ended(posting.job, of: maya.id)
        #expect(failed.state == .failed && failed.attempts == 1 && failed.error?.code == code)
        #expect((failed.error?.detail ?? "").count > 20)
        #expect(failed.cameraRollItemID == nil)
        #expect(try jobs.store.makeReader().device(phone.id, owner: maya.id)?.storageUsed == 0)
        #expect(directory.files(in: "camera-roll").isEmpty)
        // The post is there all the same, and a retry saves it.
        #expect(try jobs.store.makeReader().post(posting.post) != nil)
        failing.heal()
        _ = try await jobs.store.write { try $0.retryJob(posting.job, owner: maya.id) }
        #expect(try await jobs.ended(posting.job, of: maya.id).state == .succeeded)
        await jobs.stop()
        // A name is never given twice.
        #expect(directory.files(in: "camera-roll") == [Self.second])
    }

    @Test("a failure that may pass is tried again, each time later, and given up after five attempts")
    func backoff() async throws {
        let jobs = try TestJobs(in: directory, operations: failing.operations)
        let (maya, _) = try await jobs.makeUser()
        failing.fail(.copyRange, with: EIO)
        await jobs.runner.start()
        let posting = try await jobs.makePosting(maya.id, Self.content)
        for attempt in 1...4 {
            let waiting = try await jobs.job(posting.job, of: maya.id) {
                $0.state == .retrying && $0.attempts == attempt
            }
            #expect(waiting.error?.code == .ioError)
            let next = try #require(waiting.nextAttemptAt)
            let delay = next.millisecondsSince1970 - jobs.clock.now.millisecondsSince1970
            let whole = Int64(1_000 << (attempt - 1))
            #expect((whole / 2...whole).contains(delay), "attempt \(attempt): \(delay) ms")
            // Not a moment too early.
            jobs.clock.advance(Milliseconds(delay - 1))
            #expect(try await jobs.store.write { try $0.claimJob(leaseFor: .seconds(60)) } == nil)
            jobs.clock.advance(Milliseconds(1))
            jobs.runner.wake()
        }
        let failed = try await jobs.ended(posting.job, of: maya.id)
        #expect(failed.state == .failed && failed.attempts == 5 && failed.error?.code == .ioError)
        await jobs.stop()
        #expect(directory.files(in: "camera-roll").isEmpty)
    }

    @Test("a failure that passes ends in one file under the first name")
    func passing() async throws {
        let jobs = try TestJobs(in: directory, operations: failing.operations)
        let (maya, _) = try await jobs.makeUser()
        failing.fail(.syncFolder, with: EIO, times: 1)
        await jobs.runner.start()
        let posting = try await jobs.makePosting(maya.id, Self.content)
        _ = try await jobs.job(posting.job, of: maya.id) { $0.state == .retrying }
        jobs.clock.advance(.seconds(2))
        jobs.runner.wake()
        let ended = try await jobs.ended(posting.job, of: maya.id)
        #expect(ended.state == .succeeded && ended.attempts == 2 && ended.error == nil)
        await jobs.stop()
        #expect(directory.files(in: "camera-roll") == [Self.first])
    }

    @Test("a job that is cancelled during its copy leaves no file")
    func cancelled() async throws {
        let copying = Condition((hasBegun: false, mayGoOn: false))
        var operations = failing.operations
        let copyRange = operations.copyRange
        operations.copyRange = { input, output, offset, count in
            copying.broadcast { $0.hasBegun = true }
            copying.wait { $0.mayGoOn ? () : nil }
            return copyRange(input, output, offset, count)
        }
        let jobs = try TestJobs(in: directory, operations: operations)
        let (maya, phone) = try await jobs.makeUser()
        await jobs.runner.start()
        let posting = try await jobs.makePosting(maya.id, Self.content)
        let waiting = try ThreadPool(named: "test-gate", count: 1)
        await waiting.run { copying.wait { $0.hasBegun ? () : nil } }
        let job = try await jobs.store.write { try $0.cancelJob(posting.job, owner: maya.id) }
        #expect(job.state == .cancelled)
        jobs.runner.stop(posting.job)
        copying.broadcast { $0.mayGoOn = true }
        await jobs.stop()
        waiting.shutdown()
        #expect(directory.files(in: "camera-roll").isEmpty)
        let again = try TestJobs(in: directory)
        #expect(try again.store.makeReader().job(posting.job, owner: maya.id)?.state == .cancelled)
        #expect(try again.store.makeReader().device(phone.id, owner: maya.id)?.storageUsed == 0)
        await again.stop()
    }

    /// Where the first process ends.
    enum End: String, CaseIterable {
        case afterReserving, duringCopy, afterRename
    }

    @Test("a job that a shutdown interrupts is finished once after the restart", arguments: End.allCases)
    func restart(_ end: End) async throws {
        let stopping = Condition(false)
        var operations = failing.operations
        let real = operations
        switch end {
        case .afterReserving: failing.fail(.openSource, with: EINTR)
        case .duringCopy:
            operations.copyRange = { input, output, offset, count in
                stopping.broadcast { $0 = true }
                // A thousand bytes, and then the shutdown is seen.
                return real.copyRange(input, output, offset, min(count, 1_000))
            }
        case .afterRename: failing.fail(.syncFolder, with: EIO)
        }
        let clock = TestClock()
        let jobs = try TestJobs(in: directory, clock: clock, operations: operations)
        let (maya, _) = try await jobs.makeUser()
        if end == .afterRename {
            // The folders are there, so that the one sync that fails is that behind the name.
            try directory.write("", to: "camera-roll/maya/phone/DCIM/100APPLE/x")
            try #require(unsafe unlink(directory.path + "/camera-roll/maya/phone/DCIM/100APPLE/x") == 0)
        }
        await jobs.runner.start()
        let posting = try await jobs.makePosting(maya.id, Self.content)
        if end == .duringCopy {
            let waiting = try ThreadPool(named: "test-gate", count: 1)
            await waiting.run { stopping.wait { $0 ? () : nil } }
            waiting.shutdown()
        } else {
            _ = try await jobs.job(posting.job, of: maya.id) { $0.state == .retrying }
        }
        await jobs.stop()

        clock.advance(.seconds(5))
        let again = try TestJobs(in: directory, clock: clock)
        await again.runner.start()
        let ended = try await again.ended(posting.job, of: maya.id)
        #expect(ended.state == .succeeded)
        let items = try again.store.makeReader().cameraRoll(of: maya.id, page: PageRequest()).items
        #expect(items.count == 1)
        await again.stop()
        #expect(directory.files(in: "camera-roll") == [Self.first])
        #expect(try directory.bytes(of: "camera-roll/" + Self.first) == Self.content)
    }

    @Test("at the start what a crash has left is swept, and what is somebody's own stays")
    func sweeps() async throws {
        let jobs = try TestJobs(in: directory)
        let (maya, _) = try await jobs.makeUser()
        await jobs.runner.start()
        let postings = [
            try await jobs.makePosting(maya.id, Self.content), try await jobs.makePosting(maya.id, Array("other".utf8)),
        ]
        for posting in postings { _ = try await jobs.ended(posting.job, of: maya.id) }
        let items = try jobs.store.makeReader().cameraRoll(of: maya.id, page: PageRequest()).items
        let folder = "camera-roll/maya/phone/DCIM/100APPLE/"
        try directory.write("half", to: folder + ".crl_01m81j33jm96q14dr9gpqy77zx.part")
        try directory.write("holiday", to: folder + "HOLIDAY.JPG")
        try directory.write("hidden", to: folder + ".nomedia")
        // Both are deleted as by a process that was killed before it removed the file. One of the files is meanwhile
        // another, under the same name.
        for item in items { _ = try await jobs.store.write { try $0.deleteCameraRollItem(item.id, owner: maya.id) } }
        let kept = try #require(items.first).path
        try directory.write("somebody else's", to: kept)
        await jobs.stop()

        let again = try TestJobs(in: directory)
        await again.runner.start()
        await again.stop()
        let left = directory.files(in: "camera-roll").map { "camera-roll/" + $0 }
        #expect(left == [folder + ".nomedia", folder + "HOLIDAY.JPG", kept].sorted())
    }

    @Test("many jobs at once make as many files, each with the bytes of its own")
    func many() async throws {
        let jobs = try TestJobs(in: directory)
        let (maya, _) = try await jobs.makeUser()
        await jobs.runner.start()
        var postings: [(job: JobID, digest: Digest256)] = []
        for number in 0..<20 {
            let posting = try await jobs.makePosting(maya.id, Self.content + [UInt8(number)])
            postings.append((posting.job, posting.digest))
        }
        var digests: Set<Digest256> = []
        for posting in postings { #expect(try await jobs.ended(posting.job, of: maya.id).state == .succeeded) }
        await jobs.stop()
        let files = directory.files(in: "camera-roll")
        #expect(files.count == 20)
        for file in files { digests.insert(try SHA256.hash(try directory.bytes(of: "camera-roll/" + file))) }
        #expect(digests == Set(postings.map(\.digest)))
    }

    @Test("a device without room fails the job and keeps its count")
    func noRoom() async throws {
        let jobs = try TestJobs(in: directory)
        let (maya, phone) = try await jobs.makeUser(storageLimit: Int64(Self.content.count) - 1)
        await jobs.runner.start()
        let posting = try await jobs.makePosting(maya.id, Self.content)
        let failed = try await jobs.ended(posting.job, of: maya.id)
        #expect(failed.state == .failed && failed.error?.code == .storageFull)
        #expect(try jobs.store.makeReader().device(phone.id, owner: maya.id)?.storageUsed == 0)
        await jobs.stop()
        #expect(directory.files(in: "camera-roll").isEmpty)
    }
}

@Suite("The signal that wakes workers")
struct WorkSignalTests {
    @Test("a notification that comes before the wait is not lost")
    func before() async {
        let signal = WorkSignal()
        signal.notify()
        await signal.wait(atMost: nil)
    }

    @Test("one notification wakes all who sleep")
    func all() async {
        let signal = WorkSignal()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { await signal.wait(atMost: .seconds(60)) } }
            // Whoever sleeps is woken; whoever comes late finds the next notification.
            let notifier = Task {
                while !Task.isCancelled {
                    signal.notify()
                    await Task.yield()
                }
            }
            await group.waitForAll()
            notifier.cancel()
        }
    }

    @Test("a wait ends by itself")
    func timeout() async {
        await WorkSignal().wait(atMost: .milliseconds(1))
    }
}
