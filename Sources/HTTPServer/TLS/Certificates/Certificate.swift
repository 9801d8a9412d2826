internal import COpenSSL

/// A private key.
@safe struct PrivateKey: ~Copyable {
    let pointer: OpaquePointer

    /// A new one on the curve P-256, which every client knows.
    init() throws(TLSError) {
        OpenSSLErrors.clear()
        guard let key = unsafe copenssl_make_p256_key() else { throw .openSSL("make a key") }
        unsafe pointer = key
    }

    /// Reads PEM.
    init(pem: [UInt8], path: String) throws(TLSError) {
        OpenSSLErrors.clear()
        let bio = try MemoryBIO.holding(pem)
        // Never asks for a passphrase: our own keys have none.
        guard let key = unsafe PEM_read_bio_PrivateKey(bio.pointer, nil, { _, _, _, _ in -1 }, nil) else {
            OpenSSLErrors.clear()
            throw TLSError(
                .malformedFile, "\(path) holds no private key. Remove it with its certificate to make new ones.")
        }
        unsafe pointer = key
    }

    deinit {
        unsafe EVP_PKEY_free(pointer)
    }

    /// The key as PKCS #8 in PEM.
    func pem() throws(TLSError) -> [UInt8] {
        let bio = try MemoryBIO()
        guard unsafe PEM_write_bio_PKCS8PrivateKey(bio.pointer, pointer, nil, nil, 0, nil, nil) == 1 else {
            throw .openSSL("write a key")
        }
        return bio.bytes
    }
}

/// A certificate.
@safe struct Certificate: ~Copyable {
    let pointer: OpaquePointer

    /// Takes over an `X509`.
    init(owning pointer: OpaquePointer) {
        unsafe self.pointer = pointer
    }

    /// Reads the first certificate in PEM.
    init(pem: [UInt8], path: String) throws(TLSError) {
        OpenSSLErrors.clear()
        let bio = try MemoryBIO.holding(pem)
        guard let certificate = unsafe PEM_read_bio_X509(bio.pointer, nil, nil, nil) else {
            OpenSSLErrors.clear()
            throw TLSError(.malformedFile, "\(path) holds no certificate. Remove it with its key to make new ones.")
        }
        unsafe pointer = certificate
    }

    deinit {
        unsafe X509_free(pointer)
    }

    func pem() throws(TLSError) -> [UInt8] {
        let bio = try MemoryBIO()
        guard unsafe PEM_write_bio_X509(bio.pointer, pointer) == 1 else { throw .openSSL("write a certificate") }
        return bio.bytes
    }

    /// Its last moment, in seconds since 1970.
    var end: Int64 { unsafe CertificateTime.unixSeconds(X509_get0_notAfter(pointer)) ?? .min }

    /// Whether `key` is its private key.
    func belongs(to key: borrowing PrivateKey) -> Bool {
        defer { OpenSSLErrors.clear() }
        return unsafe X509_check_private_key(pointer, key.pointer) == 1
    }

    /// Whether `key` signed it.
    func isSigned(by key: borrowing PrivateKey) -> Bool {
        defer { OpenSSLErrors.clear() }
        return unsafe X509_verify(pointer, key.pointer) == 1
    }

    /// The SHA-256 of the whole certificate as devices show it, for comparing it by eye.
    var fingerprint: String {
        var digest = [UInt8](repeating: 0, count: 32)
        var count: UInt32 = 0
        guard unsafe X509_digest(pointer, EVP_sha256(), &digest, &count) == 1 else { return "" }
        return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined(separator: ":")
    }

    /// The content of its subject alternative names, as DER.
    var alternativeNames: [UInt8]? {
        let index = unsafe X509_get_ext_by_NID(pointer, NID_subject_alt_name, -1)
        guard index >= 0, let found = unsafe X509_get_ext(pointer, index) else { return nil }
        return unsafe CertificateExtension.content(found)
    }
}
