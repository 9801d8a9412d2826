internal import Crypto
internal import Glibc

extension BlobStore {
    /// Takes a finished file of this data directory over as a blob: it is hashed, synced and renamed, not copied. When
    /// this returns, the blob survives a loss of power and the file is gone from its old place.
    ///
    /// - Parameter path: a regular file that nobody writes to any more.
    public func adopt(_ path: String) throws(StoreError) -> StoredBlob {
        guard let file = try files.openToRead(path) else { throw StoreError(.notFound, cause: "no file to adopt") }
        let size = try files.size(file)
        let digest = try Self.digest(of: file)
        try files.sync(file)
        try place(path, digest: digest, size: size, keepsName: false)
        return StoredBlob(digest: digest, size: size, store: self)
    }

    private static func digest(of file: borrowing Descriptor) throws(StoreError) -> Digest256 {
        var hasher = SHA256()
        var buffer = [UInt8](repeating: 0, count: 256 * 1024)
        while true {
            let number = file.number
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(number, $0.baseAddress, $0.count) }
            if count == 0 { break }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw StoreError(errno: errno, "read")
            }
            unsafe buffer.withUnsafeBytes { bytes in
                unsafe hasher.update(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
            }
        }
        do throws(CryptoError) { return try hasher.finalize() } catch {
            throw StoreError(.failed, cause: error.debugDescription)
        }
    }
}
