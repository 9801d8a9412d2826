internal import Glibc
internal import HTTPWire

/// Gathers the access log's lines of one loop. Loop only.
final class AccessLogBuffer {
    /// Lines wait for others up to this long, in nanoseconds,
    private static let patience: Int64 = 100_000_000
    /// or until there are this many bytes of them.
    private static let batchSize = 65_536

    private let log: AccessLog
    private let loop: EventLoop
    private let deadline: Deadline
    private var lines: [UInt8] = []
    private var lineCount = 0
    private var second: Int64 = -1
    private var secondText: [UInt8] = []

    init(_ log: AccessLog, on loop: EventLoop) {
        self.log = log
        self.loop = loop
        deadline = Deadline(on: loop)
        deadline.action = { [unowned self] in flush() }
    }

    deinit {
        deadline.action = nil
    }

    /// Writes the line of an answered request.
    ///
    /// - Parameters:
    ///   - bytes: how much body was sent; nil when the answer broke off.
    ///   - since: when its head was complete, in monotonic nanoseconds.
    @inline(never)
    func record(_ request: Request, status: Status, bytes: Int64?, since: Int64) {
        begin()
        append(",\"method\":\"")
        append(request.method.name)
        append("\",\"path\":\"")
        appendEscaped(request.head.pathBytes)
        append("\"")
        if let trace = request.head.traceContext {
            append(",\"traceparent\":\"")
            append(trace.text)
            append("\"")
        }
        append(",\"bytes\":")
        append(bytes.map(String.init) ?? "null")
        end(status, request.id, since)
    }

    /// Writes the line of a request that could not be parsed.
    @inline(never)
    func record(refusal: WireError, id: String, status: Status, since: Int64) {
        begin()
        append(",\"error\":\"")
        append(refusal.code.rawValue)
        append("\"")
        end(status, id, since)
    }

    /// Hands over what there is.
    func flush() {
        deadline.lift()
        guard lineCount > 0 else { return }
        log.add(lines, count: lineCount)
        lines = []
        lineCount = 0
    }

    private func begin() {
        if lines.isEmpty {
            lines.reserveCapacity(4_096)
            deadline.set(loop.now &+ Self.patience)
        }
        var now = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &now)
        if now.tv_sec != second {
            second = Int64(now.tv_sec)
            secondText = Self.text(of: now.tv_sec)
        }
        append("{\"time\":\"")
        lines.append(contentsOf: secondText)
        append(".")
        appendMilliseconds(now.tv_nsec / 1_000_000)
        append("Z\"")
    }

    private func end(_ status: Status, _ id: String, _ since: Int64) {
        append(",\"status\":")
        append(String(status.code))
        append(",\"us\":")
        append(String((EventLoop.monotonicNanoseconds() &- since) / 1_000))
        append(",\"request_id\":\"")
        append(id)
        append("\"}\n")
        lineCount += 1
        if lines.count >= Self.batchSize { flush() }
    }

    private func append(_ text: String) {
        lines.append(contentsOf: text.utf8)
    }

    /// A path holds no control bytes (the parser refuses them), and a quote or backslash not either; should that ever
    /// change, a line still cannot be forged.
    private func appendEscaped(_ bytes: ArraySlice<UInt8>) {
        for byte in bytes {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { lines.append(UInt8(ascii: "\\")) }
            lines.append(byte < 0x20 || byte > 0x7e ? UInt8(ascii: "?") : byte)
        }
    }

    private func appendMilliseconds(_ milliseconds: Int) {
        for divisor in [100, 10, 1] {
            lines.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: milliseconds / divisor % 10))
        }
    }

    /// `2026-11-22T12:00:00`, UTC.
    private static func text(of second: Int) -> [UInt8] {
        var second = second
        var parts = unsafe tm()
        guard unsafe gmtime_r(&second, &parts) != nil else { return [] }
        var text = [UInt8](repeating: 0, count: 32)
        let count = unsafe text.withUnsafeMutableBytes { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { bytes -> Int in
                guard let base = bytes.baseAddress else { return 0 }
                return unsafe strftime(base, bytes.count, "%Y-%m-%dT%H:%M:%S", &parts)
            }
        }
        return Array(text.prefix(count))
    }
}
