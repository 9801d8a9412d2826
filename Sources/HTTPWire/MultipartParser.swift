/// The head of one part of a form (RFC 7578 §4).
public struct MultipartPart: Sendable, Hashable {
    /// The name of the form's field.
    public let name: String
    /// The file name, without any path; nil if the part is no file.
    public let fileName: String?
    /// The value of Content-Type as it was sent; nil means `text/plain`.
    public let contentType: String?
}

/// What a call of `MultipartParser.next` found. Drop `consumed` bytes from the front of the buffer before the next call.
public enum MultipartStep: Sendable, Hashable {
    /// More bytes are needed. Some may not be consumed, at most 74: they could be the beginning of a boundary.
    case needMore(consumed: Int)
    /// A part begins.
    case partBegin(MultipartPart, consumed: Int)
    /// Bytes of the current part stand at this range of the bytes given.
    case data(Range<Int>, consumed: Int)
    /// The current part is complete.
    case partEnd(consumed: Int)
    /// The closing boundary has come. Whatever follows it is dropped.
    case end(consumed: Int)

    /// How many of the bytes given are done with.
    public var consumed: Int {
        switch self {
        case .needMore(let consumed), .partBegin(_, let consumed), .data(_, let consumed), .partEnd(let consumed),
            .end(let consumed):
            consumed
        }
    }
}

/// Takes a `multipart/form-data` body apart while it arrives (RFC 7578, RFC 2046 §5.1.1).
///
/// Linear: a delimiter begins with its only CR, so that no byte of a failed match can begin another one.
public struct MultipartParser: Sendable {
    /// What precedes the first boundary is to be ignored (RFC 2046 §5.1.1); this much of it is.
    private static let maximumPreamble = 8_192
    private static let maximumPadding = 256

    private enum State: Sendable {
        /// At the first byte, where the boundary needs no line before it.
        case start
        case preamble
        /// Behind a boundary; behind one hyphen, or the CR, after it.
        case tail, tailDash, tailLineFeed
        case head
        case data
        case epilogue
    }

    /// CR LF, two hyphens and the boundary.
    private let delimiter: [UInt8]
    private let maximumPartHead: Int
    private let maximumParts: Int
    private var state = State.start
    private var preambleBytes = 0
    private var padding = 0
    private var parts = 0
    private var head: FieldSectionReader
    private var disposition: ParameterizedValue?
    private var contentType: String?

    /// A parser for a body of this Content-Type.
    ///
    /// - Parameters:
    ///   - contentType: The value of the field, with its boundary.
    ///   - maximumPartHead: The head of one part, in bytes.
    ///   - maximumParts: How many parts there may be.
    public init(contentType: String, maximumPartHead: Int = 8_192, maximumParts: Int = 100) throws(MultipartError) {
        guard let type = ParameterizedValue(contentType), type.value == "multipart/form-data",
            let boundary = type["boundary"], Self.isBoundary(boundary)
        else { throw MultipartError(.badBoundary) }
        delimiter = Array("\r\n--\(boundary)".utf8)
        self.maximumPartHead = maximumPartHead
        self.maximumParts = maximumParts
        head = FieldSectionReader(maximumBytes: maximumPartHead, maximumFields: 20)
    }

    /// Whether the closing boundary has come.
    public var isComplete: Bool { state == .epilogue }

    /// To be called when the body has ended.
    ///
    /// - Throws: If the closing boundary is missing: the form is not whole.
    public func finish() throws(MultipartError) {
        guard isComplete else { throw MultipartError(.incompleteMultipart) }
    }

    /// Takes the next step. Call it until it says `needMore` or `end`.
    ///
    /// - Parameter bytes: What was not consumed so far, and as much more as there is.
    public mutating func next(_ bytes: RawSpan) throws(MultipartError) -> MultipartStep {
        var offset = 0
        while offset < bytes.byteCount {
            switch state {
            case .start:
                switch match(bytes, at: offset, from: 2) {
                case .full:
                    offset += delimiter.count - 2
                    state = .tail
                case .partial: return .needMore(consumed: offset)
                case .none: state = .preamble
                }
            case .preamble:
                guard let (found, isWhole) = find(bytes, from: offset) else {
                    try countPreamble(bytes.byteCount - offset)
                    return .needMore(consumed: bytes.byteCount)
                }
                try countPreamble(found - offset)
                guard isWhole else { return .needMore(consumed: found) }
                offset = found + delimiter.count
                state = .tail
            case .tail, .tailDash, .tailLineFeed:
                try takeTail(bytes.byte(at: offset))
                offset += 1
                if isComplete { return .end(consumed: bytes.byteCount) }
            case .head:
                offset += 1
                if let part = try takeHead(bytes.byte(at: offset - 1)) {
                    return .partBegin(part, consumed: offset)
                }
            case .data:
                return data(bytes, from: offset)
            case .epilogue:
                return .end(consumed: bytes.byteCount)
            }
        }
        return isComplete ? .end(consumed: offset) : .needMore(consumed: offset)
    }

