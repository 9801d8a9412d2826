import ArgumentParser
import Glibc
import HTTPServer

/// `draftroll health`: for health checks of containers, which have no curl.
struct Health: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Ask a running service whether it is well.")

    @Option(help: "Where it runs: http://HOST:PORT or https://HOST:PORT. The path is /healthz unless it is given.")
    var url = "http://127.0.0.1:8080"

    @Option(help: "The authority that signed the certificate of https, in PEM. By default the system's count.")
    var ca: String?

    func run() throws {
        guard let target = HealthTarget(url, ca: ca ?? Environment.value("TLS_CA")) else {
            throw ValidationError("--url is http://HOST:PORT or https://HOST:PORT, with or without a path.")
        }
        do {
            let status = try target.status()
            guard status == 200 else {
                writeToStandardError("draftroll: \(url) answers \(status)\n")
                throw ExitCode.failure
            }
            writeToStandardOutput("ok\n")
        } catch let error as HealthTarget.Unreachable {
            writeToStandardError("draftroll: \(url) cannot be reached: \(error.reason)\n")
            throw ExitCode.failure
        }
    }
}

/// One GET over a blocking socket, as small as it can be.
struct HealthTarget {
    struct Unreachable: Error {
        let reason: String
    }

    /// How long connecting, sending and receiving may take each, in seconds.
    private static let timeout = 5

    private let host: String
    private let port: String
    private let path: String
    /// Whose signature counts; nil for plain HTTP.
    private let trust: TLSClient.Trust?

    init?(_ url: String, ca: String?) {
        let isSecure = url.hasPrefix("https://")
        guard isSecure || url.hasPrefix("http://") else { return nil }
        trust = isSecure ? ca.map { .file($0) } ?? .system : nil
        let rest = url.dropFirst(isSecure ? 8 : 7)
        let authority = rest.prefix { $0 != "/" }
        path = rest.count > authority.count + 1 ? String(rest.dropFirst(authority.count)) : "/healthz"
        if let colon = authority.lastIndex(of: ":"), !authority.hasSuffix("]") {
            port = String(authority[authority.index(after: colon)...])
            host = authority[..<colon].filter { $0 != "[" && $0 != "]" }
        } else {
            port = isSecure ? "443" : "80"
            host = authority.filter { $0 != "[" && $0 != "]" }
        }
        guard !host.isEmpty, UInt16(port) != nil, path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { return nil }
    }

    /// The status code of the answer.
    func status() throws(Unreachable) -> Int {
        let descriptor = try connected()
        defer { _ = close(descriptor) }
        let authority = host.contains(":") ? "[\(host)]" : host
        let request = Array("GET \(path) HTTP/1.1\r\nHost: \(authority)\r\nConnection: close\r\n\r\n".utf8)
        let line =
            if let trust {
                try exchange(request, over: descriptor, trust)
            } else {
                try exchange(request, over: descriptor)
            }
        guard line.hasPrefix("HTTP/1."), let status = Int(line.dropFirst(9).prefix(3)) else {
            throw Unreachable(reason: "the answer is not HTTP")
        }
        return status
    }

    /// The beginning of the answer, through TLS.
    private func exchange(
        _ request: [UInt8], over descriptor: Int32, _ trust: TLSClient.Trust
    ) throws(Unreachable) -> String {
        // A peer that closes early is told by an error, not by a signal.
        _ = signal(SIGPIPE, SIG_IGN)
        do throws(TLSError) {
            let client = try TLSClient.connect(over: descriptor, to: host, trust: trust)
            try client.write(request)
            var answer: [UInt8] = []
            while answer.count < 12 {
                let bytes = try client.read(upTo: 64)
                if bytes.isEmpty { break }
                answer += bytes
            }
            return String(decoding: answer, as: UTF8.self)
        } catch {
            throw Unreachable(reason: error.description)
        }
    }

    /// The beginning of the answer.
    private func exchange(_ request: [UInt8], over descriptor: Int32) throws(Unreachable) -> String {
        guard
            unsafe request.withUnsafeBytes({ unsafe send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) })
                == request.count
        else { throw failed("send") }
        var answer = [UInt8](repeating: 0, count: 64)
        var count = 0
        while count < 12 {
            let read = unsafe answer.withUnsafeMutableBytes { bytes in
                unsafe recv(descriptor, bytes.baseAddress.map { unsafe $0 + count }, bytes.count - count, 0)
            }
            guard read > 0 else { throw read == 0 ? Unreachable(reason: "no answer") : failed("recv") }
            count += read
        }
        return String(decoding: answer[..<count], as: UTF8.self)
    }

    private func connected() throws(Unreachable) -> Int32 {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, port, &hints, &found) == 0, let address = unsafe found else {
            throw Unreachable(reason: "there is no host \(host)")
        }
        defer { unsafe freeaddrinfo(found) }
        let descriptor = unsafe socket(
            address.pointee.ai_family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failed("socket") }
        var time = timeval(tv_sec: Self.timeout, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, size)
        guard unsafe connect(descriptor, address.pointee.ai_addr, address.pointee.ai_addrlen) == 0 else {
            let error = failed("connect")
            _ = close(descriptor)
            throw error
        }
        return descriptor
    }

    private func failed(_ call: String) -> Unreachable {
        Unreachable(reason: "\(call): \(unsafe String(cString: strerror(errno)))")
    }
}
