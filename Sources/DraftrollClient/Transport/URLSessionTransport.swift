import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The transport of apps.
struct URLSessionTransport: Transport {
    private let session: URLSession
    private let makeStreamSession: @Sendable (any URLSessionDataDelegate) -> URLSession

    init(configuration: sending URLSessionConfiguration) {
        session = URLSession(configuration: configuration)
        // A delegate belongs to a session, and each stream needs its own.
        let template = session
        makeStreamSession = { delegate in
            URLSession(configuration: template.configuration, delegate: delegate, delegateQueue: nil)
        }
    }

    func data(for request: URLRequest) async throws -> (Data, HTTPURLResponse) {
        let (data, response) = try await session.data(for: request)
        return (data, try Self.http(response))
    }

    func upload(_ request: URLRequest, from file: URL) async throws -> (Data, HTTPURLResponse) {
        let (data, response) = try await session.upload(for: request, fromFile: file)
        return (data, try Self.http(response))
    }

    func download(for request: URLRequest) async throws -> (URL, HTTPURLResponse) {
        let (file, response) = try await session.download(for: request)
        return (file, try Self.http(response))
    }

    func stream(for request: URLRequest) -> AsyncThrowingStream<StreamPart, any Error> {
        AsyncThrowingStream { continuation in
            let session = makeStreamSession(StreamDelegate(continuation))
            let task = session.dataTask(with: request)
            continuation.onTermination = { _ in session.invalidateAndCancel() }
            task.resume()
        }
    }

    private static func http(_ response: URLResponse) throws -> HTTPURLResponse {
        guard let response = response as? HTTPURLResponse else {
            throw DraftrollError(.unexpectedAnswer, detail: "The answer is not HTTP. Check the server's URL.")
        }
        return response
    }
}

/// Passes what a session's callbacks say into a stream: `URLSession.bytes` does not exist on Linux.
private final class StreamDelegate: NSObject, URLSessionDataDelegate {
    private let continuation: AsyncThrowingStream<StreamPart, any Error>.Continuation

    init(_ continuation: AsyncThrowingStream<StreamPart, any Error>.Continuation) {
        self.continuation = continuation
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
    ) {
        if let response = response as? HTTPURLResponse { continuation.yield(.head(response)) }
        completionHandler(.allow)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        continuation.yield(.data(data))
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        continuation.finish(throwing: error)
        // A session keeps its delegate until it is told to let go.
        session.finishTasksAndInvalidate()
    }
}