    private mutating func data(_ bytes: RawSpan, from offset: Int) -> MultipartStep {
        guard let (found, isWhole) = find(bytes, from: offset) else {
            return .data(offset..<bytes.byteCount, consumed: bytes.byteCount)
        }
        if found > offset { return .data(offset..<found, consumed: found) }
        guard isWhole else { return .needMore(consumed: offset) }
        state = .tail
        return .partEnd(consumed: offset + delimiter.count)
    }

    /// Takes a byte behind a boundary: white space and a new line, or two hyphens (RFC 2046 §5.1.1).
    private mutating func takeTail(_ byte: UInt8) throws(MultipartError) {
        switch (state, byte) {
        case (.tail, Byte.dash) where padding == 0: state = .tailDash
        case (.tailDash, Byte.dash): state = .epilogue
        case (.tail, Byte.carriageReturn): state = .tailLineFeed
        case (.tail, Byte.space), (.tail, Byte.tab):
            padding += 1
            guard padding <= Self.maximumPadding else { throw MultipartError(.badDelimiter) }
        case (.tailLineFeed, Byte.lineFeed):
            parts += 1
            guard parts <= maximumParts else { throw MultipartError(.tooManyParts) }
            padding = 0
            head = FieldSectionReader(maximumBytes: maximumPartHead, maximumFields: 20)
            (disposition, contentType) = (nil, nil)
            state = .head
        default: throw MultipartError(.badDelimiter)
        }
    }

    private mutating func takeHead(_ byte: UInt8) throws(MultipartError) -> MultipartPart? {
        let event: FieldSectionReader.Event?
        do throws(WireError) { event = try head.take(byte) } catch { throw MultipartError(.badPartHead) }
        switch event {
        case .field(let field):
            let value = String(decoding: head.line[field.value], as: UTF8.self)
            switch field.known {
            case .contentDisposition:
                guard disposition == nil, let parsed = ParameterizedValue(value) else {
                    throw MultipartError(.badPartHead)
                }
                disposition = parsed
            case .contentType:
                guard contentType == nil else { throw MultipartError(.badPartHead) }
                contentType = value
            default: break
            }
            return nil
        case .end:
            // RFC 7578 §4.2.
            guard let disposition, disposition.value == "form-data", let name = disposition["name"] else {
                throw MultipartError(.missingPartName)
            }
            state = .data
            return MultipartPart(name: name, fileName: disposition.fileName, contentType: contentType)
        case nil:
            return nil
        }
    }

    private mutating func countPreamble(_ count: Int) throws(MultipartError) {
        // Only ever compared with the limit, so that it may stop counting at it.
        preambleBytes += min(count, Self.maximumPreamble + 1)
        guard preambleBytes <= Self.maximumPreamble else { throw MultipartError(.preambleTooLong) }
    }

    private enum Match { case none, partial, full }

    /// Compares the delimiter, from its byte `first` on, with the bytes at `offset`.
    private func match(_ bytes: RawSpan, at offset: Int, from first: Int) -> Match {
        let count = min(delimiter.count - first, bytes.byteCount - offset)
        for index in 0..<count where bytes.byte(at: offset + index) != delimiter[first + index] { return .none }
        return count == delimiter.count - first ? .full : .partial
    }

    /// Where the delimiter, or as much of it as there are bytes, begins.
    private func find(_ bytes: RawSpan, from start: Int) -> (offset: Int, isWhole: Bool)? {
        var offset = start
        while let found = bytes.firstIndex(of: Byte.carriageReturn, in: offset..<bytes.byteCount) {
            switch match(bytes, at: found, from: 0) {
            case .full: return (found, true)
            case .partial: return (found, false)
            case .none: offset = found + 1
            }
        }
        return nil
    }

    /// RFC 2046 §5.1.1: 1 to 70 bchars, the last no space.
    private static func isBoundary(_ text: String) -> Bool {
        (1...70).contains(text.utf8.count) && text.utf8.last != Byte.space
            && text.utf8.allSatisfy { $0 == Byte.space || "'()+_,-./:=?".utf8.contains($0) || $0.isAlphanumeric }
    }
}
