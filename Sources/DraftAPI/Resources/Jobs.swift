internal import DraftModel
internal import DraftStore
internal import HTTPServer
internal import HTTPWire
internal import JSON
internal import Jobs

extension Router<Handler> {
    /// The jobs of a user.
    mutating func addJobs() {
        on(.get, "/v1/jobs", listJobs)
        on(.get, "/v1/jobs/{job_id}", getJob)
        on(.post, "/v1/jobs/{job_id}/retry", retryJob)
        on(.post, "/v1/jobs/{job_id}/cancel", cancelJob)
    }
}

private func listJobs(_ call: Call) async throws -> Response {
    let user = try call.user()
    let state = try call.choice("state", Job.State.self)
    return try call.list(try call.reader.jobs(of: user, state: state, page: try call.page())) { $0.write(to: &$1) }
}

private func getJob(_ call: Call) async throws -> Response {
    let user = try call.user()
    guard let job = try call.reader.job(try call.id("job_id"), owner: user) else { throw Problem.notFound }
    return try call.response(.ok, job.bytes, etag: .ofContent)
}

private func retryJob(_ call: Call) async throws -> Response {
    let user = try call.user()
    let id = try call.id("job_id", of: JobID.self)
    return try await call.once(user, content: try await call.emptyBody()) { transaction in
        StoredAnswer(200, try transaction.retryJob(id, owner: user).bytes)
    }
}

private func cancelJob(_ call: Call) async throws -> Response {
    let user = try call.user()
    let id = try call.id("job_id", of: JobID.self)
    let response = try await call.once(user, content: try await call.emptyBody()) { transaction in
        StoredAnswer(200, try transaction.cancelJob(id, owner: user).bytes)
    }
    call.services.jobs.stop(id)
    return response
}

extension Job {
    fileprivate var bytes: [UInt8] {
        var json = JSONWriter()
        write(to: &json)
        return json.bytes
    }
}
