public import Crypto
internal import Glibc
internal import Synchronization

/// Takes in the bytes of one blob, hashing them on the way, and puts it in place at the end.
///
/// `write … write, seal, commit`: between `seal` and `commit` the caller can compare the digests with what the client
/// promised. Whatever happens otherwise (an error, `abort`, or letting go of the writer) leaves nothing behind.
/// One task at a time; all calls block.
public final class BlobWriter: Sendable {
    /// What was written.
    public struct Facts: Sendable, Hashable {
        public let digest: Digest256
        /// 16 bytes, if asked for.
        public let md5: [UInt8]?
        /// Bytes.
        public let size: Int64
    }

    private enum Phase {
        case writing
        case sealed(Facts)
        case ended
    }

    private struct State: ~Copyable {
        var phase = Phase.writing
        var file: Descriptor?
        var sha256: SHA256? = SHA256()
        var md5: MD5?
        /// Small pieces, gathered so that each write to the disk is a large one.
        var gathered: [UInt8] = []
        var size: Int64 = 0
    }

    /// Bytes of one write: below it, pieces are gathered.
    private static let writeSize = 128 * 1024

    /// Where the bytes are until `commit`: for a program that has to look at them. They are all there after `seal`.
    public let temporaryPath: String
    private let files: FileSystem
    private let store: BlobStore
    /// Whether the file is an upload's, which outlives this writer.
    private let keepsFile: Bool
    private let state: Mutex<State>

    init(temporaryPath: String, computingMD5: Bool, files: FileSystem, store: BlobStore) throws(StoreError) {
        self.temporaryPath = temporaryPath
        self.files = files
        self.store = store
        keepsFile = false
        let file = try files.create(temporaryPath)
        state = Mutex(State(file: file, md5: computingMD5 ? MD5() : nil))
    }

    /// Of a file that is there already: reads and hashes all of it.
    init(complete file: consuming Descriptor, path: String, files: FileSystem, store: BlobStore) throws(StoreError) {
        temporaryPath = path
        self.files = files
        self.store = store
        keepsFile = true
        var sha256 = SHA256()
        var size: Int64 = 0
        try unsafe files.read(file) { bytes in
            unsafe sha256.update(bytes)
            size += Int64(bytes.count)
        }
        state = Mutex(State(file: file, sha256: sha256, size: size))
    }

    deinit { abort() }

    /// Takes in more bytes.
    public func write(_ bytes: RawSpan) throws(StoreError) {
        try unsafe bytes.withUnsafeBytes { bytes throws(StoreError) in try unsafe write(buffer: bytes) }
    }

    /// Takes in more bytes.
    public func write(_ bytes: [UInt8]) throws(StoreError) { try unsafe write(bytes.span.bytes) }

    private func write(buffer: UnsafeRawBufferPointer) throws(StoreError) {
        try step { state throws(StoreError) in
            guard case .writing = state.phase else { throw StoreError(.closed, cause: "the blob writer has ended") }
            unsafe state.sha256?.update(buffer)
            unsafe state.md5?.update(buffer)
            state.size += Int64(buffer.count)
            if state.gathered.isEmpty, buffer.count >= Self.writeSize {
                try unsafe put(buffer, &state)
            } else {
                unsafe state.gathered.append(contentsOf: buffer)
                if state.gathered.count >= Self.writeSize { try flush(&state) }
            }
        }
    }

    /// Ends the writing and says what was written. May be called again.
    @discardableResult
    public func seal() throws(StoreError) -> Facts {
        try step { state throws(StoreError) in try sealed(&state) }
    }

    /// Syncs the bytes and puts them in place. When this returns, the blob survives a loss of power.
    public func commit() throws(StoreError) -> StoredBlob {
        try step { state throws(StoreError) in
            let facts = try sealed(&state)
            guard let file = state.file.take() else { throw StoreError(.closed, cause: "the blob writer has ended") }
            try files.sync(file)
            try store.place(temporaryPath, digest: facts.digest, size: facts.size, keepsName: keepsFile)
            state.phase = .ended
            return StoredBlob(digest: facts.digest, size: facts.size, store: store)
        }
    }

    /// Gives the blob up and removes what was written. Without effect after `commit`.
    public func abort() {
        state.withLock { state in discard(&state) }
    }

    /// Runs one step; a failed one gives the blob up, so that a full disk is not kept full by the remains.
    private func step<Result: Sendable>(
        _ body: (inout State) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        try state.withLock { state throws(StoreError) in
            do throws(StoreError) {
                return try body(&state)
            } catch {
                discard(&state)
                throw error
            }
        }
    }

    private func sealed(_ state: inout State) throws(StoreError) -> Facts {
        switch state.phase {
        case .sealed(let facts): return facts
        case .ended: throw StoreError(.closed, cause: "the blob writer has ended")
        case .writing: break
        }
        try flush(&state)
        guard let sha256 = state.sha256.take() else { throw StoreError(.closed, cause: "the blob writer has ended") }
        do throws(CryptoError) {
            let digest = try sha256.finalize()
            var sum: [UInt8]?
            if let md5 = state.md5.take() { sum = try md5.finalize() }
            let facts = Facts(digest: digest, md5: sum, size: state.size)
            state.phase = .sealed(facts)
            return facts
        } catch { throw StoreError(.failed, cause: error.debugDescription) }
    }

    private func flush(_ state: inout State) throws(StoreError) {
        guard !state.gathered.isEmpty else { return }
        let gathered = state.gathered
        try unsafe gathered.span.bytes.withUnsafeBytes { bytes throws(StoreError) in try unsafe put(bytes, &state) }
        state.gathered.removeAll(keepingCapacity: true)
    }

    private func put(_ bytes: UnsafeRawBufferPointer, _ state: inout State) throws(StoreError) {
        guard let file = state.file.take() else { throw StoreError(.closed, cause: "the blob writer has ended") }
        try unsafe files.write(bytes, to: file)
        state.file = consume file
    }

    private func discard(_ state: inout State) {
        if case .ended = state.phase { return }
        state.phase = .ended
        state.file = nil
        if keepsFile { return }
        // If even this fails, the sweep at the next start finds the file.
        _ = unsafe unlink(temporaryPath)
    }
}
