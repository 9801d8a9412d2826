import CLinux
import COpenSSL
import Glibc

/// A blocking TLS client that can be told to misbehave. Used by one task at a time.
@safe final class TLSTestClient: @unchecked Sendable {
    struct Failure: Error { let reason: String }

    @safe struct Options {
        var minimum = TLS1_VERSION
        var maximum = TLS1_3_VERSION
        /// Ciphers of TLS 1.2 and before; level 0 lets the client offer what it should not.
        var ciphers = "ALL:@SECLEVEL=0"
        var groups: String?
        var protocols: [String] = []
        var session: OpaquePointer?
        var receiveBuffer: Int32?

        static func version(_ version: Int32) -> Options {
            var options = Options()
            (options.minimum, options.maximum) = (version, version)
            return options
        }
    }

    let descriptor: Int32
    private let context: OpaquePointer
    let ssl: OpaquePointer
    private var unread: [UInt8] = []

    /// Connects and does the handshake.
    init(_ port: UInt16, _ options: Options = Options(), fragmentLength: Int? = nil) throws {
        _ = signal(SIGPIPE, SIG_IGN)
        guard let context = unsafe SSL_CTX_new(TLS_client_method()) else { throw Failure(reason: "no context") }
        unsafe copenssl_set_versions(context, options.minimum, options.maximum)
        let descriptor = try connectTCP(port, receiveBuffer: options.receiveBuffer)
        guard let ssl = unsafe SSL_new(context) else { throw Failure(reason: "no session") }
        (self.descriptor, unsafe self.context, unsafe self.ssl) = unsafe (descriptor, context, ssl)
        unsafe SSL_set_cipher_list(ssl, options.ciphers)
        unsafe SSL_set_security_level(ssl, 0)
        if let groups = options.groups {
            guard unsafe copenssl_set_session_groups(ssl, groups) == 1 else {
                throw Failure(reason: "no group \(groups)")
            }
        }
        if !options.protocols.isEmpty {
            let list = options.protocols.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
            unsafe SSL_set_alpn_protos(ssl, list, UInt32(list.count))
        }
        if let session = unsafe options.session { unsafe SSL_set_session(ssl, session) }
        if fragmentLength == 512 {
            unsafe SSL_set_tlsext_max_fragment_length(ssl, UInt8(TLSEXT_max_fragment_length_512))
        }
        unsafe SSL_set_fd(ssl, descriptor)
        ERR_clear_error()
        guard unsafe SSL_connect(ssl) == 1 else { throw Self.failure() }
    }

    deinit {
        unsafe SSL_free(ssl)
        unsafe SSL_CTX_free(context)
        _ = close(descriptor)
    }

    private static func failure() -> Failure {
        guard let text = unsafe ERR_reason_error_string(ERR_peek_last_error()) else {
            return Failure(reason: "connection closed")
        }
        return Failure(reason: unsafe String(cString: text))
    }

    // MARK: What was agreed

    var version: String { unsafe String(cString: SSL_get_version(ssl)) }
    var cipher: String { unsafe String(cString: SSL_CIPHER_get_name(SSL_get_current_cipher(ssl))) }
    var isResumed: Bool { unsafe SSL_session_reused(ssl) == 1 }

    var chosenProtocol: String {
        var start: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        unsafe SSL_get0_alpn_selected(ssl, &start, &count)
        return unsafe String(decoding: UnsafeBufferPointer(start: start, count: Int(count)), as: UTF8.self)
    }

    /// The SHA-256 of the server's certificate.
    var certificateDigest: [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        unsafe X509_digest(SSL_get0_peer_certificate(ssl), EVP_sha256(), &digest, nil)
        return digest
    }

    /// The session to go on with later, which the caller frees. TLS 1.3 sends it after the handshake: read first.
    func takeSession() -> OpaquePointer? { unsafe SSL_get1_session(ssl) }

    // MARK: Bytes

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) throws {
        ERR_clear_error()
        var sent = 0
        while sent < bytes.count {
            let piece = min(1 << 20, bytes.count - sent)
            let count = unsafe bytes.withUnsafeBufferPointer {
                unsafe SSL_write(ssl, $0.baseAddress.map { unsafe $0 + sent }, Int32(piece))
            }
            guard count > 0 else { throw Self.failure() }
            sent += Int(count)
        }
    }

    /// The next bytes; empty at an orderly end (`close_notify`).
    func receive(_ maximum: Int = 65_536) throws -> [UInt8] {
        ERR_clear_error()
        var bytes = [UInt8](repeating: 0, count: maximum)
        let count = unsafe SSL_read(ssl, &bytes, Int32(maximum))
        if count > 0 { return Array(bytes.prefix(Int(count))) }
        if unsafe SSL_get_error(ssl, count) == SSL_ERROR_ZERO_RETURN { return [] }
        throw Self.failure()
    }

    /// The next answer: its head and as many bytes as its Content-Length says.
    ///
    /// - Parameter piece: how many bytes to ask for at once.
    func receiveAnswer(piece: Int = 65_536) throws -> (head: String, body: [UInt8]) {
        let end = Array("\r\n\r\n".utf8)
        var headEnd = 0
        while true {
            if let found = unread.indices.dropLast(3).first(where: { Array(unread[$0..<$0 + 4]) == end }) {
                headEnd = found + 4
                break
            }
            let more = try receive(piece)
            guard !more.isEmpty else { throw Failure(reason: "ended within a head") }
            unread += more
        }
        let head = String(decoding: unread[..<headEnd], as: UTF8.self)
        let line = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
        let length = line.flatMap { Int($0.dropFirst(15).drop { $0 == " " }) } ?? 0
        unread.removeFirst(headEnd)
        while unread.count < length {
            let more = try receive(piece)
            guard !more.isEmpty else { throw Failure(reason: "ended within a body") }
            unread += more
        }
        defer { unread.removeFirst(length) }
        return (head, Array(unread[..<length]))
    }

    /// Sends a GET and takes its answer's body.
    func get(_ path: String, fields: String = "") throws -> String {
        try send("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\(fields)\r\n")
        return String(decoding: try receiveAnswer().body, as: UTF8.self)
    }

    /// Cuts the connection without a word.
    func cut() { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }
}

/// Connects to the loopback; every wait ends after 20 seconds.
func connectTCP(_ port: UInt16, receiveBuffer: Int32? = nil) throws -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var time = timeval(tv_sec: 20, tv_usec: 0)
    unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    if var receiveBuffer { unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, 4) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let result = unsafe withUnsafePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
    guard result == 0 else {
        _ = close(descriptor)
        throw TLSTestClient.Failure(reason: "connect")
    }
    return descriptor
}

/// A connection without TLS, to send what is no TLS.
final class PlainTestClient {
    let descriptor: Int32

    init(_ port: UInt16) throws { descriptor = try connectTCP(port) }

    deinit { _ = close(descriptor) }

    func send(_ bytes: [UInt8]) { _ = unsafe Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) }

    /// Everything until the server closes or resets the connection; nil if it does neither.
    func receiveAll() -> [UInt8]? {
        var all: [UInt8] = []
        var bytes = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
            if count > 0 { all += bytes.prefix(count) } else { return count == 0 || errno == ECONNRESET ? all : nil }
        }
    }

    /// Closes with a reset.
    func reset() {
        var now = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
    }
}
