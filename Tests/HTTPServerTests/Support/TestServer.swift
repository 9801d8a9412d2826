import HTTPWire
import Logging
import Synchronization

@testable import HTTPServer

/// Runs a server with this responder for the length of `body`, and shuts it down.
func withServer<Result>(
    _ configure: (inout ServerConfiguration) -> Void = { _ in },
    logger: Logger = .silent,
    grace: Duration = .zero,
    respond: @escaping Responder = { _ in .text("hello") },
    use body: (Server) async throws -> Result
) async throws -> Result {
    var configuration = ServerConfiguration()
    configuration.port = 0
    configure(&configuration)
    let server = try Server(configuration: configuration, logger: logger) { _ in respond }
    try await server.start()
    do {
        let result = try await body(server)
        await server.shutdown(grace: grace)
        return result
    } catch {
        await server.shutdown(grace: grace)
        throw error
    }
}

extension Response {
    static func text(_ text: String, _ status: Status = .ok) -> Response {
        var response = Response(status: status, body: .bytes(Array(text.utf8)))
        response.fields.set(.contentType, "text/plain")
        return response
    }
}

/// What happened in a handler, to be looked at from the test.
final class Notes: Sendable {
    private let lines = Mutex<[String]>([])

    func add(_ line: String) { lines.withLock { $0.append(line) } }

    var all: [String] { lines.withLock { $0 } }
}

/// A door that handlers wait at until the test opens it.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var arrived = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
        var watchers: [(count: Int, CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    /// Waits until the gate is open; cancellation does not open it.
    func pass() async {
        await withCheckedContinuation { continuation in
            let (isOpen, watchers) = state.withLock { state in
                state.arrived += 1
                if !state.isOpen { state.waiting.append(continuation) }
                let met = state.watchers.filter { $0.count <= state.arrived }
                state.watchers.removeAll { $0.count <= state.arrived }
                return (state.isOpen, met.map(\.1))
            }
            for watcher in watchers { watcher.resume() }
            if isOpen { continuation.resume() }
        }
    }

    /// Waits until so many have come to the gate.
    func arrivals(_ count: Int = 1) async {
        await withCheckedContinuation { continuation in
            let isMet = state.withLock { state in
                if state.arrived >= count { return true }
                state.watchers.append((count, continuation))
                return false
            }
            if isMet { continuation.resume() }
        }
    }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

/// Waits until `condition` holds, asking again every few milliseconds; false when it still does not after `seconds`.
func eventually(within seconds: Double = 20, _ condition: () -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    while !condition() {
        if ContinuousClock.now > end { return false }
        try await Task.sleep(for: .milliseconds(2))
    }
    return true
}

extension Logger {
    static var silent: Logger { Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }) }
}
