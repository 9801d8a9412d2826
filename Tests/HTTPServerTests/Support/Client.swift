import CLinux
import Glibc

@testable import HTTPServer

/// A raw TCP connection to a server of a test. It blocks, with a limit on every call, so that a test that waits for what
/// never comes fails instead of hanging.
@safe final class Client: @unchecked Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let descriptor: Int32
    /// Bytes that were received and are not yet taken.
    private(set) var received: [UInt8] = []

    /// - Parameters:
    ///   - receiveBuffer: the size of the kernel's receive buffer in bytes, for peers that read slowly.
    ///   - seconds: how long a read may wait.
    init(port: UInt16, receiveBuffer: Int32? = nil, seconds: Int = 20) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SystemError.last("socket") }
        if var size = receiveBuffer {
            _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, 4)
        }
        var on: Int32 = 1
        _ = unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, 4)
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr = in_addr(s_addr: UInt32(0x7f00_0001).bigEndian)
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            let error = SystemError.last("connect")
            _ = Glibc.close(descriptor)
            throw error
        }
    }

    deinit {
        _ = Glibc.close(descriptor)
    }

    // MARK: Sending

    /// Sends all of it. A peer that has closed is no error: what it answered can still be read.
    func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { bytes in
                unsafe Glibc.send(
                    descriptor, bytes.baseAddress.map { unsafe $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    func send(_ text: String) {
        send(Array(text.utf8))
    }

    /// Says that no more will be sent, and keeps reading.
    func finishSending() {
        _ = shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Closes with a reset.
    func reset() {
        var immediately = linger(l_onoff: 1, l_linger: 0)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &immediately, socklen_t(MemoryLayout<linger>.size))
        _ = shutdown(descriptor, Int32(SHUT_RDWR))
        // A new socket in its place closes this one now; the descriptor itself is closed with the object.
        let placeholder = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        _ = dup2(placeholder, descriptor)
        _ = Glibc.close(placeholder)
    }

    // MARK: Receiving

    /// What one call of `recv` gives: how many bytes came, 0 at an orderly end.
    ///
    /// - Throws: `SystemError`: `ECONNRESET`, or `EAGAIN` when nothing came in time.
    @discardableResult
    func receive(upTo maximum: Int = 65_536) throws -> Int {
        var piece = [UInt8](repeating: 0, count: maximum)
        let count = unsafe piece.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
        guard count >= 0 else { throw SystemError.last("recv") }
        received.append(contentsOf: piece.prefix(count))
        return count
    }

    /// Takes exactly so many bytes.
    func take(_ count: Int) throws -> [UInt8] {
        while received.count < count {
            guard try receive() > 0 else {
                throw Failure(description: "the peer closed after \(received.count) of \(count) bytes")
            }
        }
        defer { received.removeFirst(count) }
        return Array(received.prefix(count))
    }

    /// Takes everything up to and with `end`.
    func take(upTo end: String) throws -> String {
        let end = Array(end.utf8)
        var from = 0
        while true {
            if let found = received.firstIndex(of: end, from: from) {
                return String(decoding: try take(found + end.count), as: UTF8.self)
            }
            from = max(0, received.count - end.count)
            guard try receive() > 0 else {
                throw Failure(description: "the peer closed after: \(String(decoding: received, as: UTF8.self))")
            }
        }
    }

    /// Everything until the peer closes.
    ///
    /// - Throws: `SystemError` with `ECONNRESET` when it resets.
    func takeAll() throws -> [UInt8] {
        while try receive() > 0 {}
        defer { received = [] }
        return received
    }

    func takeAllText() throws -> String {
        String(decoding: try takeAll(), as: UTF8.self)
    }

    /// Whether the peer has closed, with nothing more said. Waits for it.
    func isClosed() throws -> Bool {
        guard received.isEmpty else { return false }
        do {
            return try receive() == 0
        } catch let error as SystemError where error.number == ECONNRESET {
            return true
        }
    }

    /// The next answer.
    ///
    /// - Parameter isHead: whether it answers a HEAD request, and so has no body.
    func answer(toHead isHead: Bool = false) throws -> Answer {
        try Answer(from: self, isHead: isHead)
    }
}

extension [UInt8] {
    fileprivate func firstIndex(of needle: [UInt8], from start: Int) -> Int? {
        guard count >= needle.count, start <= count - needle.count else { return nil }
        for index in start...(count - needle.count)
        where self[index] == needle[0] && self[index..<(index + needle.count)].elementsEqual(needle) {
            return index
        }
        return nil
    }
}
