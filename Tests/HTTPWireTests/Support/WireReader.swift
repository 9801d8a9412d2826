import HTTPWire
import WireVectors

/// A connection without a socket: reads one request after another out of the pieces it is fed.
struct WireReader {
    /// What has been read, in a form that does not depend on how the bytes were cut.
    enum Event: Hashable, Sendable {
        case head(Summary)
        case body([UInt8])
        case end
        case refused(WireError.Code)
    }

    /// Everything a handler could see of a head.
    struct Summary: Hashable, Sendable {
        var method: String
        var path: String
        var query: String?
        var authority: String?
        var version: HTTPVersion
        var framing: BodyFraming
        var keepAlive: Bool
        var expectsContinue: Bool
        var fields: [String]
    }

    private(set) var events: [Event] = []
    private var buffer: [UInt8] = []
    private var parser: RequestParser
    private var head = RequestHead()
    private var decoder: BodyDecoder?
    private let limits: WireLimits
    private var isRefused = false

    init(limits: WireLimits = WireLimits()) {
        self.limits = limits
        parser = RequestParser(limits: limits)
    }

    mutating func feed(_ piece: some Sequence<UInt8>) {
        guard !isRefused else { return }
        buffer.append(contentsOf: piece)
        do throws(WireError) {
            while try step() {}
        } catch {
            isRefused = true
            events.append(.refused(error.code))
        }
    }

    /// Returns whether there was enough to do something.
    private mutating func step() throws(WireError) -> Bool {
        let buffer = self.buffer
        guard var decoder else {
            guard !buffer.isEmpty, let count = try unsafe parser.parse(buffer.span.bytes, into: &head) else {
                return false
            }
            self.buffer.removeFirst(count)
            events.append(.head(Summary(head)))
            self.decoder = BodyDecoder(head.framing, limits: limits)
            return true
        }
        let step = try unsafe decoder.next(buffer.span.bytes)
        self.decoder = decoder
        switch step {
        case .data(let range, _): add(buffer[range])
        case .end:
            events.append(.end)
            self.decoder = nil
        case .needMore: break
        }
        self.buffer.removeFirst(step.consumed)
        if case .needMore = step { return false }
        return true
    }

    private mutating func add(_ data: ArraySlice<UInt8>) {
        if case .body(let body) = events.last {
            events[events.count - 1] = .body(body + data)
        } else {
            events.append(.body(Array(data)))
        }
    }

    /// What all the bytes at once are read as.
    static func read(_ bytes: [UInt8], limits: WireLimits = WireLimits()) -> [Event] {
        var reader = WireReader(limits: limits)
        reader.feed(bytes)
        return reader.events
    }

    /// What the bytes are read as, cut at these offsets.
    static func read(_ bytes: [UInt8], cutAt cuts: some Sequence<Int>, limits: WireLimits = WireLimits()) -> [Event] {
        var reader = WireReader(limits: limits)
        var start = 0
        for cut in cuts {
            reader.feed(bytes[start..<cut])
            start = cut
        }
        reader.feed(bytes[start...])
        return reader.events
    }
}

extension WireReader.Summary {
    init(_ head: RequestHead) {
        self.init(
            method: head.method.name, path: head.path, query: head.query, authority: head.authority,
            version: head.version, framing: head.framing, keepAlive: head.keepAlive,
            expectsContinue: head.expectsContinue, fields: head.fields.map { "\($0.name): \($0.value)" })
    }
}

/// The head of a request that must be accepted.
func parsedHead(_ text: String, limits: WireLimits = WireLimits()) throws -> RequestHead {
    var parser = RequestParser(limits: limits)
    var head = RequestHead()
    let all = bytes(text)
    guard try unsafe parser.parse(all.span.bytes, into: &head) == all.count else { throw Incomplete() }
    return head
}

struct Incomplete: Error {}
