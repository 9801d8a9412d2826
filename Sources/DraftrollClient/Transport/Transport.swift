import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// What carries requests: URLSession in an app, a script of answers in tests.
protocol Transport: Sendable {
    /// Sends a request whose body, if any, is in memory.
    func data(for request: URLRequest) async throws -> (Data, HTTPURLResponse)
    /// Sends a file as the body, streaming it from disk.
    func upload(_ request: URLRequest, from file: URL) async throws -> (Data, HTTPURLResponse)
    /// Streams the answer's body to a temporary file, which the caller moves or removes.
    func download(for request: URLRequest) async throws -> (URL, HTTPURLResponse)
    /// Sends a request and passes the pieces of its answer on as they come.
    func stream(for request: URLRequest) -> AsyncThrowingStream<StreamPart, any Error>
}

/// What arrives on a stream: first the head of the answer, then its body in pieces.
enum StreamPart: Sendable {
    case head(HTTPURLResponse)
    case data(Data)
}
