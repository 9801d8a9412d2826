internal import COpenSSL

/// The streaming digest of OpenSSL's EVP interface, for one algorithm.
///
/// OpenSSL's updates fail only when its state is broken, so a failure is remembered and thrown once, by `finish()`:
/// a digest over half the input can never be taken for one over all of it.
@safe struct MessageDigest: ~Copyable, @unchecked Sendable {
    enum Algorithm { case sha256, sha1, md5 }

    /// Owned by this value alone and freed with it, which is why it may move between threads.
    private let context: OpaquePointer?
    private var failed: Bool

    init(_ algorithm: Algorithm) {
        unsafe context = EVP_MD_CTX_new()
        let type =
            switch algorithm {
            case .sha256: unsafe EVP_sha256()
            case .sha1: unsafe EVP_sha1()
            case .md5: unsafe EVP_md5()
            }
        failed = unsafe context == nil || EVP_DigestInit_ex(context, type, nil) != 1
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard !failed, unsafe !bytes.isEmpty else { return }
        failed = unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) != 1
    }

    /// The digest of everything given so far.
    consuming func finish() throws(CryptoError) -> [UInt8] {
        guard !failed else { throw .fromOpenSSL(.unavailable) }
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        let done = unsafe digest.withUnsafeMutableBufferPointer { buffer in
            unsafe EVP_DigestFinal_ex(context, buffer.baseAddress, &length)
        }
        guard done == 1 else { throw .fromOpenSSL(.unavailable) }
        digest.removeLast(digest.count - Int(length))
        return digest
    }
}
