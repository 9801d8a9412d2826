// How OpenSSL reaches the socket.
//
// Of the three ways, this is the third: a BIO of our own over our own `recv` and `send`. `SSL_set_fd` is the simplest,
// but says only "would block" without who said so, cannot pass MSG_MORE and MSG_NOSIGNAL, and asks the kernel once more
// after each request only to hear that there is nothing. Memory BIOs copy every byte once more. This one keeps the
// socket's own account of readiness, exactly as the calls without TLS do, so a read that is known to be in vain costs no
// system call, and a session that reads on and on without coming to any bytes can be stopped: "want read" does not have to
// mean that the kernel was asked.

internal import CLinux
internal import COpenSSL
internal import Glibc

/// The BIO of a `Socket`, which it does not own.
enum SocketBIO {
    /// The functions of the BIO; nil if there was no memory for them when they were first wanted.
    nonisolated(unsafe) private static let method: OpaquePointer? = {
        let kind = BIO_get_new_index() | BIO_TYPE_SOURCE_SINK
        guard let method = unsafe BIO_meth_new(kind, "socket of an event loop") else { return nil }
        unsafe BIO_meth_set_read(method) { bio, bytes, count in
            guard let bio = unsafe bio, let bytes = unsafe bytes, let socket = unsafe socket(of: bio) else { return -1 }
            return unsafe read(bio, socket, UnsafeMutableRawPointer(bytes), Int(count))
        }
        unsafe BIO_meth_set_write(method) { bio, bytes, count in
            guard let bio = unsafe bio, let bytes = unsafe bytes, let socket = unsafe socket(of: bio) else { return -1 }
            return unsafe write(bio, socket, UnsafeRawPointer(bytes), Int(count))
        }
        unsafe BIO_meth_set_ctrl(method) { bio, command, _, _ in
            switch command {
            // Nothing is held back here, so a flush has always succeeded.
            case BIO_CTRL_FLUSH: 1
            case BIO_CTRL_EOF: unsafe BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0
            default: 0
            }
        }
        return unsafe method
    }()

    /// Makes a BIO for `socket`, which must outlive it; nil without memory.
    static func make(for socket: Socket) -> OpaquePointer? {
        guard let method = unsafe method, let bio = unsafe BIO_new(method) else { return nil }
        unsafe BIO_set_data(bio, Unmanaged.passUnretained(socket).toOpaque())
        unsafe BIO_set_init(bio, 1)
        return unsafe bio
    }

    private static func socket(of bio: OpaquePointer) -> Socket? {
        guard let data = unsafe BIO_get_data(bio) else { return nil }
        return unsafe Unmanaged<Socket>.fromOpaque(data).takeUnretainedValue()
    }

    private static let allFlags = BIO_FLAGS_READ | BIO_FLAGS_WRITE | BIO_FLAGS_IO_SPECIAL | BIO_FLAGS_SHOULD_RETRY

    private static func read(
        _ bio: OpaquePointer, _ socket: Socket, _ bytes: UnsafeMutableRawPointer, _ count: Int
    ) -> Int32 {
        unsafe BIO_clear_flags(bio, allFlags)
        switch unsafe socket.receive(into: bytes, count) {
        case .bytes(0):
            unsafe BIO_set_flags(bio, BIO_FLAGS_IN_EOF)
            return 0
        case .bytes(let count):
            return Int32(truncatingIfNeeded: count)
        case .wouldBlock:
            unsafe BIO_set_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY)
            return -1
        case .broken:
            return -1
        }
    }

    private static func write(_ bio: OpaquePointer, _ socket: Socket, _ bytes: UnsafeRawPointer, _ count: Int) -> Int32
    {
        unsafe BIO_clear_flags(bio, allFlags)
        switch unsafe socket.transmit(bytes, count) {
        case .bytes(let count):
            return Int32(truncatingIfNeeded: count)
        case .wouldBlock:
            unsafe BIO_set_flags(bio, BIO_FLAGS_WRITE | BIO_FLAGS_SHOULD_RETRY)
            return -1
        case .broken:
            return -1
        }
    }
}
