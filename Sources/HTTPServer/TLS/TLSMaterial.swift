internal import CLinux
internal import COpenSSL
internal import Glibc

/// One loaded certificate with its key, and the rules of the sessions that are made with it: an `SSL_CTX`.
///
/// It never changes after it is made, which is what OpenSSL asks of a context that several threads use. A new
/// certificate is a new one; the sessions of the old keep it alive.
@safe final class TLSMaterial: @unchecked Sendable {
    let context: OpaquePointer
    /// The context refers to them and does not own them.
    private let tickets: TicketKeys

    /// The AEAD ciphers of TLS 1.2 with forward secrecy, AES with the short key first: it is as safe, and faster. Mozilla's
    /// intermediate list without the finite-field ones, which cost far more and which no client needs.
    private static let ciphers =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
        + "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"
    private static let suites = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"
    private static let groups = "X25519:P-256:P-384"

    /// Loads the files.
    ///
    /// - Throws: `TLSError`, with what is wrong with which file.
    init(_ configuration: TLSConfiguration, tickets: TicketKeys) throws(TLSError) {
        OpenSSLErrors.clear()
        guard let context = unsafe SSL_CTX_new(TLS_server_method()) else { throw .openSSL("make a TLS context") }
        unsafe self.context = context
        self.tickets = tickets
        unsafe try Self.setRules(context)
        unsafe ApplicationProtocol.install(in: context)
        unsafe tickets.install(in: context)
        unsafe try Self.load(configuration, into: context)
    }

    deinit {
        unsafe SSL_CTX_free(context)
    }

    private static func setRules(_ context: OpaquePointer) throws(TLSError) {
        guard unsafe copenssl_set_versions(context, TLS1_2_VERSION, TLS1_3_VERSION) == 1,
            unsafe SSL_CTX_set_cipher_list(context, ciphers) == 1,
            unsafe SSL_CTX_set_ciphersuites(context, suites) == 1,
            unsafe copenssl_set_groups(context, groups) == 1
        else { throw .openSSL("set the versions and ciphers") }
        // 112 bits at least: refuses RSA keys under 2,048 bits and SHA-1 signatures, whatever the system's default is.
        unsafe SSL_CTX_set_security_level(context, 2)
        // The client's order counts for nothing but this: one that prefers ChaCha20 has no hardware for AES.
        unsafe copenssl_set_server_options(context)
        unsafe copenssl_set_modes(context)
        // One system call for a record instead of two, for its header and for the rest.
        unsafe copenssl_enable_read_ahead(context)
        // Sessions live in their tickets alone.
        unsafe copenssl_disable_session_cache(context)
        unsafe SSL_CTX_set_timeout(context, Int(TicketKeys.lifetime))
        let name = Array("draftroll".utf8)
        unsafe SSL_CTX_set_session_id_context(context, name, UInt32(name.count))
        // A key with a passphrase is refused; OpenSSL would ask the terminal for it.
        unsafe SSL_CTX_set_default_passwd_cb(context) { _, _, _, _ in -1 }
    }

    // MARK: The files

    private static func load(_ files: TLSConfiguration, into context: OpaquePointer) throws(TLSError) {
        let (certificate, key) = (files.certificateFile, files.keyFile)
        try requireReadable(certificate, "certificate")
        try requireReadable(key, "private key")
        guard unsafe SSL_CTX_use_certificate_chain_file(context, certificate) == 1 else {
            throw TLSError(
                .malformedFile,
                "the certificate \(certificate) cannot be used: \(OpenSSLErrors.takeReason() ?? "unknown reason"). "
                    + "It must be PEM: the server's certificate first, then the intermediates.")
        }
        unsafe try requireValid(context, certificate)
        guard unsafe SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) == 1 else {
            throw refusal(ofKey: key, certificate)
        }
        guard unsafe SSL_CTX_check_private_key(context) == 1 else { throw refusal(ofKey: key, certificate) }
    }

    private static func requireReadable(_ path: String, _ what: String) throws(TLSError) {
        guard unsafe access(path, R_OK) != 0 else { return }
        let reason = unsafe String(cString: strerror(clinux_errno()))
        throw TLSError(.unreadableFile, "the \(what) \(path) cannot be read: \(reason).")
    }

    private static func refusal(ofKey key: String, _ certificate: String) -> TLSError {
        if OpenSSLErrors.oldestReason == X509_R_KEY_VALUES_MISMATCH
            || OpenSSLErrors.oldestReason == X509_R_KEY_TYPE_MISMATCH
        {
            OpenSSLErrors.clear()
            return TLSError(
                .keyMismatch, "the private key \(key) is not the key of the certificate \(certificate).")
        }
        return TLSError(
            .malformedFile,
            "the private key \(key) cannot be used: \(OpenSSLErrors.takeReason() ?? "unknown reason"). "
                + "It must be PEM and have no passphrase.")
    }

    /// A certificate that no client would accept is refused here, where somebody sees it.
    private static func requireValid(_ context: OpaquePointer, _ path: String) throws(TLSError) {
        guard let certificate = unsafe SSL_CTX_get0_certificate(context) else { throw .openSSL("find the certificate") }
        // Zero, for a time that cannot be read, is no permission either.
        if unsafe X509_cmp_current_time(X509_get0_notAfter(certificate)) <= 0 {
            let end = unsafe CertificateTime.text(X509_get0_notAfter(certificate))
            throw TLSError(.outsideValidity, "the certificate \(path) has expired (\(end)). Renew it.")
        }
        if unsafe X509_cmp_current_time(X509_get0_notBefore(certificate)) >= 0 {
            let start = unsafe CertificateTime.text(X509_get0_notBefore(certificate))
            throw TLSError(
                .outsideValidity, "the certificate \(path) is not valid before \(start). Is the clock right?")
        }
    }
}
