/// Writes the chunked coding (RFC 9112 §7.1).
public enum ChunkedEncoder {
    /// Appends the size line of a chunk of `count` bytes. Its data must follow, then `appendChunkEnd`.
    ///
    /// Nothing is appended for a count of zero or less: a chunk of size zero would end the body.
    public static func appendChunkHead(count: Int, to output: inout [UInt8]) {
        guard count > 0 else { return }
        var shift = 60
        while count >> shift == 0 { shift -= 4 }
        while shift >= 0 {
            let digit = UInt8(truncatingIfNeeded: count >> shift & 0xf)
            output.append(digit < 10 ? Byte.zero &+ digit : 0x57 &+ digit)
            shift -= 4
        }
        output.append("\r\n")
    }

    /// Appends what follows the data of a chunk.
    public static func appendChunkEnd(to output: inout [UInt8]) { output.append("\r\n") }

    /// Appends a whole chunk; nothing if it is empty.
    public static func appendChunk(_ bytes: RawSpan, to output: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        appendChunkHead(count: bytes.byteCount, to: &output)
        output.append(bytes)
        appendChunkEnd(to: &output)
    }

    /// Appends the last chunk and an empty trailer section: the body is complete.
    public static func appendEnd(to output: inout [UInt8]) { output.append("0\r\n\r\n") }
}
