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
            let exists = unsafe FileManager.default.fileExists(
                atPath: "\(path)/\(name)/\($0)", isDirectory: &isDirectory)
            return exists && !isDirectory.boolValue
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
    func set(_ timestamp: Timestamp) { milliseconds.withLock { $0 = timestamp.millisecondsSince1970 } }
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
                id: try transaction.makeID(), ownerID: owner, kind: kind, contentType: "video/mp4",
                fileExtension: "mp4",
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

    /// Stops the writer until the gate is opened: what comes meanwhile shares one transaction.
    func holdWriter() async -> Gate {
        let gate = Gate()
        await withCheckedContinuation { entered in
            Task {
                try await write { _ in
                    entered.resume()
                    gate.wait()
                }
            }
        }
        return gate
    }

    /// Returns when so many writes wait.
    func waitForWrites(_ count: Int) async {
        while queue.count < count { await Task.yield() }
    }
}

final class Gate: Sendable {
    private let isOpen = Condition(false)

    func open() { isOpen.broadcast { $0 = true } }
    func wait() { isOpen.wait { $0 ? () : nil } }
}

extension StoreError.Code {
    var refusal: Refusal.Code? {
        if case .refused(let refusal) = self { return refusal.code }
        return nil
    }
}

extension IdempotencyKey {
    static func test(_ key: String = "key", scope: String = "maya", request: String = "request") throws -> Self {
        IdempotencyKey(scope: scope, key: key, fingerprint: try SHA256.hash(request))
    }
}

/// One operation of a transaction, without its result.
typealias Operation = @Sendable (borrowing Transaction) throws -> Void

/// The code of the `StoreError` that `body` throws; nil if it throws none.
func code<Value>(_ body: () async throws -> Value) async throws -> StoreError.Code? {
    do {
        _ = try await body()
        return nil
    } catch let error as StoreError {
        return error.code
    }
}
