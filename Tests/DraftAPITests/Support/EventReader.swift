import JSON
import Synchronization
import Testing

/// One server-sent event.
struct ReceivedEvent: Sendable, Hashable {
    let id: Int64
    /// The `event:` field.
    let topic: String
    /// What its `data:` says.
    let json: JSONValue

    var type: String { json["type"]?.string ?? "" }
    var resource: String { json["resource"]?.string ?? "" }
    var data: JSONValue { json["data"] ?? .null }
}

/// An open event stream.
final class EventReader: Sendable {
    private struct State {
        var reader: AnswerReader
        var pending = ""
    }

    private let state: Mutex<State>
    let answer: Answer

    init(port: UInt16, head: [UInt8]) throws {
        let wire = try Wire(port: port)
        try wire.send(head)
        var reader = AnswerReader(wire: wire)
        let (status, fields) = try reader.head()
        answer = Answer(status: status, fields: fields)
        guard status == 200 else { throw WireFailure("an event stream was refused with \(status)") }
        state = Mutex(State(reader: reader))
        // The stream begins with a comment. When it is here, the stream listens: nothing after it is missed.
        guard try block() == ":" else { throw WireFailure("the event stream does not begin with a comment") }
    }

    /// The next event. The comments before it are passed over, for a minute: nothing takes this long when all is well.
    func next() async throws -> ReceivedEvent {
        try await Wire.blocking { [self] in
            let start = ContinuousClock.now
            while true {
                guard start.duration(to: .now) < .seconds(60) else { throw WireFailure("no event came") }
                guard let block = try block() else { throw WireFailure("the event stream ended") }
                if !block.hasPrefix(":") { return try Self.event(block) }
            }
        }
    }

    /// Whether what comes next is a comment.
    func isNextComment() async throws -> Bool {
        try await Wire.blocking { [self] in try block()?.hasPrefix(":") == true }
    }

    /// Whether the server ends the stream in order, with nothing more in it.
    func isAtEnd() async throws -> Bool {
        try await Wire.blocking { [self] in try block() == nil }
    }

    /// What stands up to the next empty line, without it; nil at the end of the stream.
    private func block() throws -> String? {
        try state.withLock { state in
            while true {
                if let end = state.pending.utf8.firstRange(of: "\n\n".utf8) {
                    defer { state.pending = String(state.pending[end.upperBound...]) }
                    return String(state.pending[..<end.lowerBound]).trimmed
                }
                guard let chunk = try state.reader.chunk() else { return nil }
                state.pending += String(decoding: chunk, as: UTF8.self)
            }
        }
    }

    private static func event(_ block: String) throws -> ReceivedEvent {
        var fields: [String: String] = [:]
        for line in block.split(separator: "\n") {
            let name = line.prefix { $0 != ":" }
            fields[String(name)] = String(line.dropFirst(name.count + 2))
        }
        guard let id = fields["id"].flatMap({ Int64($0) }), let topic = fields["event"], let data = fields["data"]
        else {
            throw WireFailure("not an event: \(block)")
        }
        return ReceivedEvent(id: id, topic: topic, json: try JSONValue.parse(Array(data.utf8)))
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = Substring(self)
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}

extension TestService {
    /// Opens an event stream, by token, or by link where nobody is named.
    func events(_ target: String = "/v1/events", as person: Person?, after last: Int64? = nil) async throws
        -> EventReader
    {
        var lines = ["GET \(target) HTTP/1.1", "Host: localhost"]
        if let person { lines.append("Authorization: Bearer \(person.token)") }
        if let last { lines.append("Last-Event-ID: \(last)") }
        let head = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
        return try await Wire.blocking { [port] in try EventReader(port: port, head: head) }
    }
}
