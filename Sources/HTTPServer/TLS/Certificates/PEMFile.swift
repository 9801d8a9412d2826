internal import CLinux
internal import COpenSSL
internal import Glibc

/// Small files of certificates and keys.
enum PEMFile {
    /// What a file holds; nil when there is none.
    static func read(_ path: String) throws(TLSError) -> [UInt8]? {
        let raw = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard raw >= 0 else {
            if clinux_errno() == ENOENT { return nil }
            throw failed("cannot be read", path)
        }
        let file = FileDescriptor(owning: raw)
        // A certificate has a few kilobytes; what is larger is none.
        var bytes = [UInt8](repeating: 0, count: 65_536)
        var count = 0
        while count < bytes.count {
            let from = count
            let read = unsafe bytes.withUnsafeMutableBytes {
                unsafe Glibc.read(file.raw, $0.baseAddress.map { unsafe $0 + from }, $0.count - from)
            }
            guard read >= 0 else { throw failed("cannot be read", path) }
            if read == 0 { break }
            count += read
        }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    /// Puts a file in place, whole or not at all, also when the power goes.
    ///
    /// - Parameter mode: the permissions, 0o600 for a key.
    static func write(_ bytes: [UInt8], to path: String, mode: mode_t) throws(TLSError) {
        let partial = path + ".part"
        _ = unsafe unlink(partial)
        let raw = unsafe open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard raw >= 0 else { throw failed("cannot be written", path) }
        let file = FileDescriptor(owning: raw)
        let written = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(file.raw, $0.baseAddress, $0.count) }
        guard written == bytes.count, fsync(file.raw) == 0, unsafe rename(partial, path) == 0 else {
            let error = failed("cannot be written", path)
            _ = unsafe unlink(partial)
            throw error
        }
    }

    /// Makes a folder that only its owner may change; one that is there is fine.
    static func makeFolder(_ path: String) throws(TLSError) {
        if unsafe mkdir(path, 0o755) != 0, clinux_errno() != EEXIST { throw failed("cannot be made", path) }
    }

    private static func failed(_ what: String, _ path: String) -> TLSError {
        TLSError(.unreadableFile, "\(path) \(what): \(unsafe String(cString: strerror(clinux_errno()))).")
    }
}

/// Memory that OpenSSL writes to, and frees.
@safe struct MemoryBIO: ~Copyable {
    let pointer: OpaquePointer

    /// Empty, to be written to.
    init() throws(TLSError) {
        guard let bio = unsafe BIO_new(BIO_s_mem()) else { throw .openSSL("reserve memory") }
        unsafe pointer = bio
    }

    /// Holds `bytes`, to be read.
    static func holding(_ bytes: [UInt8]) throws(TLSError) -> MemoryBIO {
        let bio = try MemoryBIO()
        guard unsafe BIO_write(bio.pointer, bytes, Int32(clamping: bytes.count)) == bytes.count || bytes.isEmpty else {
            throw .openSSL("reserve memory")
        }
        return bio
    }

    /// What was written.
    var bytes: [UInt8] {
        var start: UnsafeMutablePointer<CChar>?
        let count = unsafe copenssl_memory(pointer, &start)
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: max(0, count)))
    }

    deinit {
        unsafe BIO_free_all(pointer)
    }
}
