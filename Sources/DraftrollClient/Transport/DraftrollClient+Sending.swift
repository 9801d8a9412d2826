import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

extension DraftrollClient {
    /// Sends a request and decodes its answer.
    func value<Value: Decodable>(_ request: APIRequest, as type: Value.Type = Value.self) async throws(DraftrollError)
        -> Value
    {
        let (data, response) = try await answer(to: request)
        return try Self.decode(type, from: data, response)
    }

    /// Sends a request and decodes its answer, keeping its ETag.
    func versioned<Value: Decodable & Sendable>(_ request: APIRequest) async throws(DraftrollError) -> Versioned<Value>
    {
        let (data, response) = try await answer(to: request)
        return Versioned(
            value: try Self.decode(Value.self, from: data, response),
            etag: response.value(forHTTPHeaderField: "ETag"))
    }

    /// Sends a request whose answer has no body.
    func perform(_ request: APIRequest) async throws(DraftrollError) {
        _ = try await answer(to: request)
    }

    /// Sends a file as the body of a request.
    func upload<Value: Decodable>(_ request: APIRequest, file: URL) async throws(DraftrollError) -> Value {
        let (data, response) = try await attempts(request) { urlRequest in
            try await transport.upload(urlRequest, from: file)
        }
        return try Self.decode(Value.self, from: data, response)
    }

    /// Sends a request, again where the policy says so, until it gets an answer that means success.
    private func answer(to request: APIRequest) async throws(DraftrollError) -> (Data, HTTPURLResponse) {
        try await attempts(request) { urlRequest in
            try await transport.data(for: urlRequest)
        }
    }

    private func attempts(
        _ request: APIRequest, send: (URLRequest) async throws -> (Data, HTTPURLResponse)
    ) async throws(DraftrollError) -> (Data, HTTPURLResponse) {
        let urlRequest = try request.urlRequest(baseURL: baseURL, token: token)
        var attempt = 1
        while true {
            let failure: DraftrollError
            let isWorthRepeating: Bool
            do {
                let (data, response) = try await send(urlRequest)
                if (200..<300).contains(response.statusCode) { return (data, response) }
                failure = Self.error(data, response)
                isWorthRepeating = RetryPolicy.isWorthRepeating(status: response.statusCode)
            } catch {
                failure = connectionError(error)
                isWorthRepeating = failure.code == .connectionFailed
            }
            guard isWorthRepeating, request.isRepeatable, let delay = retryPolicy.delay(afterAttempt: attempt) else {
                throw failure
            }
            attempt += 1
            do {
                try await Task.sleep(for: delay)
            } catch {
                throw DraftrollError(.cancelled, detail: "The task was cancelled.", cause: error)
            }
        }
    }

    static func decode<Value: Decodable>(_ type: Value.Type, from data: Data, _ response: HTTPURLResponse)
        throws(DraftrollError) -> Value
    {
        do {
            return try JSONCoding.decode(type, from: data)
        } catch {
            throw DraftrollError(
                .unexpectedAnswer, status: response.statusCode,
                detail: "The answer is not a \(type) of the contract. Is this a Draftroll server, and of this version?",
                cause: error)
        }
    }

    /// The error that an answer outside 200 to 299 describes.
    static func error(_ data: Data, _ response: HTTPURLResponse) -> DraftrollError {
        if let problem = try? JSONCoding.decode(Problem.self, from: data) { return DraftrollError(problem) }
        return DraftrollError(
            .unexpectedAnswer, status: response.statusCode,
            detail: "The server answered \(response.statusCode) without saying why. Is this a Draftroll server?")
    }

    /// The error for a request that got no answer.
    func connectionError(_ error: any Error) -> DraftrollError {
        if let error = error as? DraftrollError { return error }
        let isCancelled = error is CancellationError || (error as? URLError)?.code == .cancelled
        if isCancelled { return DraftrollError(.cancelled, detail: "The task was cancelled.", cause: error) }
        return DraftrollError(
            .connectionFailed,
            detail: "No answer from \(baseURL.absoluteString): \(error.localizedDescription) Is the server running?",
            cause: error)
    }
}
