internal import DraftModel
internal import DraftStore
internal import HTTPServer
internal import HTTPWire
internal import JSON

extension Router<Handler> {
    /// The revisions of a draft.
    mutating func addHistory() {
        on(.get, "/v1/drafts/{draft_id}/revisions", listRevisions)
        on(.get, "/v1/drafts/{draft_id}/revisions/{revision}", getRevision)
        on(.post, "/v1/drafts/{draft_id}/revisions/{revision}/restore", restoreRevision)
    }
}

private func listRevisions(_ call: Call) async throws -> Response {
    let user = try call.user()
    let id = try call.id("draft_id", of: DraftID.self)
    guard let revisions = try call.reader.revisions(of: id, owner: user, page: try call.page()) else {
        throw Problem.notFound
    }
    return try call.list(revisions) { $0.write(to: &$1) }
}

/// `GET …/revisions/{revision}`: the draft as it was.
private func getRevision(_ call: Call) async throws -> Response {
    let user = try call.user()
    let number = try call.revision()
    guard let json = try call.reader.revision(number, of: try call.id("draft_id"), owner: user) else {
        throw Problem.notFound
    }
    return try call.response(.ok, json, etag: .revision(number))
}

/// `POST …/revisions/{revision}/restore`: what is edited becomes what it was then, as a new revision.
private func restoreRevision(_ call: Call) async throws -> Response {
    let user = try call.user()
    let id = try call.id("draft_id", of: DraftID.self)
    let number = try call.revision()
    let conditions = call.changeConditions
    return try await call.once(user, content: try await call.emptyBody()) { transaction in
        let draft = try transaction.restoreRevision(
            number, of: id, owner: user, ifRevision: conditions.hold(forRevision:))
        return StoredAnswer(200, draft.json, revision: draft.revision)
    }
}

extension Call {
    fileprivate func revision() throws(Problem) -> Int {
        // One revision has one address: no sign, no zero in front.
        guard let text = request.parameters["revision"], let number = Int(text), number > 0, String(number) == text
        else { throw .notFound }
        return number
    }
}
