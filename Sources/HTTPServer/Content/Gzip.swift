/// zlib could not compress: out of memory, or misused. The code is zlib's.
public struct GzipError: Error, Sendable {
    /// The result of zlib's call, such as `Z_MEM_ERROR`.
    public let code: Int32
}

/// gzip (RFC 1952) through zlib.
public enum Gzip {
    /// The gzip form of `bytes`.
    ///
    /// - Parameter level: from 1, fast, to 9, small.
    public static func compress(_ bytes: [UInt8], level: Int32 = 6) throws(GzipError) -> [UInt8] {
        try Deflater(level: level).gzip(bytes)
    }
}
