/// Reads field lines a byte at a time, where they are not part of a head: trailers, and the heads of multipart parts.
struct FieldSectionReader: Sendable {
    enum Event: Sendable {
        /// A line is complete; its offsets are into `line`, until the next byte is taken.
        case field(FieldLine)
        /// The empty line has come.
        case end
    }

    private let maximumBytes: Int
    private let maximumFields: Int
    /// The line being read, or the one that was just completed.
    private(set) var line: [UInt8] = []
    private var isComplete = false
    private var sawCarriageReturn = false
    private var byteCount = 0
    private var fieldCount = 0

    init(maximumBytes: Int, maximumFields: Int) {
        self.maximumBytes = maximumBytes
        self.maximumFields = maximumFields
    }

    /// Takes one byte, by the rules of the head (RFC 9112 §2.2, §5).
    mutating func take(_ byte: UInt8) throws(WireError) -> Event? {
        if isComplete {
            line.removeAll(keepingCapacity: true)
            isComplete = false
        }
        byteCount += 1
        guard byteCount <= maximumBytes else { throw WireError(.trailersTooLarge) }
        if sawCarriageReturn {
            guard byte == Byte.lineFeed else { throw WireError(.bareCarriageReturn) }
            sawCarriageReturn = false
            guard !line.isEmpty else { return .end }
            fieldCount += 1
            guard fieldCount <= maximumFields else { throw WireError(.trailersTooLarge) }
            isComplete = true
            return .field(try unsafe FieldLine(line.span.bytes, 0..<line.count))
        }
        if byte == Byte.carriageReturn {
            sawCarriageReturn = true
        } else {
            guard !byte.isForbiddenControl else {
                throw WireError(byte == Byte.lineFeed ? .bareLineFeed : .controlByte)
            }
            line.append(byte)
        }
        return nil
    }
}
