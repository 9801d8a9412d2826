extension DraftrollClient {
    /// The user's jobs, the newest first; only those in one state unless nil.
    public func jobs(_ state: Job.State? = nil) -> Listing<Job> {
        var request = APIRequest(.get, ["v1", "jobs"])
        if let state { request.query = [("state", state.rawValue)] }
        return Listing(client: self, request: request)
    }

    /// One job.
    public func job(_ id: ResourceID<Job>) async throws(DraftrollError) -> Job {
        try await value(APIRequest(.get, ["v1", "jobs", id.rawValue]))
    }

    /// Queues a failed or cancelled job again.
    public func retryJob(_ id: ResourceID<Job>) async throws(DraftrollError) -> Job {
        try await value(APIRequest(.post, ["v1", "jobs", id.rawValue, "retry"]))
    }

    /// Stops a job. It leaves no file.
    public func cancelJob(_ id: ResourceID<Job>) async throws(DraftrollError) -> Job {
        try await value(APIRequest(.post, ["v1", "jobs", id.rawValue, "cancel"]))
    }
}
