internal import Crypto
internal import DraftModel
internal import Glibc

/// Tells by its bytes whether a file is the one that it should be.
enum FileDigest {
    /// The SHA-256 of what is left to read of an open file.
    static func sha256(of descriptor: Int32) throws(CopyError) -> Digest256 {
        do {
            var hash = SHA256()
            var buffer = [UInt8](repeating: 0, count: 1 << 20)
            while true {
                let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
                if count == 0 { return try hash.finalize() }
                if count < 0 {
                    if errno == EINTR { continue }
                    throw CopyError("read")
                }
                hash.update(Array(buffer[..<count]))
            }
        } catch let error as CopyError {
            throw error
        } catch {
            throw CopyError("SHA-256: \(error)", code: .ioError)
        }
    }

    /// Whether the file at a path has this size and SHA-256. It is read only if it has the size.
    static func isFile(_ path: String, of size: Int64, _ digest: Digest256) throws(CopyError) -> Bool {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw CopyError("open") }
        defer { _ = close(descriptor) }
        var facts = stat()
        guard unsafe fstat(descriptor, &facts) == 0 else { throw CopyError("fstat") }
        return Int64(facts.st_size) == size ? try sha256(of: descriptor) == digest : false
    }
}
