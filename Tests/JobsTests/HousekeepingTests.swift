import Crypto
import DraftModel
import DraftStore
import Foundation
import Logging
import Synchronization
import Testing

@testable import Jobs

@Suite("Housekeeping")
struct HousekeepingTests {
    @Test("what has had its time by the store's clock goes in the first round and in later ones")
    func rounds() async throws {
        let path = NSTemporaryDirectory() + "/housekeeping-" + Hex.encode(try randomBytes(count: 8))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let time = Mutex(Int64(1_795_348_800_000))
        let store = try Store(
            dataDirectory: path, clock: Clock { Timestamp(millisecondsSince1970: time.withLock { $0 }) },
            randomness: Randomness { try randomBytes(count: $0) })
        let handle = try Handle("maya")
        let device = DeviceInput(name: try DeviceName("Phone"), platform: .ios)
        let maya = try await store.write {
            try $0.createUser(handle: handle, displayName: DisplayName(handle), passwordHash: "hash", device: device)
                .user.id
        }
        func deletedDraft() async throws -> DraftID {
            try await store.write { transaction in
                let draft = Draft(
                    id: try transaction.makeID(), ownerID: maya, createdAt: transaction.now, updatedAt: transaction.now)
                try transaction.createDraft(draft)
                try transaction.deleteDraft(draft.id, owner: maya)
                return draft.id
            }
        }
        let first = try await deletedDraft()
        time.withLock { $0 += 31 * 86_400_000 }
        let housekeeping = Housekeeping(
            store: store, interval: .milliseconds(5), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        housekeeping.start()
        let reader = try store.makeReader()
        while try reader.draft(first, owner: maya) != nil { try await Task.sleep(for: .milliseconds(2)) }
        let second = try await deletedDraft()
        await housekeeping.run()
        #expect(try reader.draft(second, owner: maya) != nil)
        time.withLock { $0 += 31 * 86_400_000 }
        while try reader.draft(second, owner: maya) != nil { try await Task.sleep(for: .milliseconds(2)) }
        await housekeeping.shutdown()
        store.close()
    }
}
