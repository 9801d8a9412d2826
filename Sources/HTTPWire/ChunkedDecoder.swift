/// The chunked coding (RFC 9112 §7.1) as a state machine over single bytes; only chunk data is taken in runs.
///
/// Strict, because everything lenient here has been used to smuggle requests: CR and LF in pairs only, 1 to 16 digits,
/// extensions by the grammar, and data that is exactly as long as announced.
struct ChunkedDecoder: Sendable {
    private enum State: Sendable {
        case sizeLine
        case data
        case dataCarriageReturn, dataLineFeed
        case trailers
    }

    private var state = State.sizeLine
    private var sizeLine: ChunkSizeLine
    private var remaining: UInt64 = 0
    /// Trailers obey the rules of the head and are dropped: they never join the headers (RFC 9110 §6.5.1).
    private var trailers: FieldSectionReader

    init(limits: WireLimits) {
        sizeLine = ChunkSizeLine(maximumExtensions: limits.maximumChunkExtensions)
        trailers = FieldSectionReader(
            maximumBytes: limits.maximumTrailers, maximumFields: limits.maximumFields)
    }

    mutating func next(_ bytes: RawSpan) throws(WireError) -> BodyStep {
        var offset = 0
        while offset < bytes.byteCount {
            let byte = bytes.byte(at: offset)
            switch state {
            case .sizeLine:
                if let size = try sizeLine.take(byte) {
                    remaining = size
                    // RFC 9112 §7.1: the chunk of size zero is the last.
                    state = size == 0 ? .trailers : .data
                }
            case .data:
                let count = Int(truncatingIfNeeded: min(remaining, UInt64(bytes.byteCount - offset)))
                remaining &-= UInt64(count)
                if remaining == 0 { state = .dataCarriageReturn }
                return .data(offset..<offset + count, consumed: offset + count)
            case .dataCarriageReturn:
                guard byte == Byte.carriageReturn else { throw WireError(.badChunkEnd) }
                state = .dataLineFeed
            case .dataLineFeed:
                guard byte == Byte.lineFeed else { throw WireError(.badChunkEnd) }
                state = .sizeLine
            case .trailers:
                switch try trailers.take(byte) {
                case .end:
                    return .end(consumed: offset + 1)
                case .field(let field):
                    // RFC 9110 §6.5.1: whoever put such a field here wants one of two programs to overlook it.
                    if let known = field.known, known.isForbiddenInTrailers { throw WireError(.forbiddenTrailer) }
                case nil:
                    break
                }
            }
            offset += 1
        }
        return .needMore(consumed: offset)
    }
}
