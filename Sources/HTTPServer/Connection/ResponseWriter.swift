/// Writes a streamed body. Each call waits until the bytes are with the kernel, or at least in one small buffer.
///
/// It is good until the closure it was given to returns; later writes throw `ConnectionClosed`.
public final class ResponseWriter: @unchecked Sendable {
    // Loop only, like the connection.
    private var connection: Connection?
    private let isChunked: Bool
    private let length: Int64?
    private(set) var written: Int64 = 0
    /// Whether more was to be written than was announced. It was not: the peer would take it for the next answer.
    private(set) var isOverrun = false
    /// Packs what is written, if it is to be packed.
    private var deflater: Deflater?
    /// Why packing failed, if it did. The answer then has no end.
    private(set) var packingFailure: GzipError?
    /// How many bytes have been packed since the other connections of the loop had their turn.
    private var packed = 0
    /// How many may be, which takes about a millisecond.
    private static let packedAtOnce = 65_536

    init(connection: Connection, isChunked: Bool, length: Int64?) {
        self.connection = connection
        self.isChunked = isChunked
        self.length = length
    }

    /// Adds bytes to the body. They may wait for more bytes until `flush`.
    ///
    /// - Throws: `ConnectionClosed` when the peer is gone or does not take bytes, or when these bytes are more than the
    ///   length that was announced; the stream should end then.
    public func write(_ bytes: [UInt8]) async throws(ConnectionClosed) {
        guard let deflater else { return try await writeAsItIs(bytes) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(Self.packedAtOnce)
            rest = rest.dropFirst(piece.count)
            try await writePacked(piece, .none, deflater)
            packed += piece.count
            guard packed >= Self.packedAtOnce else { continue }
            packed = 0
            await connection?.loop.yield()
        }
    }

    private func writeAsItIs(_ bytes: [UInt8]) async throws(ConnectionClosed) {
        guard !bytes.isEmpty else { return }
        guard let connection, !isOverrun else { throw ConnectionClosed() }
        if let length, Int64(bytes.count) > length - written {
            isOverrun = true
            throw ConnectionClosed()
        }
        written += Int64(bytes.count)
        try await connection.writeBody(bytes, chunked: isChunked)
    }

    /// Hands everything written so far to the kernel.
    ///
    /// - Throws: `ConnectionClosed`, as `write` does.
    public func flush() async throws(ConnectionClosed) {
        if let deflater { try await writePacked([], .all, deflater) }
        guard let connection else { throw ConnectionClosed() }
        try await connection.flushOutput()
    }

    /// Packs all that `produce` writes.
    ///
    /// - Throws: `GzipError` without memory for it, or what `produce` throws.
    func pack(level: Int32, _ produce: (ResponseWriter) async throws -> Void) async throws {
        let deflater = try Deflater(level: level)
        self.deflater = deflater
        // Whoever keeps the writer does not keep a quarter of a megabyte with it.
        defer { self.deflater = nil }
        try await produce(self)
        try await writePacked([], .end, deflater)
    }

    private func writePacked(
        _ bytes: ArraySlice<UInt8>, _ flush: Deflater.Flush, _ deflater: Deflater
    ) async throws(ConnectionClosed) {
        let packed: [UInt8]
        do throws(GzipError) {
            packed = try deflater.stream(bytes, flush)
        } catch {
            packingFailure = error
            throw ConnectionClosed()
        }
        try await writeAsItIs(packed)
    }

    /// Parts from the connection: whoever keeps the writer keeps nothing open.
    func detach() {
        connection = nil
    }
}

/// The connection that an answer was being written to is gone.
public struct ConnectionClosed: Error, Sendable {
    /// Makes the error, for a stream that has its own reason to end as if the peer were gone.
    public init() {}
}
