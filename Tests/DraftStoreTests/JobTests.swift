import DraftModel
import Testing

@testable import DraftStore

@Suite("Jobs and camera rolls in the store")
struct JobTests {
    private let lease = Milliseconds.seconds(30)

    private func claim(_ test: TestStore) async throws -> ClaimedJob? {
        let lease = lease
        return try await test.store.write { try $0.claimJob(leaseFor: lease) }
    }

    /// The sum of what the rows say, which the device's count must always be.
    private func check(_ test: TestStore) async throws {
        let sum = try await test.store.write {
            try $0.connection.first("SELECT coalesce(sum(size), 0) FROM camera_roll WHERE state <> 'deleted'") {
                $0.int64(0)
            }
        }
        #expect(try test.reader.device(test.phone.id, owner: test.maya.id)?.storageUsed == sum)
    }

    @Test("jobs are claimed in the order they came, each by one worker")
    func claims() async throws {
        let test = try await TestStore()
        var made: [JobID] = []
        for content in ["a", "b", "c"] {
            test.clock.advance(.seconds(1))
            made.append(try #require(try await test.store.makePosting(test.maya.id, content).job).id)
        }
        var claimed: [JobID] = []
        while let next = try await claim(test) { claimed.append(next.job.id) }
        #expect(claimed == made)
    }

    @Test("a lease that ended lets another worker in, and the first one's results no longer count")
    func leases() async throws {
        let test = try await TestStore()
        _ = try await test.store.makePosting(test.maya.id)
        let first = try #require(try await claim(test))
        test.clock.advance(.seconds(29))
        #expect(try await claim(test) == nil)
        let lease = lease
        let further = try await test.store.write { try $0.recordProgress(first, bytesDone: 3, leaseFor: lease) }
        #expect(further.job.progress.bytesDone == 3)
        test.clock.advance(.seconds(29))
        #expect(try await claim(test) == nil)
        test.clock.advance(.seconds(1))
        let second = try #require(try await claim(test))
        #expect(second.job.id == first.job.id && second.job.attempts == 2)
        let error = JobError(code: .ioError, detail: "")
        let operations: [Operation] = [
            {
                _ = try $0.recordProgress(first, bytesDone: 1, leaseFor: lease)
            },
            { _ = try $0.reserveCameraRollItem(for: first) }, { _ = try $0.completeJob(first) },
            { _ = try $0.failJob(first, error: error) },
        ]
        for operation in operations {
            #expect(try await code { try await test.store.write(operation) } == .leaseLost)
        }
        let item = try await test.store.write {
            try $0.completeJob(try $0.reserveCameraRollItem(for: second).claimed).item
        }
        #expect(item.savedAt == test.clock.now)
    }

    @Test("a saved video is in the camera roll; a reserved one is not yet; both take room")
    func saving() async throws {
        let test = try await TestStore()
        let posting = try await test.store.makePosting(test.maya.id, "12345")
        let claimed = try #require(try await claim(test))
        let reserved = try await test.store.write { try $0.reserveCameraRollItem(for: claimed) }
        #expect(reserved.item.path == "camera-roll/maya/phone/DCIM/100APPLE/IMG_0001.MP4")
        #expect(reserved.item.savedAt == nil && reserved.item.sha256 == posting.post.post.video?.sha256)
        let reader = try test.reader
        #expect(try reader.cameraRollItem(reserved.item.id, owner: test.maya.id) == nil)
        #expect(try reader.cameraRollFile(path: reserved.item.path)?.state == .reserved)
        #expect(try reader.device(test.phone.id, owner: test.maya.id)?.storageUsed == 5)

        let again = try await test.store.write { try $0.reserveCameraRollItem(for: reserved.claimed) }
        #expect(again.item == reserved.item)
        #expect(try reader.device(test.phone.id, owner: test.maya.id)?.storageUsed == 5)

        let done = try await test.store.write { try $0.completeJob(reserved.claimed) }
        #expect(done.job.state == .succeeded && done.job.progress.bytesDone == 5)
        #expect(done.job.cameraRollItemID == done.item.id)
        #expect(try reader.cameraRollItem(done.item.id, owner: test.maya.id) == done.item)
        #expect(try reader.cameraRoll(of: test.maya.id, page: PageRequest()).items == [done.item])
        #expect(try reader.cameraRollFile(path: done.item.path)?.state == .saved)
        #expect(try reader.nextJobReadyAt() == nil)
        try await check(test)
    }

    @Test("a second attempt after a crash reserves the same name")
    func sameNameAgain() async throws {
        let test = try await TestStore()
        _ = try await test.store.makePosting(test.maya.id)
        let first = try #require(try await claim(test))
        let item = try await test.store.write { try $0.reserveCameraRollItem(for: first).item }
        let copy = try test.directory.copied()
        let survivor = try Store(dataDirectory: copy.path, clock: test.clock.clock, randomness: testRandomness)
        let saved = try #require(try await survivor.saveNext())
        #expect(saved.id == item.id && saved.path == item.path)
    }

    @Test(
        "names go on as a phone's do, and are never given again",
        arguments: [
            (Platform.ios, ["100APPLE/IMG_0001.MP4", "100APPLE/IMG_0002.MP4", "100APPLE/IMG_0003.MP4"]),
            (
                .android,
                [
                    "Camera/VID_20261122_120000.mp4", "Camera/VID_20261122_120000_1.mp4",
                    "Camera/VID_20261122_120000_2.mp4",
                ]
            ),
        ])
    func names(platform: Platform, expected: [String]) async throws {
        let test = try await TestStore(platform: platform)
        var names: [String] = []
        for content in ["a", "b", "c"] {
            _ = try await test.store.makePosting(test.maya.id, content)
            let item = try #require(try await test.store.saveNext())
            names.append("\(item.name.folder)/\(item.name.fileName)")
            try await test.store.write { _ = try $0.deleteCameraRollItem(item.id, owner: test.maya.id) }
            #expect(try test.reader.cameraRollFile(path: item.path)?.state == .deleted)
        }
        #expect(names == expected)
        try await check(test)
    }

    @Test("after file 9999 the next directory begins")
    func nextDirectory() async throws {
        let test = try await TestStore()
        let position = try #require(DCFPosition(directory: 100, file: 9_998))
        try await test.store.write { try $0.setCameraRollPosition(position, of: test.phone.id) }
        for (content, name) in [("a", "100APPLE/IMG_9999.MP4"), ("b", "101APPLE/IMG_0001.MP4")] {
            _ = try await test.store.makePosting(test.maya.id, content)
            #expect(try await test.store.saveNext()?.path.hasSuffix(name) == true)
        }
        let last = try #require(DCFPosition(directory: 999, file: 9_999))
        try await test.store.write { try $0.setCameraRollPosition(last, of: test.phone.id) }
        _ = try await test.store.makePosting(test.maya.id, "c")
        guard case .jobError(let error) = try await code({ try await test.store.saveNext() }) else {
            Issue.record("a camera roll without names took another video")
            return
        }
        #expect(error.code == .storageFull)
    }

    @Test("a device's limit counts reserved and saved videos, and deleting makes room")
    func storageLimit() async throws {
        let test = try await TestStore(storageLimit: 10)
        for content in ["aaaaaa", "bbbbbb"] { _ = try await test.store.makePosting(test.maya.id, content) }
        let first = try #require(try await claim(test))
        let second = try #require(try await claim(test))
        let reserved = try await test.store.write { try $0.reserveCameraRollItem(for: first) }
        guard
            case .jobError(let error) = try await code({
                try await test.store.write { try $0.reserveCameraRollItem(for: second) }
            })
        else {
            Issue.record("a full device took another video")
            return
        }
        #expect(error.code == .storageFull)
        let failed = try await test.store.write { try $0.failJob(second, error: error) }
        #expect(failed.state == .failed && failed.error == error)
        let item = try await test.store.write { try $0.completeJob(reserved.claimed).item }
        try await test.store.write { _ = try $0.deleteCameraRollItem(item.id, owner: test.maya.id) }
        _ = try await test.store.write { try $0.retryJob(second.job.id, owner: test.maya.id) }
        let saved = try #require(try await test.store.saveNext())
        #expect(saved.name.fileName == "IMG_0002.MP4")
        try await check(test)
    }

    @Test("an error that may go away is tried again later, with the same name; the last attempt fails for good")
    func retries() async throws {
        let test = try await TestStore()
        let id = try #require(try await test.store.makePosting(test.maya.id).job).id
        let error = JobError(code: .ioError, detail: "The disk did not answer.")
        var paths: Set<String> = []
        for attempt in 1...RetryPolicy.standard.maximumAttempts {
            let claimed = try #require(try await claim(test))
            #expect(claimed.job.attempts == attempt)
            let reserved = try await test.store.write { try $0.reserveCameraRollItem(for: claimed) }
            paths.insert(reserved.item.path)
            let failed = try await test.store.write { try $0.failJob(reserved.claimed, error: error) }
            #expect(failed.error == error)
            if attempt < RetryPolicy.standard.maximumAttempts {
                #expect(failed.state == .retrying)
                #expect(try await claim(test) == nil)
                test.clock.set(try #require(try test.reader.nextJobReadyAt()))
            } else {
                #expect(failed.state == .failed && failed.cameraRollItemID == nil)
            }
        }
        #expect(paths.count == 1)
        #expect(try test.reader.device(test.phone.id, owner: test.maya.id)?.storageUsed == 0)
        #expect(try test.reader.nextJobReadyAt() == nil)
        let retried = try await test.store.write { try $0.retryJob(id, owner: test.maya.id) }
        #expect(retried.state == .queued && retried.attempts == 0)
        #expect(try await test.store.saveNext()?.name.fileName == "IMG_0002.MP4")
        try await check(test)
    }

    @Test("a cancelled job stops its worker, gives its room back, and can be retried")
    func cancelling() async throws {
        let test = try await TestStore()
        let (sam, _) = try await test.store.makeUser("sam")
        let id = try #require(try await test.store.makePosting(test.maya.id).job).id
        let claimed = try #require(try await claim(test))
        let reserved = try await test.store.write { try $0.reserveCameraRollItem(for: claimed) }
        #expect(try await code { try await test.store.write { try $0.cancelJob(id, owner: sam.id) } } == .notFound)
        #expect(try await code { try await test.store.write { try $0.retryJob(id, owner: sam.id) } } == .notFound)
        let cancelled = try await test.store.write { try $0.cancelJob(id, owner: test.maya.id) }
        #expect(cancelled.state == .cancelled)
        #expect(try await code { try await test.store.write { try $0.completeJob(reserved.claimed) } } == .leaseLost)
        #expect(try test.reader.cameraRollFile(path: reserved.item.path)?.state == .deleted)
        guard
            case .jobStep(let error) = try await code({
                try await test.store.write { try $0.cancelJob(id, owner: test.maya.id) }
            })
        else {
            Issue.record("a cancelled job was cancelled again")
            return
        }
        #expect(error.state == .cancelled)
        _ = try await test.store.write { try $0.retryJob(id, owner: test.maya.id) }
        #expect(try await test.store.saveNext() != nil)
        #expect(try await test.store.saveNext() == nil)
        try await check(test)
    }

    @Test("jobs and camera rolls are listed to their owner, by state and by device")
    func lists() async throws {
        let test = try await TestStore()
        let (sam, samsPhone) = try await test.store.makeUser("sam")
        for content in ["a", "b"] {
            test.clock.advance(.seconds(1))
            _ = try await test.store.makePosting(test.maya.id, content)
        }
        let item = try #require(try await test.store.saveNext())
        let reader = try test.reader
        #expect(try reader.jobs(of: test.maya.id, page: PageRequest()).items.map(\.state) == [.queued, .succeeded])
        #expect(try reader.jobs(of: test.maya.id, state: .queued, page: PageRequest()).items.count == 1)
        #expect(try reader.jobs(of: sam.id, page: PageRequest()).items.isEmpty)
        #expect(try reader.cameraRoll(of: test.maya.id, device: test.phone.id, page: PageRequest()).items == [item])
        #expect(try reader.cameraRoll(of: test.maya.id, device: samsPhone.id, page: PageRequest()).items.isEmpty)
        #expect(try reader.cameraRoll(of: sam.id, page: PageRequest()).items.isEmpty)
        #expect(try reader.cameraRollItem(item.id, owner: sam.id) == nil)
        let stranger = try await code {
            try await test.store.write { try $0.deleteCameraRollItem(item.id, owner: sam.id) }
        }
        #expect(stranger == .notFound)
    }
}
