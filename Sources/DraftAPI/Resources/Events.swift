internal import DraftModel
internal import DraftStore
internal import HTTPServer
internal import HTTPWire
internal import JSON

extension Router<Handler> {
    /// What happens to a user's things, as it happens.
    mutating func addEvents() {
        on(.get, "/v1/events", streamEvents)
    }
}

/// How many events are read at once.
private let batch = 100

/// `GET /v1/events`: server-sent events, from `Last-Event-ID` on or from now.
private func streamEvents(_ call: Call) async throws -> Response {
    guard let user = try call.viewer() else { throw try call.missingToken() }
    var last = try call.reader.lastEventSequence()
    if let field = call.request.head.value(.lastEventID) {
        guard let sequence = Int64(field), sequence >= 0 else {
            throw Problem.parameter("last-event-id", "`Last-Event-ID` is the `id` of an event, a number.")
        }
        last = min(sequence, last)
    }
    var fields = ResponseFields()
    fields.set(.contentType, "text/event-stream")
    fields.set(.cacheControl, "no-store")
    // The stream stays on the loop of its connection, where the reader lives.
    let stream = EventStream(user: user, after: last, call: call)
    return Response(status: .ok, fields: fields, body: .stream(length: nil) { try await stream.run($0) })
}

extension Call {
    /// The problem of somebody who sent neither token nor link.
    fileprivate func missingToken() throws -> any Error {
        do {
            _ = try user()
            return Problem.notFound
        } catch {
            return error
        }
    }
}

/// One open stream. Loop only, like the connection it writes to.
private final class EventStream: @unchecked Sendable {
    private let user: UserID
    private var last: Int64
    private let call: Call

    init(user: UserID, after last: Int64, call: Call) {
        self.user = user
        self.last = last
        self.call = call
    }

    func run(_ writer: ResponseWriter) async throws {
        let news = call.services.news
        let signal = LoopSignal(on: call.loop)
        // Listening comes before the first reading, so that nothing falls between the two.
        let listener = news.listen(signal)
        defer { news.unlisten(listener) }
        try await writer.write(ServerSentEvent.heartbeat)
        while !Task.isCancelled, !news.isClosed {
            try await writeNew(to: writer)
            try await writer.flush()
            if await !signal.wait(nanoseconds: call.services.heartbeatNanoseconds) {
                try await writer.write(ServerSentEvent.heartbeat)
            }
        }
    }

    private func writeNew(to writer: ResponseWriter) async throws {
        while true {
            let events = try call.reader.events(for: user, after: last, limit: batch)
            for event in events {
                var json = JSONWriter(reservingCapacity: event.data.count + 128)
                event.write(to: &json)
                let message = ServerSentEvent(
                    type: event.topic.rawValue, id: String(event.sequence), data: json.bytes)
                try await writer.write(message.bytes)
                last = event.sequence
            }
            if events.count < batch { return }
        }
    }
}
