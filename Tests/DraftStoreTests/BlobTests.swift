import Crypto
import DraftModel
import Foundation
import Testing

@testable import DraftStore

@Suite("Blobs")
struct BlobTests {
    /// The bytes of a blob; nil if there is none, or if they are not as many as it says.
    private func content(of digest: Digest256, in store: Store) throws -> [UInt8]? {
        guard let file = try store.blobs.open(digest) else { return nil }
        let size = Int(file.size)
        let handle = FileHandle(fileDescriptor: file.takeDescriptor(), closeOnDealloc: true)
        let bytes = [UInt8](handle.readDataToEndOfFile())
        return bytes.count == size ? bytes : nil
    }

    @Test("bytes come back as they were written, under their SHA-256", arguments: [0, 1, 65_536, 131_072, 1_000_003])
    func roundTrip(size: Int) async throws {
        let test = try await TestStore()
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
        let writer = try test.store.blobs.makeWriter(computingMD5: true)
        var start = 0
        var step = 1
        while start < size {
            let end = min(start + step, size)
            try writer.write(Array(bytes[start..<end]))
            start = end
            step = step * 5 % 400_009 + 1
        }
        let facts = try writer.seal()
        #expect(facts.size == size)
        #expect(try facts.digest == SHA256.hash(bytes))
        var md5 = MD5()
        md5.update(bytes)
        #expect(try facts.md5 == md5.finalize())
        let blob = try writer.commit()
        #expect(blob.digest == facts.digest)
        #expect(try content(of: blob.digest, in: test.store) == bytes)
    }

    @Test("the same bytes are stored once")
    func duplicates() async throws {
        let test = try await TestStore()
        let first = try await test.store.makeMedia(test.maya.id, "same")
        let second = try await test.store.makeMedia(test.maya.id, "same")
        #expect(first.sha256 == second.sha256)
        #expect(try test.directory.files(in: "blobs").count == 1)
        #expect(try test.directory.files(in: "incoming").isEmpty)
    }

    @Test("an upload that is given up leaves nothing behind", arguments: [true, false])
    func abandoned(explicitly: Bool) async throws {
        let test = try await TestStore()
        do {
            let writer = try test.store.blobs.makeWriter()
            try writer.write([UInt8](repeating: 1, count: 500_000))
            #expect(try test.directory.files(in: "incoming").count == 1)
            if explicitly {
                writer.abort()
                #expect(throws: StoreError.self) { try writer.write([1]) }
                #expect(throws: StoreError.self) { try writer.commit() }
            }
        }
        #expect(try test.directory.files(in: "incoming").isEmpty)
        #expect(try test.directory.files(in: "blobs").isEmpty)
    }

    @Test(
        "a step that fails leaves nothing behind, and the next upload works",
        arguments: [
            (StorageFaults.Step.create, ENOSPC), (.write, ENOSPC), (.write, EIO), (.sync, EIO), (.rename, EIO),
            (.rename, ENOSPC),
        ])
    func faults(step: StorageFaults.Step, number: Int32) async throws {
        let test = try await TestStore()
        test.faults.fail(step, with: number)
        let failure = try await code {
            let writer = try test.store.blobs.makeWriter()
            try writer.write([UInt8](repeating: 1, count: 200_000))
            _ = try writer.commit()
        }
        #expect(failure == (number == ENOSPC ? .diskFull : .io))
        #expect(try test.directory.files(in: "incoming").isEmpty)
        #expect(try test.directory.files(in: "blobs").isEmpty)
        test.faults.heal()
        let writer = try test.store.blobs.makeWriter()
        try writer.write([UInt8](repeating: 1, count: 200_000))
        #expect(try writer.commit().size == 200_000)
    }

    @Test("a directory that cannot be synced fails the upload; the blob, which nobody was promised, is removed")
    func unsyncedDirectory() async throws {
        let test = try await TestStore()
        test.faults.fail(.syncDirectory, with: EIO)
        let failure = try await code {
            let writer = try test.store.blobs.makeWriter()
            try writer.write([1])
            _ = try writer.commit()
        }
        #expect(failure == .io)
        try await test.collected()
        #expect(try test.directory.files(in: "blobs").isEmpty)
    }

    @Test("a blob without a row goes when its last holder lets go")
    func unheld() async throws {
        let test = try await TestStore()
        do {
            let writer = try test.store.blobs.makeWriter()
            try writer.write([1, 2, 3])
            let held = try writer.commit()
            try await test.collected()
            #expect(try content(of: held.digest, in: test.store) == [1, 2, 3])
        }
        try await test.collected()
        #expect(try test.directory.files(in: "blobs").isEmpty)
    }

    @Test("deleting media deletes their bytes, unless another upload or a post has the same")
    func deletedMedia() async throws {
        let test = try await TestStore()
        let (leo, _) = try await test.store.makeUser("leo")
        let mine = try await test.store.makeMedia(test.maya.id, "same")
        let his = try await test.store.makeMedia(leo.id, "same")
        try await test.store.write { try $0.deleteMedia(mine.id, owner: test.maya.id) }
        try await test.collected()
        #expect(try test.directory.files(in: "blobs").count == 1)
        try await test.store.write { try $0.deleteMedia(his.id, owner: leo.id) }
        try await test.collected()
        #expect(try test.directory.files(in: "blobs").isEmpty)
    }

    @Test("a file of the wrong length under a blob's name is replaced by the right one")
    func damaged() async throws {
        let test = try await TestStore()
        let bytes = Array("the right bytes".utf8)
        let digest = try SHA256.hash(bytes)
        try Data("cut".utf8).write(to: URL(fileURLWithPath: test.store.blobs.path(of: digest)))
        let writer = try test.store.blobs.makeWriter()
        try writer.write(bytes)
        let blob = try writer.commit()
        #expect(try content(of: blob.digest, in: test.store) == bytes)
    }

    @Test("a file that is no blob is not swept")
    func foreignFile() throws {
        let directory = try TemporaryDirectory()
        func open() throws -> Store {
            try Store(dataDirectory: directory.path, clock: TestClock().clock, randomness: testRandomness)
        }
        do { try open().close() }
        try Data().write(to: URL(fileURLWithPath: directory.path + "/blobs/ab/README"))
        _ = try open()
        #expect(try directory.files(in: "blobs") == ["ab/README"])
    }
}

extension TestStore {
    /// Waits until the writer has removed the blobs that were let go of before.
    func collected() async throws {
        // A round removes after it has answered, so the second answer comes after the first round's removals.
        for _ in 0..<2 { try await store.write { _ in } }
    }
}
