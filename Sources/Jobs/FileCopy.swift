// Copies a blob into the camera roll so that a crash at any point ends, on the next run, in the same one file.
//
// 1. The folders are made, and each new one's parent is synced.
// 2. The bytes go into a temporary file beside the target, named for the item: a run after a crash finds it and starts
//    it anew. Where the file system can share blocks it does; otherwise the kernel copies.
// 3. The temporary file is synced, gets its name without replacing anything, and the folder is synced.
//
// A file that stands at the target already is the one of an earlier run if it has the right bytes; otherwise somebody
// else put it there, it is left alone, and the copy fails. Never a hard link: the copy is the user's own.

internal import Crypto
internal import DraftModel
internal import Glibc

struct FileCopy: Sendable {
    /// Absolute path of the bytes to copy.
    let source: String
    /// The folder that is taken to exist, such as the data directory.
    let root: String
    /// Path below `root` of the file to make.
    let path: String
    /// What the copy must be: bytes and SHA-256.
    let size: Int64
    let digest: Digest256
    /// Names the temporary file.
    let item: CameraRollItemID

    var operations = FileOperations()

    private static let piece: Int64 = 8 << 20

    /// Copies; blocks, so it is called on a thread of its own.
    ///
    /// - Parameter progress: told how many bytes have been copied, after each piece; false stops the copy.
    /// - Returns: false if `progress` stopped it.
    func run(progress: (Int64) -> Bool) throws(CopyError) -> Bool {
        let target = root + "/" + path
        let folder = try makeFolders()
        if try isInPlace(target) { return true }

        let input = operations.open(source, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else {
            if errno == ENOENT { throw CopyError("open source", code: .sourceMissing) }
            throw CopyError("open source")
        }
        defer { _ = close(input) }
        let temporary = folder + "/." + item.text + ".part"
        let output = operations.open(temporary, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC)
        guard output >= 0 else { throw CopyError("open") }
        defer { _ = close(output) }
        do throws(CopyError) {
            guard try copy(from: input, to: output, progress: progress) else {
                _ = operations.remove(temporary)
                return false
            }
            guard operations.sync(output) == 0 else { throw CopyError("fsync") }
            guard operations.rename(temporary, target) == 0 else { throw CopyError("rename") }
        } catch {
            // Best effort: what stays is overwritten by the next run and swept at the next start.
            _ = operations.remove(temporary)
            throw error
        }
        try syncFolder(folder)
        return true
    }

    private func copy(from input: Int32, to output: Int32, progress: (Int64) -> Bool) throws(CopyError) -> Bool {
        var facts = stat()
        guard unsafe fstat(input, &facts) == 0 else { throw CopyError("fstat") }
        guard Int64(facts.st_size) == size else { throw CopyError("the source has another size", code: .sourceMissing) }
        if operations.clone(output, input) == 0 { return progress(size) }
        var offset: Int64 = 0
        while offset < size {
            let count = Int(min(Self.piece, size - offset))
            var copied = operations.copyRange(input, output, offset, count)
            if copied < 0, [EXDEV, EINVAL, ENOSYS, EOPNOTSUPP].contains(errno) {
                copied = try copyThroughMemory(from: input, to: output, offset: offset, count: count)
            }
            if copied < 0 {
                if errno == EINTR { continue }
                throw CopyError("copy_file_range")
            }
            if copied == 0 { throw CopyError("the source became shorter", code: .sourceMissing) }
            offset += Int64(copied)
            guard progress(offset) else { return false }
        }
        return true
    }

    /// For file systems between which the kernel does not copy.
    private func copyThroughMemory(
        from input: Int32, to output: Int32, offset: Int64, count: Int
    ) throws(CopyError) -> Int {
        var buffer = [UInt8](repeating: 0, count: min(count, 1 << 20))
        let filled = unsafe buffer.withUnsafeMutableBytes { buffer in
            unsafe pread(input, buffer.baseAddress, buffer.count, off_t(offset))
        }
        if filled < 0 { throw CopyError("pread") }
        var written = 0
        while written < filled {
            let count = unsafe buffer.withUnsafeBytes { buffer in
                unsafe pwrite(
                    output, buffer.baseAddress.map { unsafe $0 + written }, filled - written,
                    off_t(offset + Int64(written)))
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw CopyError("pwrite")
            }
            written += count
        }
        return filled
    }

    /// Makes the folders of `path` below `root`; returns the innermost.
    private func makeFolders() throws(CopyError) -> String {
        var folder = root
        for name in path.split(separator: "/").dropLast() {
            let parent = folder
            folder += "/" + name
            if operations.makeDirectory(folder) == 0 {
                try syncFolder(parent)
            } else if errno != EEXIST {
                throw CopyError("mkdir")
            }
        }
        return folder
    }

    private func syncFolder(_ folder: String) throws(CopyError) {
        let descriptor = operations.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw CopyError("open folder") }
        defer { _ = close(descriptor) }
        guard operations.sync(descriptor) == 0 else { throw CopyError("fsync folder") }
    }

    /// Whether an earlier run has put the file in place.
    private func isInPlace(_ target: String) throws(CopyError) -> Bool {
        let descriptor = operations.open(target, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        if descriptor < 0 {
            if errno == ENOENT { return false }
            throw CopyError("open")
        }
        defer { _ = close(descriptor) }
        guard try FileDigest.sha256(of: descriptor) == digest else {
            throw CopyError("another file stands at \(path)", code: .ioError)
        }
        // The earlier run may have stopped between its rename and its sync.
        guard operations.sync(descriptor) == 0 else { throw CopyError("fsync") }
        try syncFolder(String(target[..<(target.lastIndex(of: "/") ?? target.endIndex)]))
        return true
    }
}
