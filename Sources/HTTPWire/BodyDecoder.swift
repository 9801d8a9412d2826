/// What a call of `BodyDecoder.next` found. Drop `consumed` bytes from the front of the buffer before the next call.
public enum BodyStep: Sendable, Hashable {
    /// More bytes are needed.
    case needMore(consumed: Int)
    /// Body bytes stand at this range of the bytes given. It ends at `consumed`.
    case data(Range<Int>, consumed: Int)
    /// The body is complete. What follows `consumed` belongs to the next request.
    case end(consumed: Int)

    /// How many of the bytes given are done with.
    public var consumed: Int {
        switch self {
        case .needMore(let consumed), .data(_, let consumed), .end(let consumed): consumed
        }
    }
}

/// Finds the body in the bytes behind a head (RFC 9112 §6). Every byte is looked at once and never kept.
public struct BodyDecoder: Sendable {
    private enum State: Sendable {
        case length(remaining: UInt64)
        case chunked(ChunkedDecoder)
    }

    private var state: State
    /// Whether all of the body has been seen. A body that ends before is incomplete and must not be acted upon
    /// (RFC 9112 §8).
    public private(set) var isComplete: Bool

    /// A decoder for one body.
    public init(_ framing: BodyFraming, limits: WireLimits = WireLimits()) {
        switch framing {
        case .none: state = .length(remaining: 0)
        case .length(let length): state = .length(remaining: length)
        case .chunked: state = .chunked(ChunkedDecoder(limits: limits))
        }
        isComplete = !framing.hasBody
    }

    /// How many bytes are still to come, nil if only the sender knows.
    public var remainingLength: UInt64? {
        switch state {
        case .length(let remaining): remaining
        case .chunked: isComplete ? 0 : nil
        }
    }

    /// Takes the next step. Call it until it says `needMore` or `end`.
    ///
    /// - Parameter bytes: What was not consumed so far, and as much more as there is.
    /// - Throws: Why the body cannot be read. The connection must be closed after the answer.
    public mutating func next(_ bytes: RawSpan) throws(WireError) -> BodyStep {
        guard !isComplete else { return .end(consumed: 0) }
        switch state {
        case .length(let remaining):
            guard !bytes.isEmpty else { return .needMore(consumed: 0) }
            let count = Int(truncatingIfNeeded: min(remaining, UInt64(bytes.byteCount)))
            state = .length(remaining: remaining &- UInt64(count))
            // The end is told by the next call: data and end are two steps for every framing.
            isComplete = remaining == UInt64(count)
            return .data(0..<count, consumed: count)
        case .chunked(var decoder):
            // Moved out and back, so that the trailers it may hold are not copied.
            state = .length(remaining: 0)
            defer { state = .chunked(decoder) }
            let step = try decoder.next(bytes)
            if case .end = step { isComplete = true }
            return step
        }
    }
}
