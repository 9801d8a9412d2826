extension DraftrollClient {
    /// What is running.
    public func server() async throws(DraftrollError) -> ServerInfo {
        try await value(open(["v1", "server"]))
    }

    /// Whether the server takes requests; throws with status 503 if not.
    public func readiness() async throws(DraftrollError) -> Readiness {
        try await value(open(["readyz"]))
    }

    /// The demo people and their tokens; throws `notFound` unless the server was started with `--demo` and is on this
    /// machine.
    public func demo() async throws(DraftrollError) -> Demo {
        try await value(open(["v1", "demo"]))
    }

    /// A request for everybody.
    private func open(_ path: [String]) -> APIRequest {
        var request = APIRequest(.get, path)
        request.signsIn = false
        return request
    }
}
