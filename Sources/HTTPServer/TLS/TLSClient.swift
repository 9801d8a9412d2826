internal import COpenSSL
internal import Glibc

/// A TLS client over a connected, blocking socket, as small as it can be: for health checks, which run where there is no
/// curl.
@safe public struct TLSClient: ~Copyable {
    /// Whose signature on the server's certificate counts.
    public enum Trust: Sendable, Hashable {
        /// The authorities that the system trusts.
        case system
        /// The authorities in this PEM file, and no others.
        case file(String)
    }

    private let context: OpaquePointer
    private let session: OpaquePointer

    /// Does the handshake: TLS 1.2 or 1.3, and the server must prove to be `host`.
    ///
    /// - Parameters:
    ///   - descriptor: a connected, blocking socket, which stays the caller's. Time-outs are the socket's own.
    ///   - host: a DNS name or an IP address.
    /// - Throws: `TLSError`: the file of authorities cannot be read, the certificate is not trusted or for another name,
    ///   or the peer does not speak TLS.
    public static func connect(over descriptor: Int32, to host: String, trust: Trust) throws(TLSError) -> TLSClient {
        let name = try ServerName(host)
        OpenSSLErrors.clear()
        guard let context = unsafe SSL_CTX_new(TLS_client_method()) else { throw .openSSL("make a TLS context") }
        guard let session = unsafe makeSession(context) else {
            unsafe SSL_CTX_free(context)
            throw .openSSL("make a session")
        }
        let client = unsafe TLSClient(context: context, session: session)
        try client.trustOnly(trust)
        try client.expect(name)
        guard unsafe SSL_set_fd(session, descriptor) == 1 else { throw .openSSL("use the socket") }
        let result = unsafe SSL_connect(session)
        guard result == 1 else { throw client.failure(result) }
        return client
    }

    private init(context: OpaquePointer, session: OpaquePointer) {
        unsafe self.context = context
        unsafe self.session = session
    }

    deinit {
        unsafe SSL_free(session)
        unsafe SSL_CTX_free(context)
    }

    private static func makeSession(_ context: OpaquePointer) -> OpaquePointer? {
        guard unsafe copenssl_set_versions(context, TLS1_2_VERSION, TLS1_3_VERSION) == 1 else { return nil }
        unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
        return unsafe SSL_new(context)
    }

    private borrowing func trustOnly(_ trust: Trust) throws(TLSError) {
        switch trust {
        case .system:
            guard unsafe SSL_CTX_set_default_verify_paths(context) == 1 else {
                throw .openSSL("find the system's trust")
            }
        case .file(let path):
            guard unsafe SSL_CTX_load_verify_file(context, path) == 1 else {
                OpenSSLErrors.clear()
                throw TLSError(.unreadableFile, "\(path) cannot be read as certificates in PEM.")
            }
        }
    }

    private borrowing func expect(_ name: ServerName) throws(TLSError) {
        let isSet: Bool
        switch name.kind {
        case .dns:
            isSet =
                unsafe SSL_set1_host(session, name.description) == 1
                && copenssl_set_server_name(session, name.description) == 1
        case .address:
            isSet = unsafe X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), name.description) == 1
        }
        guard isSet else { throw .openSSL("expect the name \(name)") }
    }

    // MARK: Bytes

    /// Sends all of `bytes`.
    public borrowing func write(_ bytes: [UInt8]) throws(TLSError) {
        OpenSSLErrors.clear()
        let result = unsafe SSL_write(session, bytes, Int32(clamping: bytes.count))
        guard result == bytes.count else { throw failure(result) }
    }

    /// Reads up to `count` bytes; none at the end.
    public borrowing func read(upTo count: Int) throws(TLSError) -> [UInt8] {
        OpenSSLErrors.clear()
        var bytes = [UInt8](repeating: 0, count: count)
        let result = unsafe SSL_read(session, &bytes, Int32(clamping: count))
        if result > 0 { return Array(bytes.prefix(Int(result))) }
        if unsafe SSL_get_error(session, result) == SSL_ERROR_ZERO_RETURN { return [] }
        throw failure(result)
    }

    private borrowing func failure(_ result: Int32) -> TLSError {
        let verification = unsafe SSL_get_verify_result(session)
        if verification != Int(X509_V_OK) {
            OpenSSLErrors.clear()
            let text = unsafe String(cString: X509_verify_cert_error_string(verification))
            return TLSError(.handshakeFailed, "the certificate is not trusted: \(text)")
        }
        let isTimeout = unsafe SSL_get_error(session, result) == SSL_ERROR_WANT_READ
        return TLSError(
            .handshakeFailed,
            isTimeout ? "it takes too long" : OpenSSLErrors.takeReason() ?? "the peer closed the connection")
    }
}
