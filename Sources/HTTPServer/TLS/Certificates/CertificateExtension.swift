internal import COpenSSL

/// One extension of a certificate (RFC 5280 §4.2).
@safe struct CertificateExtension: ~Copyable {
    let pointer: OpaquePointer

    /// Makes an extension from OpenSSL's notation for it, `critical,CA:TRUE`.
    ///
    /// - Parameter value: never text from outside that was not checked: the notation can name files.
    init(_ identifier: Int32, _ value: String, subject: OpaquePointer?, issuer: OpaquePointer?) throws(TLSError) {
        var context = unsafe X509V3_CTX()
        unsafe X509V3_set_ctx(&context, issuer, subject, nil, nil, 0)
        guard let made = unsafe X509V3_EXT_conf_nid(nil, &context, identifier, value) else {
            throw .openSSL("make the certificate extension \(value)")
        }
        unsafe pointer = made
    }

    deinit {
        unsafe X509_EXTENSION_free(pointer)
    }

    var content: [UInt8]? { unsafe Self.content(pointer) }

    static func content(_ pointer: OpaquePointer) -> [UInt8]? {
        guard let data = unsafe X509_EXTENSION_get_data(pointer), let start = unsafe ASN1_STRING_get0_data(data) else {
            return nil
        }
        return unsafe Array(UnsafeBufferPointer(start: start, count: Int(ASN1_STRING_length(data))))
    }
}

extension [ServerName] {
    /// The names as subject alternative names. Each was checked when it was made, so none can say more than a name.
    var alternativeNames: String {
        map { ($0.kind == .address ? "IP:" : "DNS:") + $0.description }.joined(separator: ",")
    }
}
