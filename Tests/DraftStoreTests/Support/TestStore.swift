import Crypto
import DraftModel
import Foundation
import Synchronization
import Threads

@testable import DraftStore

/// A directory that goes with its owner.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "/draftstore-" + Hex.encode(try randomBytes(count: 8))
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The files below a subdirectory, by their names.
    func files(in name: String) throws -> [String] {
        guard let all = FileManager.default.enumerator(atPath: path + "/" + name) else { return [] }
        return all.compactMap { $0 as? String }.filter {
            var isDirectory: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(path)/\(name)/\($0)", isDirectory: &isDirectory)
                && !isDirectory.boolValue
        }.sorted()
    }

    /// A copy as it is now: what a process killed at this moment would leave to the next one.
    func copied() throws -> TemporaryDirectory {
        let copy = try TemporaryDirectory()
        try FileManager.default.removeItem(atPath: copy.path)
        try FileManager.default.copyItem(atPath: path, toPath: copy.path)
        return copy
    }
}

/// A clock that the test moves.
final class TestClock: Sendable {
    private let milliseconds: Mutex<Int64>

    /// 2026-11-22T12:00:00Z.
    init(_ start: Int64 = 1_795_348_800_000) { milliseconds = Mutex(start) }

    var now: Timestamp { Timestamp(millisecondsSince1970: milliseconds.withLock { $0 }) }
    func advance(_ duration: Milliseconds) { milliseconds.withLock { $0 += duration.count } }
    var clock: Clock { Clock { self.now } }
}

/// What the next steps of storage fail with.
final class TestFaults: Sendable {
    private let failing = Mutex<[StorageFaults.Step: Int32]>([:])

    func fail(_ step: StorageFaults.Step, with number: Int32) { failing.withLock { $0[step] = number } }
    func heal() { failing.withLock { $0 = [:] } }
    var faults: StorageFaults { StorageFaults { step in self.failing.withLock { $0[step] ?? 0 } } }
}

let testRandomness = Randomness { try randomBytes(count: $0) }

/// A store in a directory of its own, with a user.
struct TestStore {
    let directory: TemporaryDirectory
    let clock: TestClock
    let faults: TestFaults
    let store: Store
    let maya: User
    let phone: Device

    init(platform: Platform = .ios, storageLimit: Int64? = nil) async throws {
        directory = try TemporaryDirectory()
        clock = TestClock()
        faults = TestFaults()
        store = try Store(
            dataDirectory: directory.path, clock: clock.clock, randomness: testRandomness, faults: faults.faults)
        (maya, phone) = try await store.makeUser("maya", platform: platform, storageLimit: storageLimit)
    }

    var reader: StoreReader { get throws { try store.makeReader() } }
}

extension Store {
    func makeUser(
        _ handle: String, platform: Platform = .ios, storageLimit: Int64? = nil
    ) async throws -> (User, Device) {
        let handle = try Handle(handle)
        let device = DeviceInput(name: try DeviceName("Phone"), platform: platform, storageLimit: storageLimit)
        let made = try await write { transaction in
            try transaction.createUser(
                handle: handle, displayName: DisplayName(handle), passwordHash: "hash", device: device)
        }
        return (made.user, made.device)
    }

    /// An upload of these bytes.
    func makeMedia(_ owner: UserID, _ content: String = "a video", kind: MediaKind = .video) async throws -> Media {
        let writer = try blobs.makeWriter()
        try writer.write(Array(content.utf8))
        let blob = try writer.commit()
        return try await write { transaction in
            let media = Media(
                id: try transaction.makeID(), ownerID: owner, kind: kind, contentType: "video/mp4", fileExtension: "mp4",
                size: blob.size, sha256: blob.digest.hex, fileName: nil, duration: Milliseconds(3_000), width: 1080,
                height: 1920, createdAt: transaction.now)
            try transaction.createMedia(media)
            return media
        }
    }

    /// A draft of whole clips.
    func makeDraft(_ owner: UserID, _ media: [MediaID] = [], save: Bool = false) async throws -> Draft {
        try await write { transaction in
            let draft = Draft(
                id: try transaction.makeID(), ownerID: owner, clips: media.map { Clip(mediaID: $0) },
                saveToDevice: SaveToDevice(isEnabled: save), createdAt: transaction.now, updatedAt: transaction.now)
            try transaction.createDraft(draft)
            return draft
        }
    }

    /// A post of one video that is to be saved, and its job.
    func makePosting(_ owner: UserID, _ content: String = "a video") async throws -> Posting {
        let media = try await makeMedia(owner, content)
        let draft = try await makeDraft(owner, [media.id], save: true)
        return try await write { try $0.postDraft(draft.id, owner: owner) }
    }

    /// Claims, reserves and completes the next job.
    @discardableResult
    func saveNext() async throws -> CameraRollItem? {
        try await write { transaction in
            guard let claimed = try transaction.claimJob(leaseFor: .seconds(30)) else { return nil }
            let reserved = try transaction.reserveCameraRollItem(for: claimed)
            return try transaction.completeJob(reserved.claimed).item
        }
    }

    /// Holds the writer until `count` writes wait behind this one, so that they share one transaction.
    func gatherNextBatch(of count: Int) async throws {
        let queue = queue
        try await write { _ in
            while queue.count < count { sched_yield() }
        }
    }
}

extension StoreError.Code {
    var refusal: Refusal.Code? {
        if case .refused(let refusal) = self { return refusal.code }
        return nil
    }
}

/// The code of the `StoreError` that `body` throws; nil if it throws none.
func code<Value>(_ body: () async throws -> Value) async throws -> StoreError.Code? {
    do {
        _ = try await body()
        return nil
    } catch let error as StoreError {
        return error.code
    }
}
