internal import COpenSSL

/// What a new certificate is to say.
struct CertificateRequest {
    /// The common name of its subject.
    var commonName: String
    /// The names it is for; none for an authority.
    var names: [ServerName]
    /// From when to when it is valid, in seconds since 1970.
    var validity: ClosedRange<Int64>

    /// An authority that signs itself, and may sign servers but no further authorities.
    func makeAuthority(key: borrowing PrivateKey) throws(TLSError) -> Certificate {
        let certificate = try begin(key: key)
        let pointer = unsafe certificate.pointer
        unsafe X509_set_issuer_name(pointer, X509_get_subject_name(pointer))
        let extensions: [(Int32, String)] = [
            (NID_basic_constraints, "critical,CA:TRUE,pathlen:0"),
            (NID_key_usage, "critical,keyCertSign,cRLSign"),
            (NID_subject_key_identifier, "hash"),
        ]
        unsafe try Self.add(extensions, to: certificate, issuer: pointer)
        try Self.sign(certificate, with: key)
        return certificate
    }

    /// A server's certificate, signed by an authority.
    func makeServerCertificate(
        key: borrowing PrivateKey, issuer: borrowing Certificate, issuerKey: borrowing PrivateKey
    ) throws(TLSError) -> Certificate {
        let certificate = try begin(key: key)
        unsafe X509_set_issuer_name(certificate.pointer, X509_get_subject_name(issuer.pointer))
        let extensions: [(Int32, String)] = [
            (NID_basic_constraints, "critical,CA:FALSE"),
            (NID_key_usage, "critical,digitalSignature"),
            (NID_ext_key_usage, "serverAuth"),
            (NID_subject_key_identifier, "hash"),
            (NID_authority_key_identifier, "keyid:always"),
            (NID_subject_alt_name, names.alternativeNames),
        ]
        unsafe try Self.add(extensions, to: certificate, issuer: issuer.pointer)
        try Self.sign(certificate, with: issuerKey)
        return certificate
    }

    /// Version, serial number, validity, subject and key.
    private func begin(key: borrowing PrivateKey) throws(TLSError) -> Certificate {
        OpenSSLErrors.clear()
        guard let made = unsafe X509_new() else { throw .openSSL("make a certificate") }
        let certificate = unsafe Certificate(owning: made)
        let subject = unsafe X509_get_subject_name(made)
        // A common name has at most 64 characters (RFC 5280, appendix A.1); clients read the alternative names anyway.
        let commonName = Array(commonName.utf8.prefix(64))
        guard unsafe X509_set_version(made, 2) == 1, unsafe Self.setSerialNumber(made),
            unsafe ASN1_TIME_set(X509_getm_notBefore(made), Int(validity.lowerBound)) != nil,
            unsafe ASN1_TIME_set(X509_getm_notAfter(made), Int(validity.upperBound)) != nil,
            unsafe X509_NAME_add_entry_by_txt(subject, "O", MBSTRING_UTF8, Array("Draftroll".utf8), 9, -1, 0) == 1,
            unsafe X509_NAME_add_entry_by_txt(
                subject, "CN", MBSTRING_UTF8, commonName, Int32(commonName.count), -1, 0) == 1,
            unsafe X509_set_pubkey(made, key.pointer) == 1
        else { throw .openSSL("fill in a certificate") }
        return certificate
    }

    /// 127 random bits: positive in DER, and more than the 64 that the CA/Browser Forum asks for.
    private static func setSerialNumber(_ certificate: OpaquePointer) -> Bool {
        var bytes = [UInt8](repeating: 0, count: 16)
        guard unsafe RAND_bytes(&bytes, 16) == 1 else { return false }
        bytes[0] = bytes[0] & 0x7f | 0x40
        guard let number = unsafe BN_bin2bn(bytes, 16, nil) else { return false }
        defer { unsafe BN_free(number) }
        return unsafe BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nil
    }

    private static func add(
        _ extensions: [(Int32, String)], to certificate: borrowing Certificate, issuer: OpaquePointer
    ) throws(TLSError) {
        for (identifier, value) in extensions {
            let made = unsafe try CertificateExtension(
                identifier, value, subject: certificate.pointer, issuer: issuer)
            guard unsafe X509_add_ext(certificate.pointer, made.pointer, -1) == 1 else {
                throw .openSSL("add the extension \(value)")
            }
        }
    }

    private static func sign(_ certificate: borrowing Certificate, with key: borrowing PrivateKey) throws(TLSError) {
        guard unsafe X509_sign(certificate.pointer, key.pointer, EVP_sha256()) > 0 else {
            throw .openSSL("sign a certificate")
        }
    }
}
