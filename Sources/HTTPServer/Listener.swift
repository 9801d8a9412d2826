internal import CLinux
internal import Glibc
internal import Synchronization

/// A bound and listening TCP socket.
final class Listener: Sendable {
    let descriptor: Int32
    let port: UInt16
    private let isOpen = Atomic<Bool>(true)

    /// Binds the first address that `host` resolves to.
    ///
    /// - Throws: `SystemError` of the call that failed: `getaddrinfo` with `EINVAL` for a host that is none.
    init(host: String, port: UInt16) throws(SystemError) {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var found: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, String(port), &hints, &found) == 0, let address = unsafe found else {
            throw SystemError(call: "getaddrinfo \(host)", number: EINVAL)
        }
        defer { unsafe freeaddrinfo(found) }
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let raw = try SystemError.check("socket", unsafe socket(address.pointee.ai_family, type, 0))
        do throws(SystemError) {
            // A restarted server may bind while old connections still wait out their time. Never SO_REUSEPORT: with it
            // a second server started by mistake would silently share the port.
            var on: Int32 = 1
            try SystemError.check("setsockopt", unsafe setsockopt(raw, SOL_SOCKET, SO_REUSEADDR, &on, 4))
            // Head and body go out in one call, so nothing is gained by Nagle's waiting, and 40 ms are lost. On Linux the
            // accepted sockets inherit it, which spares a call for each connection.
            try SystemError.check("setsockopt", unsafe setsockopt(raw, Int32(IPPROTO_TCP), TCP_NODELAY, &on, 4))
            try SystemError.check("bind", unsafe bind(raw, address.pointee.ai_addr, address.pointee.ai_addrlen))
            try SystemError.check("listen", listen(raw, 4_096))
            descriptor = raw
            self.port = try Self.boundPort(of: raw)
        } catch {
            _ = Glibc.close(raw)
            throw error
        }
    }

    private static func boundPort(of raw: Int32) throws(SystemError) -> UInt16 {
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe getsockname(raw, $0, &length) }
        }
        try SystemError.check("getsockname", result)
        // The port stands at the same place in both families' addresses (RFC 3493 §3.3), in network order.
        return unsafe withUnsafeBytes(of: &address) { bytes in
            unsafe UInt16(bytes[2]) << 8 | UInt16(bytes[3])
        }
    }

    /// Closes the socket: the system refuses further connections. The first call counts.
    func close() {
        if isOpen.exchange(false, ordering: .relaxed) { _ = Glibc.close(descriptor) }
    }

    deinit {
        close()
    }
}
