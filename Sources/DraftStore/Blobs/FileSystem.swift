internal import CLinux
internal import Glibc

/// The system calls of the blob store, each with a safe face and typed errors. They block: callers run them on a pool.
struct FileSystem: Sendable {
    let faults: StorageFaults

    /// Makes a directory, readable by this user alone. False if it is there already.
    @discardableResult
    func makeDirectory(_ path: String) throws(StoreError) -> Bool {
        if unsafe mkdir(path, 0o700) == 0 { return true }
        let number = errno
        var status = stat()
        if number == EEXIST, unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return false }
        throw StoreError(errno: number, "mkdir \(path)")
    }

    /// Makes a directory and those above it that are missing, and syncs the parent of each one it made.
    func makeDirectories(_ path: String) throws(StoreError) {
        var missing: [String] = []
        var current = path
        while unsafe access(current, F_OK) != 0 {
            missing.append(current)
            guard let parent = Self.parent(of: current), parent != current else { break }
            current = parent
        }
        for directory in missing.reversed() {
            try makeDirectory(directory)
            if let parent = Self.parent(of: directory) { try syncDirectory(parent) }
        }
    }

    /// The directory a path is in: "." for a bare name, nil for the root.
    static func parent(of path: String) -> String? {
        var trimmed = path[...]
        while trimmed.count > 1, trimmed.last == "/" { trimmed.removeLast() }
        guard trimmed != "/" else { return nil }
        guard let slash = trimmed.lastIndex(of: "/") else { return "." }
        return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
    }

    /// A new file, opened for writing and reading; fails if there is one.
    func create(_ path: String) throws(StoreError) -> Descriptor {
        try faults.meet(.create)
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreError(errno: errno, "open \(path)") }
        return Descriptor(descriptor)
    }

    /// An existing file, opened for reading; nil if there is none.
    func openToRead(_ path: String) throws(StoreError) -> Descriptor? {
        try faults.meet(.open)
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        if descriptor >= 0 { return Descriptor(descriptor) }
        let number = errno
        if number == ENOENT { return nil }
        throw StoreError(errno: number, "open \(path)")
    }

    func size(_ file: borrowing Descriptor) throws(StoreError) -> Int64 {
        var status = stat()
        guard unsafe fstat(file.number, &status) == 0 else { throw StoreError(errno: errno, "fstat") }
        return Int64(status.st_size)
    }

    /// The size of the file at a path; nil if there is none.
    func size(_ path: String) throws(StoreError) -> Int64? {
        var status = stat()
        if unsafe stat(path, &status) == 0 { return Int64(status.st_size) }
        let number = errno
        if number == ENOENT { return nil }
        throw StoreError(errno: number, "stat \(path)")
    }

    /// Writes all the bytes: a short write is gone on with.
    func write(_ bytes: UnsafeRawBufferPointer, to file: borrowing Descriptor) throws(StoreError) {
        try faults.meet(.write)
        var rest = unsafe bytes[...]
        while unsafe !rest.isEmpty {
            let part = unsafe UnsafeRawBufferPointer(rebasing: rest)
            let count = unsafe Glibc.write(file.number, part.baseAddress, part.count)
            if count >= 0 {
                unsafe rest = rest.dropFirst(count)
            } else if errno != EINTR {
                throw StoreError(errno: errno, "write")
            }
        }
    }

    func sync(_ file: borrowing Descriptor) throws(StoreError) {
        try faults.meet(.sync)
        guard fsync(file.number) == 0 else { throw StoreError(errno: errno, "fsync") }
    }

    /// Makes the names in a directory durable.
    func syncDirectory(_ path: String) throws(StoreError) {
        try faults.meet(.syncDirectory)
        let number = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { throw StoreError(errno: errno, "open \(path)") }
        let directory = Descriptor(number)
        guard fsync(directory.number) == 0 else { throw StoreError(errno: errno, "fsync \(path)") }
    }

    /// Renames a file. False if the new name is taken, which leaves both as they were.
    func renameWithoutReplacing(_ old: String, to new: String) throws(StoreError) -> Bool {
        try faults.meet(.rename)
        if unsafe clinux_rename_no_replace(old, new) == 0 { return true }
        let number = clinux_errno()
        if number == EEXIST { return false }
        throw StoreError(errno: number, "rename to \(new)")
    }

    /// Renames a file over another.
    func rename(_ old: String, to new: String) throws(StoreError) {
        try faults.meet(.rename)
        guard unsafe Glibc.rename(old, new) == 0 else { throw StoreError(errno: errno, "rename to \(new)") }
    }

    /// Removes a file; one that is not there is as good as removed.
    func remove(_ path: String) throws(StoreError) {
        guard unsafe unlink(path) != 0 else { return }
        let number = errno
        if number != ENOENT { throw StoreError(errno: number, "unlink \(path)") }
    }

    /// The names in a directory, without "." and "..", in no order.
    func names(in path: String) throws(StoreError) -> [String] {
        guard let directory = unsafe opendir(path) else { throw StoreError(errno: errno, "opendir \(path)") }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        errno = 0
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe name.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
                    unsafe String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
            errno = 0
        }
        guard errno == 0 else { throw StoreError(errno: errno, "readdir \(path)") }
        return names
    }
}

/// An open file descriptor, closed when its owner is done with it.
struct Descriptor: ~Copyable, Sendable {
    let number: Int32

    init(_ number: Int32) { self.number = number }

    deinit { close(number) }

    /// Gives the number up: from now on the caller has to close it.
    consuming func relinquish() -> Int32 {
        let number = number
        discard self
        return number
    }
}
