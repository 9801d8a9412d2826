internal import HTTPWire

/// The bytes that have arrived on a connection and are not yet used.
struct InputBuffer {
    /// The size it begins with, in bytes.
    static let ordinarySize = 16_384

    private var storage = [UInt8](repeating: 0, count: ordinarySize)
    private var start = 0
    private var end = 0

    var count: Int { end - start }
    var isEmpty: Bool { start == end }
    var isOrdinary: Bool { storage.count == Self.ordinarySize }

    /// Parses a head at the front of the unused bytes and uses them up; false when more are needed.
    mutating func takeHead(with parser: inout RequestParser, into head: inout RequestHead) throws(WireError) -> Bool {
        let unused = start..<end
        guard let length = unsafe try parser.parse(storage.span.bytes.extracting(unused), into: &head) else {
            return false
        }
        start += length
        return true
    }

    /// Decodes body bytes at the front of the unused ones and uses them up: at most `maximum`, an empty array at the
    /// body's end, nil when more are needed.
    mutating func takeBody(with decoder: inout BodyDecoder, upTo maximum: Int) throws(WireError) -> [UInt8]? {
        // What is looked at may be all framing: only when nothing is left are more bytes needed.
        while !isEmpty {
            let from = start
            let unused = from..<(from + min(count, max(1, maximum)))
            let step = unsafe try decoder.next(storage.span.bytes.extracting(unused))
            start += step.consumed
            switch step {
            case .needMore: continue
            case .data(let range, _): return Array(storage[(from + range.lowerBound)..<(from + range.upperBound)])
            case .end: return []
            }
        }
        return nil
    }

    /// Reads what the socket has, as far as there is room.
    ///
    /// - Parameter needed: how many unused bytes must fit in all before room is made by growing.
    mutating func fill(from socket: Socket, upTo needed: Int) throws(ConnectionEnd) -> Int? {
        if start > 0, start == end { (start, end) = (0, 0) }
        if end == storage.count { makeRoom(upTo: needed) }
        guard let count = try socket.read(into: &storage, from: end) else { return nil }
        end += count
        return count
    }

    private mutating func makeRoom(upTo needed: Int) {
        if start > 0 {
            let kept = count
            storage.replaceSubrange(0..<kept, with: Array(storage[start..<end]))
            (start, end) = (0, kept)
        }
        // Double, so that a head that is dripped costs linear time in all.
        if end == storage.count, storage.count < needed {
            storage.append(contentsOf: repeatElement(0, count: min(storage.count, needed - storage.count)))
        }
    }

    /// Throws everything away.
    mutating func discard() {
        start = end
    }
}
