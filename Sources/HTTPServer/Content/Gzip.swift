internal import CZlib

/// zlib could not compress: out of memory, or misused. The code is zlib's.
public struct GzipError: Error, Sendable {
    public let code: Int32
}

/// gzip (RFC 1952) through zlib.
public enum Gzip {
    /// The gzip form of `bytes`.
    ///
    /// - Parameter level: from 1, fast, to 9, small.
    public static func compress(_ bytes: [UInt8], level: Int32 = 6) throws(GzipError) -> [UInt8] {
        var stream = unsafe z_stream()
        // 15 bits of window, and 16 for a gzip instead of a zlib header (zlib.h, deflateInit2).
        let started = unsafe draftroll_deflateInit2(&stream, level, 15 + 16, 8)
        guard started == Z_OK else { throw GzipError(code: started) }
        defer { unsafe deflateEnd(&stream) }
        let capacity = Int(unsafe deflateBound(&stream, UInt(bytes.count)))
        var result = Z_OK
        let compressed = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
            unsafe bytes.withUnsafeBufferPointer { input in
                unsafe stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                unsafe stream.avail_in = UInt32(clamping: input.count)
                unsafe stream.next_out = output.baseAddress
                unsafe stream.avail_out = UInt32(clamping: capacity)
                result = unsafe deflate(&stream, Z_FINISH)
            }
            count = capacity - Int(unsafe stream.avail_out)
        }
        guard result == Z_STREAM_END else { throw GzipError(code: result) }
        return compressed
    }
}
