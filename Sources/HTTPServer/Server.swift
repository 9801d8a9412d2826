internal import Glibc
public import HTTPWire
public import Logging
internal import Synchronization

/// Answers one request. It runs on the loop of the request's connection and must not block its thread.
public typealias Responder = @Sendable (Request) async -> Response

/// An HTTP/1.1 server: listens on one address and runs one event loop per configured thread.
///
/// ```swift
/// let server = try Server(configuration: .init(), logger: logger) { loop in
///     { request in Response(status: .ok, body: .bytes(Array("hello".utf8))) }
/// }
/// try server.start()
/// ```
public final class Server: Sendable {
    private let context: ServerContext
    private let listener: Listener
    private let loops: [EventLoop]
    private let acceptors: Mutex<[LoopBound<Acceptor>]> = Mutex([])
    private let makeResponder: @Sendable (EventLoop) throws -> Responder

    /// Binds the address. No connection is accepted before `start`; the system already queues them.
    ///
    /// - Parameters:
    ///   - refusal: makes the answer to what could not be parsed, given the request's id. It is sent with
    ///     `Connection: close`.
    ///   - makeResponder: called once on each loop before it accepts, so that each loop can have state of its own.
    /// - Throws: `SystemError`, with `EADDRINUSE` when the port is taken; `TLSError` when the certificate cannot be used.
    public init(
        configuration: ServerConfiguration, logger: Logger,
        refusal: @escaping @Sendable (WireError, _ requestID: String) -> Response = Server.plainRefusal,
        makeResponder: @escaping @Sendable (EventLoop) throws -> Responder
    ) throws {
        let descriptors = Descriptors.raiseLimit(logger)
        // A peer that closes while we write is an ordinary event, told by `EPIPE`, not by a signal that ends the process.
        _ = signal(SIGPIPE, SIG_IGN)
        listener = try Listener(host: configuration.host, port: configuration.port)
        context = try ServerContext(
            configuration: configuration, descriptors: descriptors, logger: logger, refusal: refusal)
        loops = try (0..<max(1, configuration.loopCount)).map { try EventLoop(index: $0) }
        self.makeResponder = makeResponder
    }

    /// The port that is bound: the one asked for, or the one that the system picked.
    public var port: UInt16 { listener.port }

    /// Starts the loops and accepts connections.
    ///
    /// - Throws: `ThreadError`, `SystemError`, or what `makeResponder` throws.
    public func start() async throws {
        do {
            for loop in loops {
                try loop.start()
                let acceptor = try await onLoop(loop) { [context, listener, makeResponder] in
                    let acceptor = Acceptor(
                        listener: listener, loop: loop, server: context, responder: try makeResponder(loop))
                    try acceptor.start()
                    return LoopBound(acceptor, on: loop)
                }
                acceptors.withLock { $0.append(acceptor) }
            }
        } catch {
            await shutdown(grace: .zero)
            throw error
        }
    }

    /// Stops: accepts no more, lets requests in flight finish and answers them with `Connection: close`, and after the
    /// grace period cuts what is left.
    ///
    /// - Parameter grace: how long to wait for requests in flight.
    public func shutdown(grace: Duration) async {
        let acceptors = acceptors.withLock { $0 }
        for (loop, acceptor) in zip(loops, acceptors) {
            await onLoop(loop) { acceptor.value.drain() }
        }
        // Only now does no loop watch it any more.
        listener.close()
        let isEmpty = await context.connections.waitUntilEmpty(for: grace)
        if !isEmpty {
            for (loop, acceptor) in zip(loops, acceptors) {
                loop.submit { acceptor.value.abort() }
            }
            _ = await context.connections.waitUntilEmpty(for: .seconds(1))
        }
        for loop in loops { loop.stop() }
    }

    /// How many connections are open.
    public var connectionCount: Int { context.connections.count }

    /// How many requests have been begun since the server started.
    public var requestCount: UInt64 { context.requestCount }

    /// How many TLS handshakes there were; nil for a server of plain HTTP.
    public var tlsStatistics: TLSStatistics? { context.tls?.statistics }

    /// Loads certificate and key again, for the connections that come from now on. Open ones keep theirs. Does nothing
    /// for a server of plain HTTP.
    ///
    /// - Throws: `TLSError` when the files cannot be used; the server goes on with what it has.
    public func reloadCertificate() throws(TLSError) {
        try context.tls?.reload()
    }

    private func onLoop<Value: Sendable, Failure: Error>(
        _ loop: EventLoop, _ body: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
            loop.submit {
                do throws(Failure) {
                    continuation.resume(returning: .success(try body()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }

    /// The answer to what could not be parsed, where the user of the server gives none: its reason as plain text.
    public static let plainRefusal: @Sendable (WireError, _ requestID: String) -> Response = { error, _ in
        Response(status: error.status, body: .bytes(Array((error.detail + "\n").utf8)))
    }
}
