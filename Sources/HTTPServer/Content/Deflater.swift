internal import CZlib

/// Makes gzip (RFC 1952) with a quarter of a megabyte of state: one whole piece after another, or one stream.
///
/// Not for two threads at once.
@safe final class Deflater {
    private let stream: UnsafeMutablePointer<z_stream>
    /// What zlib writes into; made when a stream begins.
    private var piece: [UInt8] = []

    /// - Parameter level: from 1, fast, to 9, small.
    init(level: Int32) throws(GzipError) {
        // zlib's state points back at its stream, which therefore stands at an address of its own.
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // 15 bits of window, and 16 for a gzip instead of a zlib header (zlib.h, deflateInit2).
        let code = unsafe draftroll_deflateInit2(stream, level, 15 + 16, 8)
        guard code == Z_OK else {
            unsafe stream.deallocate()
            throw GzipError(code: code)
        }
    }

    deinit {
        _ = unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// What becomes of a stream's bytes so far.
    enum Flush {
        /// Some of them may wait for more, which packs best.
        case none
        /// All of them come out, so that the reader has what was written.
        case all
        /// The stream ends.
        case end

        fileprivate var code: Int32 {
            switch self {
            case .none: Z_NO_FLUSH
            case .all: Z_SYNC_FLUSH
            case .end: Z_FINISH
            }
        }
    }

    /// The next bytes of the gzip stream that `bytes` are a piece of; often none.
    func stream(_ bytes: ArraySlice<UInt8>, _ flush: Flush) throws(GzipError) -> [UInt8] {
        var packed: [UInt8] = []
        if piece.isEmpty { piece = [UInt8](repeating: 0, count: 16_384) }
        var result = Z_OK
        var remaining = bytes
        var isFull = true
        // zlib has more to give as long as it fills what it is given (zlib.h, deflate).
        while !remaining.isEmpty || isFull {
            let made = unsafe remaining.withUnsafeBufferPointer { input in
                unsafe piece.withUnsafeMutableBufferPointer { output in
                    unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                    unsafe stream.pointee.avail_in = UInt32(clamping: input.count)
                    unsafe stream.pointee.next_out = output.baseAddress
                    unsafe stream.pointee.avail_out = UInt32(clamping: output.count)
                    result = unsafe deflate(stream, flush.code)
                    return output.count - Int(unsafe stream.pointee.avail_out)
                }
            }
            // Z_BUF_ERROR: there was nothing to do, which is no error here.
            guard result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR else {
                throw GzipError(code: result)
            }
            remaining = remaining.suffix(Int(unsafe stream.pointee.avail_in))
            packed.append(contentsOf: piece[..<made])
            isFull = made == piece.count
        }
        return packed
    }

    /// The gzip form of `bytes`, at most 4 GB.
    func gzip(_ bytes: [UInt8]) throws(GzipError) -> [UInt8] {
        let capacity = Int(unsafe deflateBound(stream, UInt(bytes.count)))
        guard capacity <= Int(UInt32.max) else { throw GzipError(code: Z_BUF_ERROR) }
        var result = Z_OK
        let compressed = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
            unsafe bytes.withUnsafeBufferPointer { input in
                // zlib reads through this pointer only; its field is just not declared const.
                unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                unsafe stream.pointee.avail_in = UInt32(clamping: input.count)
                unsafe stream.pointee.next_out = output.baseAddress
                unsafe stream.pointee.avail_out = UInt32(clamping: capacity)
                result = unsafe deflate(stream, Z_FINISH)
            }
            count = capacity - Int(unsafe stream.pointee.avail_out)
        }
        let reset = unsafe deflateReset(stream)
        guard result == Z_STREAM_END, reset == Z_OK else { throw GzipError(code: result) }
        return compressed
    }
}
