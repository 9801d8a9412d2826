import Crypto
import Glibc

/// Reads files and folders; throws what went wrong in words.
enum FileReading {
    static func text(_ path: String) throws -> String { String(decoding: try bytes(path), as: UTF8.self) }

    static func bytes(_ path: String) throws -> [UInt8] {
        var all: [UInt8] = []
        try forEachPiece(of: path) { all += $0 }
        return all
    }

    /// The SHA-256 of a file, in hexadecimal digits.
    static func sha256(_ path: String) throws -> String {
        var hash = SHA256()
        try forEachPiece(of: path) { hash.update(Array($0)) }
        return try hash.finalize().hex
    }

    /// The files below a folder, as paths from it, sorted. A folder that is not there holds none.
    static func files(below folder: String) -> [String] {
        guard let stream = unsafe opendir(folder) else { return [] }
        defer { unsafe closedir(stream) }
        var found: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe name(of: entry)
            if name == "." || name == ".." { continue }
            if unsafe Int(entry.pointee.d_type) == Int(DT_DIR) {
                found += files(below: folder + "/" + name).map { name + "/" + $0 }
            } else {
                found.append(name)
            }
        }
        return found.sorted()
    }

    /// What is right in a folder.
    static func names(in folder: String) -> [String] {
        guard let stream = unsafe opendir(folder) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) { names.append(unsafe name(of: entry)) }
        return names.filter { $0 != "." && $0 != ".." }
    }

    /// Writes a new program, with its folder.
    static func writeProgram(_ text: String, to path: String) throws {
        let folder = String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
        guard unsafe mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw TestFailure("mkdir: \(errno)") }
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o700)
        guard descriptor >= 0 else { throw TestFailure("\(path): \(errno)") }
        defer { _ = close(descriptor) }
        let bytes = Array(text.utf8)
        guard unsafe write(descriptor, bytes, bytes.count) == bytes.count else { throw TestFailure("write: \(errno)") }
    }

    /// Removes a folder with all that is in it.
    static func removeFolder(_ folder: String) {
        guard let stream = unsafe opendir(folder) else { return }
        while let entry = unsafe readdir(stream) {
            let name = unsafe name(of: entry)
            if name == "." || name == ".." { continue }
            let path = folder + "/" + name
            if unsafe Int(entry.pointee.d_type) == Int(DT_DIR) { removeFolder(path) } else { unsafe unlink(path) }
        }
        unsafe closedir(stream)
        unsafe rmdir(folder)
    }

    private static func name(of entry: UnsafeMutablePointer<dirent>) -> String {
        unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
            unsafe name.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { unsafe String(cString: $0) }
        }
    }

    private static func forEachPiece(of path: String, _ body: (ArraySlice<UInt8>) -> Void) throws {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw TestFailure("\(path): \(unsafe String(cString: strerror(errno)))") }
        defer { _ = close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = unsafe read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { throw TestFailure("\(path): \(unsafe String(cString: strerror(errno)))") }
            if count == 0 { return }
            body(buffer[..<count])
        }
    }
}

/// A folder of its own for a test, removed with its owner unless the test failed.
final class TemporaryFolder: @unchecked Sendable {
    let path: String
    /// Set once, by the test, when somebody will want to look at what is in it.
    var isKept = false

    init() throws {
        let base = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/draftroll-story-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw TestFailure("mkdtemp: \(errno)") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        guard !isKept else { return }
        FileReading.removeFolder(path)
    }
}
