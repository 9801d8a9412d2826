internal import DraftModel
internal import DraftStore
internal import HTTPServer
internal import HTTPWire
internal import JSON

extension Router<Handler> {
    /// Drafts and the choices of their posting page.
    mutating func addDrafts() {
        on(.get, "/v1/drafts", listDrafts)
        on(.post, "/v1/drafts", createDraft)
        on(.get, "/v1/drafts/{draft_id}", getDraft)
        on(.patch, "/v1/drafts/{draft_id}", changeDraft)
        on(.delete, "/v1/drafts/{draft_id}", deleteDraft)
        on(.post, "/v1/drafts/{draft_id}/restore", restoreDraft)
        on(.put, "/v1/drafts/{draft_id}/privacy", setPrivacy)
        on(.put, "/v1/drafts/{draft_id}/save-to-device", setSaveToDevice)
    }
}

/// `GET /v1/drafts`: what an index has in order is read at once, on the loop; searching looks at every draft of the user,
/// elsewhere.
private func listDrafts(_ call: Call) async throws -> Response {
    let user = try call.user()
    let query = try call.draftQuery()
    let page = try call.page()
    if let cursor = page.cursor, cursor.isTextual != (query.order == .title) {
        throw Problem.parameter("cursor", "`cursor` is of a list in another order. Begin again without it.")
    }
    let drafts =
        query.isIndexed
        ? try call.reader.drafts(of: user, matching: query, page: page)
        : try await call.store.read(on: call.services.pool) { try $0.drafts(of: user, matching: query, page: page) }
    return try call.list(drafts) { $1.raw($0) }
}

private func createDraft(_ call: Call) async throws -> Response {
    let user = try call.user()
    let body = try await call.jsonBytes(allowsEmpty: true)
    let input = try call.json(body)
    return try await call.once(user, content: body) { transaction in
        let draft = try Draft.new(id: try transaction.makeID(), owner: user, at: transaction.now, input: input)
        let served = try transaction.createDraft(draft)
        return StoredAnswer(201, served.json, revision: served.revision, location: "/v1/drafts/\(draft.id)")
    }
}

/// `GET /v1/drafts/{draft_id}`: the bytes as they are stored.
private func getDraft(_ call: Call) async throws -> Response {
    let user = try call.user()
    guard let draft = try call.reader.servedDraft(try call.id("draft_id"), owner: user) else { throw Problem.notFound }
    return try call.response(.ok, draft.json, etag: .revision(draft.revision))
}

/// `PATCH /v1/drafts/{draft_id}`: JSON merge patch (RFC 7396).
private func changeDraft(_ call: Call) async throws -> Response {
    let user = try call.user()
    let patch = try await call.json()
    return try await call.change(as: user) { draft, now in try draft.applying(mergePatch: patch, at: now) }
}

/// `DELETE /v1/drafts/{draft_id}`: to *Recently deleted*.
private func deleteDraft(_ call: Call) async throws -> Response {
    let user = try call.user()
    let id = try call.id("draft_id", of: DraftID.self)
    let conditions = call.changeConditions
    _ = try await call.store.write { transaction in
        try transaction.deleteDraft(id, owner: user, ifRevision: conditions.hold(forRevision:))
    }
    return Response(status: .noContent)
}

private func restoreDraft(_ call: Call) async throws -> Response {
    let user = try call.user()
    let id = try call.id("draft_id", of: DraftID.self)
    let conditions = call.changeConditions
    return try await call.once(user, content: try await call.emptyBody()) { transaction in
        let draft = try transaction.restoreDraft(id, owner: user, ifRevision: conditions.hold(forRevision:))
        return StoredAnswer(200, draft.json, revision: draft.revision)
    }
}

/// `PUT /v1/drafts/{draft_id}/privacy`: who can watch this video.
private func setPrivacy(_ call: Call) async throws -> Response {
    let user = try call.user()
    let whoCanWatch = try WhoCanWatch(json: try await call.json())
    return try await call.change(as: user) { draft, now in draft.settingPrivacy(whoCanWatch, at: now) }
}

/// `PUT /v1/drafts/{draft_id}/save-to-device`: the switch, and which device.
private func setSaveToDevice(_ call: Call) async throws -> Response {
    let user = try call.user()
    let input = try SaveToDevice(json: try await call.json())
    return try await call.change(as: user) { draft, now in draft.settingSaveToDevice(input, at: now) }
}

extension Call {
    /// The longest text to search for, in characters.
    private static let maximumSearch = 200

    /// Which drafts the request's query asks for.
    fileprivate func draftQuery() throws -> DraftQuery {
        let text = try parameter("q") ?? ""
        guard text.count <= Self.maximumSearch else {
            throw Problem.parameter("q", "`q` has up to \(Self.maximumSearch) characters.")
        }
        return DraftQuery(
            state: try choice("state", Draft.State.self) ?? .draft,
            order: try choice("sort", DraftQuery.Order.self) ?? .updated, text: text,
            whoCanWatch: try choice("who_can_watch", WhoCanWatch.self), updatedAfter: try time("updated_after"),
            updatedBefore: try time("updated_before"))
    }

    /// Changes the draft in the path in one transaction: read, check the conditions, change, store as a new revision.
    fileprivate func change(
        as user: UserID, _ change: @escaping @Sendable (Draft, Timestamp) throws -> Draft
    ) async throws -> Response {
        let id = try id("draft_id", of: DraftID.self)
        let conditions = changeConditions
        let draft = try await store.write { transaction in
            let now = transaction.now
            return try transaction.updateDraft(id, owner: user, ifRevision: conditions.hold(forRevision:)) { draft in
                try change(draft, now)
            }
        }
        return try response(.ok, draft.json, etag: .revision(draft.revision))
    }
}
