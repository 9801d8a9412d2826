import Glibc
import JSON

/// An answer as it came.
struct Answer: Sendable {
    var status: Int
    /// By lower-case names.
    var fields: [String: String]
    var body: [UInt8]

    /// The body as JSON; null if it is none.
    var json: JSONValue { (try? JSONValue.parse(body)) ?? .null }
    var text: String { String(decoding: body, as: UTF8.self) }
}

/// The connection ended before the answer was whole: the service is gone, or closed it.
struct ConnectionLost: Error {
    let call: String
}

/// One blocking connection that sends a request and reads its answer, again and again.
final class HTTPConnection {
    private let descriptor: Int32
    private var unread: [UInt8] = []

    /// How long the other side may say nothing, in seconds. Only a hanging service takes that long.
    private static let timeout = 60

    init(port: UInt16, host: String = "127.0.0.1") throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw ConnectionLost(call: "socket") }
        var limit = timeval(tv_sec: Self.timeout, tv_usec: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        guard unsafe inet_pton(AF_INET, host, &address.sin_addr) == 1 else { throw ConnectionLost(call: "inet_pton") }
        let result = unsafe withUnsafePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            // `deinit` closes it.
            throw ConnectionLost(call: "connect")
        }
    }

    deinit { _ = close(descriptor) }

    /// Sends a request with its body and reads the answer.
    func request(
        _ method: String, _ path: String, token: String? = nil, key: String? = nil, type: String = "application/json",
        body: [UInt8]? = nil
    ) throws -> Answer {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n"
        if let token { head += "Authorization: Bearer \(token)\r\n" }
        if let key { head += "Idempotency-Key: \(key)\r\n" }
        if let body { head += "Content-Type: \(type)\r\nContent-Length: \(body.count)\r\n" }
        try send(Array((head + "\r\n").utf8) + (body ?? []))
        return try readAnswer()
    }

    /// Sends bytes as they are.
    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { bytes in
                unsafe Glibc.send(
                    descriptor, bytes.baseAddress.map { unsafe $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw ConnectionLost(call: "send") }
            sent += count
        }
    }

    /// Reads one final answer, which has a `Content-Length` or no body.
    func readAnswer() throws -> Answer {
        while true {
            let head = try readHead()
            // `100 Continue` and its like come before the answer.
            guard head.status >= 200 else { continue }
            var answer = head
            let length = answer.fields["content-length"].flatMap { Int($0) } ?? 0
            while unread.count < length { try fill() }
            answer.body = Array(unread[..<length])
            unread.removeFirst(length)
            return answer
        }
    }

    /// Waits for bytes or the end: whether it was the end.
    func isClosedByPeer() -> Bool {
        do {
            try fill()
            return false
        } catch {
            return true
        }
    }

    /// Whether the bytes that came after the last answer end like this.
    func hasReceived(suffix: String) -> Bool { unread.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) }

    private func readHead() throws -> Answer {
        var scanned = 0
        while true {
            if unread.count >= 4 {
                for index in max(0, scanned - 3)..<(unread.count - 3)
                where unread[index..<(index + 4)].elementsEqual([13, 10, 13, 10]) {
                    let lines = String(decoding: unread[..<index], as: UTF8.self).split(separator: "\r\n")
                    unread.removeFirst(index + 4)
                    return try Self.head(lines)
                }
            }
            scanned = unread.count
            try fill()
        }
    }

    private static func head(_ lines: [Substring]) throws -> Answer {
        guard let first = lines.first, first.hasPrefix("HTTP/1.1 "), let status = Int(first.dropFirst(9).prefix(3))
        else {
            throw TestFailure("no status line: \(lines.first ?? "")")
        }
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            fields[parts[0].lowercased()] = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
        }
        return Answer(status: status, fields: fields, body: [])
    }

    private func fill() throws {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { throw ConnectionLost(call: count == 0 ? "end" : "recv \(errno)") }
        unread += buffer[..<count]
    }
}
