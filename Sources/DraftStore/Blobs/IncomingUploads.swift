internal import CLinux
public import DraftModel
internal import Glibc
internal import Synchronization

/// The files of uploads that are not complete: `incoming/` and the upload's id.
///
/// A file is made with the first bytes. The rows say how many of its bytes count; a file may be longer than that after a
/// crash, never shorter. All calls but `lock` block.
public final class IncomingUploads: Sendable {
    private let files: FileSystem
    private let directory: String
    private let locked = Mutex<Set<UploadID>>([])

    init(directory: String, files: FileSystem) {
        self.directory = directory
        self.files = files
    }

    /// Keeps everybody else from an upload for as long as the returned value lives; nil if somebody has it. Only who has
    /// it may touch the file.
    public func lock(_ id: UploadID) -> UploadLock? {
        guard locked.withLock({ $0.insert(id).inserted }) else { return nil }
        return UploadLock(id: id, uploads: self)
    }

    fileprivate func unlock(_ id: UploadID) { locked.withLock { _ = $0.remove(id) } }

    /// Whether somebody works on an upload.
    func isLocked(_ id: UploadID) -> Bool { locked.withLock { $0.contains(id) } }

    func path(of id: UploadID) -> String { "\(directory)/\(id)" }

    /// Opens the file of an upload to go on at `offset`. What a crash has left behind the offset is cut off.
    ///
    /// - Throws: `corrupt` when bytes that were acknowledged are missing.
    public func open(_ lock: UploadLock, at offset: Int64) throws(StoreError) -> UploadFile {
        let path = path(of: lock.id)
        guard let found = try files.openToWrite(path) else {
            guard offset == 0 else { throw StoreError(.corrupt, cause: "\(path) is missing") }
            let file = UploadFile(try files.create(path), files: files)
            try files.syncDirectory(directory)
            return file
        }
        var descriptor = found
        let facts = try files.facts(descriptor)
        guard facts.size >= offset else { throw StoreError(.corrupt, cause: "\(path) is shorter than \(offset)") }
        if facts.links > 1 { descriptor = try detach(path, keeping: offset) }
        let file = UploadFile(descriptor, files: files)
        if facts.size > offset { try file.truncate(to: offset) }
        return file
    }

    /// Gives an upload a file of its own again. Its file was complete and is a blob by now, which another media item may
    /// have come to use before this one failed: what is in `blobs/` is never written to.
    private func detach(_ path: String, keeping offset: Int64) throws(StoreError) -> Descriptor {
        let copy = path + ".copy"
        try files.remove(copy)
        let target = try files.create(copy)
        if let source = try files.openToRead(path) { try files.copy(offset, from: source, to: target) }
        try files.sync(target)
        try files.rename(copy, to: path)
        try files.syncDirectory(directory)
        return target
    }

    /// Removes the file of an upload that has become media, was ended, or has expired.
    public func remove(_ id: UploadID) throws(StoreError) { try files.remove(path(of: id)) }
}

/// The right to work on an upload. It ends with the value.
public final class UploadLock: Sendable {
    public let id: UploadID
    private let uploads: IncomingUploads

    fileprivate init(id: UploadID, uploads: IncomingUploads) {
        self.id = id
        self.uploads = uploads
    }

    deinit { uploads.unlock(id) }
}

/// The open file of an upload. All calls block.
public final class UploadFile: Sendable {
    private let descriptor: Descriptor
    private let files: FileSystem

    fileprivate init(_ descriptor: consuming Descriptor, files: FileSystem) {
        self.descriptor = descriptor
        self.files = files
    }

    /// Writes bytes at an offset.
    public func write(_ bytes: [UInt8], at offset: Int64) throws(StoreError) {
        try unsafe bytes.span.bytes.withUnsafeBytes { bytes throws(StoreError) in
            try unsafe files.write(bytes, to: descriptor, at: offset)
        }
    }

    /// The first bytes of the file, fewer if it is shorter.
    public func prefix(_ count: Int) throws(StoreError) -> [UInt8] { try files.prefix(count, of: descriptor) }

    /// When this returns, what was written survives a loss of power.
    public func sync() throws(StoreError) { try files.sync(descriptor) }

    /// Takes back what was written behind an offset.
    public func truncate(to size: Int64) throws(StoreError) {
        guard ftruncate(descriptor.number, off_t(size)) == 0 else { throw StoreError(errno: errno, "ftruncate") }
    }
}
