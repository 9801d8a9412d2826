public import Crypto
internal import Synchronization

/// The bytes of media, each kept once under its own SHA-256: `blobs/ab/abcd…`.
///
/// Always true: a file under `blobs/` is whole, synced, and what its name says, because it is written and synced in
/// `incoming/` and renamed; nothing is written to it afterwards. A blob goes only when no row names it and nobody
/// holds a `StoredBlob` of it.
///
/// All calls block. They belong on a pool of threads, not on an event loop; `open` alone is quick enough for one.
public final class BlobStore: Sendable {
    let files: FileSystem
    private let blobs: String
    private let incoming: String
    /// Uploads that come in several parts, until they are complete.
    public let uploads: IncomingUploads
    /// How many holders each blob has that may be about to write a row for it.
    private let holders = Mutex<[Digest256: Int]>([:])
    private let temporaryNumber = Atomic<UInt64>(0)
    /// Told when the last holder of a blob has let go of it, so that the store can ask whether a row names it.
    private let released: @Sendable (Digest256) -> Void

    /// Opens the store in a directory, makes what is missing, and removes what uploads of an earlier process left.
    ///
    /// - Parameter isKept: whether a file of `incoming/`, by its name, is that of an upload that can be resumed.
    init(
        directory: String, faults: StorageFaults, keeping isKept: (String) throws(StoreError) -> Bool,
        released: @escaping @Sendable (Digest256) -> Void
    ) throws(StoreError) {
        files = FileSystem(faults: faults)
        blobs = directory + "/blobs"
        incoming = directory + "/incoming"
        uploads = IncomingUploads(directory: incoming, files: files)
        self.released = released
        try files.makeDirectory(blobs)
        try files.makeDirectory(incoming)
        // All 256 at once: a directory made in the middle of an upload would have to be synced there, and a second
        // upload that finds it made could not know whether it was.
        for first in 0...UInt8.max { try files.makeDirectory("\(blobs)/\(Hex.encode([first]))") }
        try files.syncDirectory(blobs)
        try files.syncDirectory(directory)
        for name in try files.names(in: incoming) where try !isKept(name) { try files.remove("\(incoming)/\(name)") }
    }

    /// Begins a new blob.
    ///
    /// - Parameter computingMD5: whether an MD5 is wanted as well, for a `Content-MD5` field.
    public func makeWriter(computingMD5: Bool = false) throws(StoreError) -> BlobWriter {
        let number = temporaryNumber.add(1, ordering: .relaxed).newValue
        return try BlobWriter(
            temporaryPath: "\(incoming)/\(number)", computingMD5: computingMD5, files: files, store: self)
    }

    /// A writer that has taken in the whole file of an upload already, hashing it: this reads all of it. The file keeps
    /// its name in `incoming/` until the upload's is removed, so that nothing is lost if what follows fails.
    public func makeWriter(of upload: UploadLock) throws(StoreError) -> BlobWriter {
        let path = uploads.path(of: upload.id)
        guard let file = try files.openToRead(path) else { throw StoreError(.corrupt, cause: "\(path) is missing") }
        return try BlobWriter(complete: file, path: path, files: files, store: self)
    }

    /// Opens a blob for reading; nil if it is not there.
    public func open(_ digest: Digest256) throws(StoreError) -> BlobFile? {
        guard let descriptor = try files.openToRead(path(of: digest)) else { return nil }
        let size = try files.size(descriptor)
        return BlobFile(descriptor: descriptor.relinquish(), size: size)
    }

    /// Where a blob's file is. For child processes that have to be given a name; it may be gone when they open it.
    public func path(of digest: Digest256) -> String {
        let hex = digest.hex
        return "\(blobs)/\(hex.prefix(2))/\(hex)"
    }

    /// Gives a written and synced file its place. `size` is what was written; `keepsName` leaves it its name as well.
    func place(_ temporaryPath: String, digest: Digest256, size: Int64, keepsName: Bool) throws(StoreError) {
        let final = path(of: digest)
        // Held before looking: from here on, a collector on another thread leaves an existing file where it is.
        hold(digest)
        do throws(StoreError) {
            if try !give(temporaryPath, final, keepsName: keepsName) {
                if try files.size(final) != size {
                    // The name promises these bytes and the file cannot have them: ours, just hashed, replaces it.
                    try replace(final, by: temporaryPath, keepsName: keepsName)
                } else if !keepsName {
                    try files.remove(temporaryPath)
                }
            }
            // Also for a duplicate: whoever placed it first may not have synced the directory yet.
            try files.syncDirectory("\(blobs)/\(digest.hex.prefix(2))")
        } catch {
            release(digest)
            throw error
        }
    }

    /// False if the final name is taken.
    private func give(_ temporaryPath: String, _ final: String, keepsName: Bool) throws(StoreError) -> Bool {
        try keepsName ? files.link(temporaryPath, to: final) : files.renameWithoutReplacing(temporaryPath, to: final)
    }

    private func replace(_ final: String, by temporaryPath: String, keepsName: Bool) throws(StoreError) {
        guard keepsName else { return try files.rename(temporaryPath, to: final) }
        try files.remove(final)
        _ = try files.link(temporaryPath, to: final)
    }

    private func hold(_ digest: Digest256) { holders.withLock { $0[digest, default: 0] += 1 } }

    func release(_ digest: Digest256) {
        let isLast = holders.withLock { holders in
            let count = holders[digest, default: 1] - 1
            holders[digest] = count > 0 ? count : nil
            return count <= 0
        }
        if isLast { released(digest) }
    }

    /// Removes a blob that no row names, unless somebody holds it. Only the writer's thread asks this, between
    /// transactions, so that no row can appear meanwhile.
    func removeUnlessHeld(_ digest: Digest256) throws(StoreError) {
        try holders.withLock { holders throws(StoreError) in
            guard holders[digest] == nil else { return }
            try files.remove(path(of: digest))
        }
    }

    /// Removes every blob that `isReferenced` does not know. Only at start, while nothing else runs: what is left is
    /// that of a process which died between placing a blob and writing its row, or between deleting the two.
    func sweep(_ isReferenced: (Digest256) throws(StoreError) -> Bool) throws(StoreError) {
        for first in 0...UInt8.max {
            let directory = "\(blobs)/\(Hex.encode([first]))"
            for name in try files.names(in: directory) {
                // A file whose name is no digest is not ours to remove.
                guard let digest = Digest256(hex: name) else { continue }
                if try !isReferenced(digest) { try files.remove("\(directory)/\(name)") }
            }
        }
    }
}

/// A blob opened for reading. Closes its descriptor when its owner is done with it.
public struct BlobFile: ~Copyable, Sendable {
    /// An open, close-on-exec descriptor at offset 0, owned by this value.
    public let descriptor: Int32
    /// Bytes.
    public let size: Int64

    deinit { _ = Descriptor(descriptor) }

    /// Gives the descriptor up: from now on the caller has to close it.
    public consuming func takeDescriptor() -> Int32 {
        let number = descriptor
        discard self
        return number
    }
}

/// A blob that is in place and durable. While this value lives, the blob stays even though no row names it yet; after
/// that it stays if a row does. So keep it until the row is committed.
public final class StoredBlob: Sendable {
    public let digest: Digest256
    /// Bytes.
    public let size: Int64
    private let store: BlobStore

    init(digest: Digest256, size: Int64, store: BlobStore) {
        self.digest = digest
        self.size = size
        self.store = store
    }

    deinit { store.release(digest) }
}
