import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

extension DraftrollClient {
    /// What happens to the user's things, as it happens, until the stream breaks or the task is cancelled.
    ///
    /// - Parameter id: The last event that was seen: what came after it is sent first. Nil starts with the next event.
    /// - Returns: A stream that throws ``DraftrollError``. After `connectionFailed`, call again with the last id.
    public func events(after id: Int64? = nil) -> AsyncThrowingStream<ServerEvent, any Error> {
        let signals = eventSignals(after: id)
        return AsyncThrowingStream { continuation in
            let reading = Task {
                do {
                    for try await signal in signals {
                        if case .event(let event) = signal { continuation.yield(event) }
                    }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: connectionError(error))
                }
            }
            continuation.onTermination = { _ in reading.cancel() }
        }
    }

    /// Waits until a job has succeeded, failed or been cancelled, telling each change on the way.
    ///
    /// It follows the events, and asks every second where they cannot be had.
    ///
    /// - Parameter onChange: Called with the job as it is at first and after each change.
    /// - Returns: The job in its final state; look at `state` and `error`.
    public func waitForJob(_ id: ResourceID<Job>, onChange: (Job) -> Void = { _ in }) async throws(DraftrollError)
        -> Job
    {
        var last: Job?
        func isFinal(_ job: Job) -> Bool {
            // An answer can overtake an event and the other way round: never tell an older state after a newer one.
            if let last, last == job || last.updatedAt > job.updatedAt { return last.state.isFinal }
            last = job
            onChange(job)
            return job.state.isFinal
        }
        do {
            for try await signal in eventSignals(after: nil) {
                switch signal {
                case .opened:
                    // Asked only now, so that no change falls between the answer and the stream.
                    let job = try await job(id)
                    if isFinal(job) { return job }
                case .event(let event):
                    if case .job(let job) = event.content, job.id == id, isFinal(job) { return job }
                }
            }
        } catch {
            let failure = connectionError(error)
            if failure.code == .cancelled { throw failure }
            // Whatever keeps the events away, asking tells: and says so itself if it cannot.
        }
        while true {
            let job = try await job(id)
            if isFinal(job) { return job }
            do {
                try await Task.sleep(for: .seconds(1))
            } catch {
                throw DraftrollError(.cancelled, detail: "The task was cancelled.", cause: error)
            }
        }
    }

    /// The event stream together with the moment from which nothing is missed.
    enum EventSignal: Sendable {
        case opened
        case event(ServerEvent)
    }

    func eventSignals(after id: Int64?) -> AsyncThrowingStream<EventSignal, any Error> {
        AsyncThrowingStream { continuation in
            let reading = Task {
                do {
                    try await readEvents(after: id) { continuation.yield($0) }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in reading.cancel() }
        }
    }

    private func readEvents(after id: Int64?, _ yield: (EventSignal) -> Void) async throws {
        var request = APIRequest(.get, ["v1", "events"])
        request.headers["Accept"] = "text/event-stream"
        // URLSession asks for gzip by itself, and a compressed stream would arrive in lumps.
        request.headers["Accept-Encoding"] = "identity"
        request.headers["Last-Event-ID"] = id.map { String($0) }
        var urlRequest = try request.urlRequest(baseURL: baseURL, token: token)
        urlRequest.timeoutInterval = 60  // of silence: four missed heartbeats
        var parser = ServerSentEventParser()
        var refusal: (response: HTTPURLResponse, body: Data)?
        for try await part in transport.stream(for: urlRequest) {
            switch part {
            case .head(let response) where response.statusCode == 200: yield(.opened)
            case .head(let response): refusal = (response, Data())
            case .data(let data) where refusal != nil: refusal?.body.append(data)
            case .data(let data):
                for message in parser.parse(data) { yield(.event(try ServerEvent(message))) }
            }
        }
        if let refusal { throw Self.error(refusal.body, refusal.response) }
        try Task.checkCancellation()
    }
}
