internal import Glibc
internal import Synchronization
internal import Threads

/// A log with one line for each request, written by a thread of its own.
///
/// A line is a JSON object: `time` (RFC 3339, UTC), `method`, `path` without its query (queries carry secrets, such as
/// signed links), `status`, `bytes` of body sent or null where the answer broke off, `us` (microseconds from the whole
/// head to the whole answer), `request_id`, and `traceparent` where the client sent one. What could not be parsed has
/// `error` in place of method and path.
///
/// The loops gather lines and hand them over ten times a second at most, so that a request costs its line and no system
/// call. When the disk is too slow, lines are dropped and counted, and a line says how many.
public final class AccessLog: Sendable {
    private struct Queue {
        var batches: [[UInt8]] = []
        var byteCount = 0
        var dropped = 0
        var isClosed = false
    }

    private enum Step {
        case write([[UInt8]], dropped: Int)
        case end
    }

    /// What may wait for the disk, in bytes.
    private static let capacity = 8 << 20

    private let queue = Condition(Queue())
    private let descriptor: Int32
    private let thread = Mutex<Thread?>(nil)

    /// Opens a log file to append to, which is made if there is none.
    ///
    /// - Throws: `SystemError` when it cannot be opened, `ThreadError`.
    public convenience init(path: String) throws {
        let opened = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
        try SystemError.check("open", opened)
        try self.init(owning: opened)
    }

    /// Writes to an open descriptor, which is closed with the log.
    ///
    /// - Throws: `ThreadError`.
    public init(owning descriptor: Int32) throws {
        self.descriptor = descriptor
        let queue = queue
        let started: Thread
        do throws(ThreadError) {
            started = try Thread(named: "access-log") { Self.write(from: queue, to: descriptor) }
        } catch {
            _ = Glibc.close(descriptor)
            throw error
        }
        thread.withLock { $0 = started }
    }

    /// Takes lines that are complete, from any thread.
    func add(_ lines: [UInt8], count: Int) {
        queue.signal { queue in
            guard !queue.isClosed else { return }
            guard queue.byteCount + lines.count <= Self.capacity else {
                queue.dropped += count
                return
            }
            queue.batches.append(lines)
            queue.byteCount += lines.count
        }
    }

    /// Writes what was taken, and ends. Further lines are dropped.
    public func close() {
        queue.broadcast { $0.isClosed = true }
        thread.withLock { thread in
            guard let joined = thread else { return }
            joined.join()
            thread = nil
            _ = Glibc.close(descriptor)
        }
    }

    deinit {
        close()
    }

    private static func write(from queue: Condition<Queue>, to descriptor: Int32) {
        while true {
            let step: Step = queue.wait { queue in
                guard !queue.batches.isEmpty || queue.dropped > 0 else { return queue.isClosed ? .end : nil }
                defer {
                    queue.batches = []
                    queue.byteCount = 0
                    queue.dropped = 0
                }
                return .write(queue.batches, dropped: queue.dropped)
            }
            switch step {
            case .write(let batches, let dropped):
                for batch in batches { write(batch, to: descriptor) }
                if dropped > 0 { write(Array("{\"dropped_lines\":\(dropped)}\n".utf8), to: descriptor) }
            case .end: return
            }
        }
    }

    /// Writes all of it. A log that cannot be written (a full disk) is no reason to stop serving: the rest is given up.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { bytes in
                unsafe Glibc.write(descriptor, bytes.baseAddress.map { unsafe $0 + written }, bytes.count - written)
            }
            if count < 0 {
                if errno == EINTR { continue }
                return
            }
            written += count
        }
    }
}
