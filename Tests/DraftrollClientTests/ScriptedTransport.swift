import Foundation
import Synchronization

@testable import DraftrollClient

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Answers requests from a script, and remembers them.
final class ScriptedTransport: Transport {
    enum Answer: Sendable {
        case status(Int, String)
        case failure(any Error)
    }

    private let answers: Mutex<[Answer]>
    private let streams: Mutex<[[StreamPart]]>
    private let sent = Mutex<[URLRequest]>([])

    init(_ answers: [Answer], streams: [[StreamPart]] = []) {
        self.answers = Mutex(answers)
        self.streams = Mutex(streams)
    }

    var requests: [URLRequest] { sent.withLock(\.self) }

    /// A client whose requests come here and are repeated without waiting.
    func client(token: String? = "drt_test", attempts: Int = 3) -> DraftrollClient {
        DraftrollClient(
            baseURL: Self.baseURL, token: token,
            retryPolicy: RetryPolicy(maximumAttempts: attempts, firstDelay: .zero), transport: self)
    }

    static let baseURL: URL = {
        var components = URLComponents()
        components.scheme = "http"
        components.host = "server.example"
        return components.url ?? URL(filePath: "/")
    }()

    func data(for request: URLRequest) async throws -> (Data, HTTPURLResponse) { try answer(request) }

    func upload(_ request: URLRequest, from file: URL) async throws -> (Data, HTTPURLResponse) { try answer(request) }

    func download(for request: URLRequest) async throws -> (URL, HTTPURLResponse) {
        let (data, response) = try answer(request)
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try data.write(to: file)
        return (file, response)
    }

    func stream(for request: URLRequest) -> AsyncThrowingStream<StreamPart, any Error> {
        sent.withLock { $0.append(request) }
        let parts = streams.withLock { $0.isEmpty ? [] : $0.removeFirst() }
        return AsyncThrowingStream { continuation in
            for part in parts { continuation.yield(part) }
            continuation.finish()
        }
    }

    static func response(_ status: Int, etag: String? = nil) throws -> HTTPURLResponse {
        let fields = etag.map { ["ETag": $0] } ?? [:]
        let response = HTTPURLResponse(
            url: baseURL, statusCode: status, httpVersion: "HTTP/1.1", headerFields: fields)
        guard let response else { throw ScriptEnded() }
        return response
    }

    private func answer(_ request: URLRequest) throws -> (Data, HTTPURLResponse) {
        sent.withLock { $0.append(request) }
        let answer = answers.withLock { $0.isEmpty ? .failure(ScriptEnded()) : $0.removeFirst() }
        switch answer {
        case .status(let status, let body): return (Data(body.utf8), try Self.response(status, etag: "\"7\""))
        case .failure(let error): throw error
        }
    }

    /// The client asked for more than the test expects.
    struct ScriptEnded: Error {}
}
