import Glibc
import Threads

/// What went wrong between a test and the server, below HTTP.
struct WireFailure: Error, CustomStringConvertible {
    let description: String

    init(_ what: String, errno number: Int32? = nil) {
        description = number.map { "\(what): \(unsafe String(cString: strerror($0)))" } ?? what
    }
}

/// One connection of a test: a blocking socket, used on threads of its own so that no waiting test keeps the tasks of the
/// service from running.
final class Wire: Sendable {
    /// How long the server may be silent before a test gives up, in seconds. Nothing waits this long when all is well.
    private static let patience = 60
    private static let threads = Result { try ThreadPool(named: "test-client", count: 24) }

    private let descriptor: Int32

    init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw WireFailure("socket", errno: errno) }
        var patience = timeval(tv_sec: Self.patience, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let connected = unsafe withUnsafePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw WireFailure("connect", errno: errno) }
    }

    deinit { _ = close(descriptor) }

    /// Runs blocking work beside the tasks.
    static func blocking<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await threads.get().run { () throws in try work() }
    }

    /// Sends all of the bytes. A server that has answered and closed may take no more of them: that is no failure here.
    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { bytes in
                unsafe Glibc.send(
                    descriptor, bytes.baseAddress.map { unsafe $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count < 0 {
                if errno == EINTR { continue }
                if errno == EPIPE || errno == ECONNRESET { return }
                throw WireFailure("send", errno: errno)
            }
            sent += count
        }
    }

    /// The next bytes; empty at the end.
    func receive() throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
            if count >= 0 { return Array(buffer[..<count]) }
            if errno == EINTR { continue }
            throw WireFailure("recv", errno: errno)
        }
    }

    /// Makes the close, when the last reference goes, a reset.
    func resetOnClose() {
        var immediately = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &immediately, socklen_t(MemoryLayout<linger>.size))
    }

    /// Says that nothing more will be sent.
    func finishSending() { _ = shutdown(descriptor, Int32(SHUT_WR)) }
}

/// Reads answers off a connection.
struct AnswerReader {
    let wire: Wire
    var pending: [UInt8] = []

    /// The next final answer; informational ones before it are counted.
    mutating func next(isHead: Bool = false) throws -> Answer {
        var informational: [Int] = []
        while true {
            let (status, fields) = try head()
            if status < 200 {
                informational.append(status)
                continue
            }
            var answer = Answer(status: status, fields: fields, informational: informational)
            if !isHead, status != 204, status != 304 { answer.body = try body(of: answer) }
            return answer
        }
    }

    mutating func head() throws -> (status: Int, fields: [(name: String, value: String)]) {
        let end = try index(after: "\r\n\r\n")
        let text = String(decoding: pending[..<(end - 4)], as: UTF8.self)
        pending.removeFirst(end)
        // "\r\n" is one Character.
        var lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        let parts = lines.removeFirst().split(separator: " ")
        guard parts.count >= 2, let status = Int(parts[1]) else { throw WireFailure("no status line: \(text)") }
        return (
            status,
            lines.map { line in
                let name = line.prefix { $0 != ":" }
                let value = line.dropFirst(name.count + 1).drop { $0 == " " }
                return (name.lowercased(), String(value))
            }
        )
    }

    private mutating func body(of answer: Answer) throws -> [UInt8] {
        if answer["transfer-encoding"] == "chunked" {
            var body: [UInt8] = []
            while let chunk = try chunk() { body += chunk }
            return body
        }
        if let length = answer["content-length"].flatMap({ Int($0) }) { return try take(length) }
        while try more() {}
        defer { pending = [] }
        return pending
    }

    /// The next chunk of a chunked body; nil at its end.
    mutating func chunk() throws -> [UInt8]? {
        let end = try index(after: "\r\n")
        let line = String(decoding: pending[..<(end - 2)], as: UTF8.self)
        pending.removeFirst(end)
        guard let size = Int(line, radix: 16) else { throw WireFailure("no chunk size: \(line)") }
        let bytes = try take(size)
        _ = try take(2)
        return size == 0 ? nil : bytes
    }

    private mutating func take(_ count: Int) throws -> [UInt8] {
        while pending.count < count {
            guard try more() else { throw WireFailure("the connection ended within a body") }
        }
        defer { pending.removeFirst(count) }
        return Array(pending[..<count])
    }

    private mutating func more() throws -> Bool {
        let bytes = try wire.receive()
        pending += bytes
        return !bytes.isEmpty
    }

    private mutating func index(after separator: String) throws -> Int {
        let separator = Array(separator.utf8)
        var start = 0
        while true {
            var index = start
            while index + separator.count <= pending.count {
                if pending[index..<(index + separator.count)].elementsEqual(separator) {
                    return index + separator.count
                }
                index += 1
            }
            start = index
            guard try more() else { throw WireFailure("the connection ended within a head") }
        }
    }
}
