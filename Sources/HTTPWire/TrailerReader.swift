/// Reads the trailer section of a chunked body (RFC 9112 §7.1.2) by the rules of the head, and drops it: trailers never
/// join the headers (RFC 9110 §6.5.1).
struct TrailerReader: Sendable {
    private let maximumBytes: Int
    private let maximumFields: Int
    /// The line being read.
    private var line: [UInt8] = []
    private var sawCarriageReturn = false
    private var byteCount = 0
    private var fieldCount = 0

    init(limits: WireLimits) {
        maximumBytes = limits.maximumTrailers
        maximumFields = limits.maximumFields
    }

    /// Takes one byte. Returns true with the last byte of the section.
    mutating func take(_ byte: UInt8) throws(WireError) -> Bool {
        byteCount += 1
        guard byteCount <= maximumBytes else { throw WireError(.trailersTooLarge) }
        if sawCarriageReturn {
            guard byte == Byte.lineFeed else { throw WireError(.bareCarriageReturn) }
            sawCarriageReturn = false
            guard !line.isEmpty else { return true }
            try endLine()
            return false
        }
        if byte == Byte.carriageReturn {
            sawCarriageReturn = true
        } else {
            guard !byte.isForbiddenControl else {
                throw WireError(byte == Byte.lineFeed ? .bareLineFeed : .controlByte)
            }
            line.append(byte)
        }
        return false
    }

    private mutating func endLine() throws(WireError) {
        fieldCount += 1
        guard fieldCount <= maximumFields else { throw WireError(.trailersTooLarge) }
        let field = try unsafe FieldLine(line.span.bytes, 0..<line.count)
        if let known = field.known, known.isForbiddenInTrailers { throw WireError(.forbiddenTrailer) }
        line.removeAll(keepingCapacity: true)
    }
}
