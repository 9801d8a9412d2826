internal import Glibc

/// Directories that are this program's own.
enum DirectoryTree {
    /// Removes a directory and all that is in it, as far as that is possible. Links in it are removed, not followed.
    static func remove(_ path: String) {
        for name in names(in: path) {
            let child = path + "/" + name
            // A directory is the only thing that cannot be unlinked.
            if unsafe unlink(child) != 0, errno == EISDIR || errno == EPERM { remove(child) }
        }
        _ = unsafe rmdir(path)
    }

    private static func names(in path: String) -> [String] {
        guard let stream = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
