/// Writes a streamed body. Each call waits until the bytes are with the kernel, or at least in one small buffer.
public final class ResponseWriter: @unchecked Sendable {
    // Loop only, like the connection.
    private let connection: Connection
    private let isChunked: Bool
    private(set) var written: Int64 = 0

    init(connection: Connection, isChunked: Bool) {
        self.connection = connection
        self.isChunked = isChunked
    }

    /// Adds bytes to the body. They may wait for more bytes until `flush`.
    ///
    /// - Throws: `ConnectionClosed` when the peer is gone or does not take bytes; the stream should end then.
    public func write(_ bytes: [UInt8]) async throws(ConnectionClosed) {
        guard !bytes.isEmpty else { return }
        written += Int64(bytes.count)
        try await connection.writeBody(bytes, chunked: isChunked)
    }

    /// Hands everything written so far to the kernel.
    ///
    /// - Throws: `ConnectionClosed`, as `write` does.
    public func flush() async throws(ConnectionClosed) {
        try await connection.flushOutput()
    }
}

/// The connection that an answer was being written to is gone.
public struct ConnectionClosed: Error, Sendable {
    public init() {}
}
