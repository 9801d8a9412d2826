internal import CLinux
internal import Glibc

extension FileSystem {
    /// An existing file, opened for reading and writing; nil if there is none.
    func openToWrite(_ path: String) throws(StoreError) -> Descriptor? {
        try faults.meet(.open)
        let descriptor = unsafe open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        if descriptor >= 0 { return Descriptor(descriptor) }
        let number = errno
        if number == ENOENT { return nil }
        throw StoreError(errno: number, "open \(path)")
    }

    /// The size of an open file in bytes, and how many names it has.
    func facts(_ file: borrowing Descriptor) throws(StoreError) -> (size: Int64, links: Int) {
        var status = stat()
        guard unsafe fstat(file.number, &status) == 0 else { throw StoreError(errno: errno, "fstat") }
        return (Int64(status.st_size), Int(status.st_nlink))
    }

    /// Writes all the bytes at an offset: a short write is gone on with.
    func write(_ bytes: UnsafeRawBufferPointer, to file: borrowing Descriptor, at offset: Int64) throws(StoreError) {
        try faults.meet(.write)
        var written = 0
        while written < bytes.count {
            let count = unsafe pwrite(
                file.number, bytes.baseAddress.map { unsafe $0 + written }, bytes.count - written,
                off_t(offset) + off_t(written))
            if count >= 0 {
                written += count
            } else if errno != EINTR {
                throw StoreError(errno: errno, "pwrite")
            }
        }
    }

    /// Gives a file a second name. False if that name is taken.
    func link(_ old: String, to new: String) throws(StoreError) -> Bool {
        try faults.meet(.rename)
        if unsafe Glibc.link(old, new) == 0 { return true }
        let number = errno
        if number == EEXIST { return false }
        throw StoreError(errno: number, "link to \(new)")
    }

    /// Copies the first bytes of a file to the beginning of another; fewer if it ends before.
    func copy(
        _ count: Int64, from source: borrowing Descriptor, to target: borrowing Descriptor
    ) throws(StoreError) {
        var read: Int64 = 0
        var written: Int64 = 0
        while written < count {
            let piece = unsafe clinux_copy_file_range(
                source.number, &read, target.number, &written, Int(min(count - written, 1 << 30)))
            if piece == 0 { return }
            if piece < 0 {
                let number = clinux_errno()
                if number != EINTR { throw StoreError(errno: number, "copy_file_range") }
            }
        }
    }

    /// The first bytes of a file, fewer if it is shorter.
    func prefix(_ count: Int, of file: borrowing Descriptor) throws(StoreError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let read = unsafe bytes.withUnsafeMutableBytes { bytes in
                unsafe pread(file.number, bytes.baseAddress.map { unsafe $0 + filled }, count - filled, off_t(filled))
            }
            if read == 0 { break }
            if read < 0 {
                let number = errno
                if number == EINTR { continue }
                throw StoreError(errno: number, "pread")
            }
            filled += read
        }
        bytes.removeLast(count - filled)
        return bytes
    }

    /// Reads a file from its beginning, piece by piece.
    func read(_ file: borrowing Descriptor, _ body: (UnsafeRawBufferPointer) -> Void) throws(StoreError) {
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        var offset: off_t = 0
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe pread(file.number, $0.baseAddress, $0.count, offset)
            }
            if count == 0 { return }
            if count < 0 {
                let number = errno
                if number == EINTR { continue }
                throw StoreError(errno: number, "pread")
            }
            unsafe buffer.withUnsafeBytes { unsafe body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            offset += off_t(count)
        }
    }
}
