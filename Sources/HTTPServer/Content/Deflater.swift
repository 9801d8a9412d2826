internal import CZlib

/// Makes gzip (RFC 1952), one whole piece after another, with the same quarter of a megabyte of state.
///
/// Not for two threads at once.
@safe final class Deflater {
    private let stream: UnsafeMutablePointer<z_stream>

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
