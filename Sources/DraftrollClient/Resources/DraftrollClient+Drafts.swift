extension DraftrollClient {
    /// The user's drafts in one state, the most recently changed first.
    public func drafts(_ state: Draft.State = .draft) -> Listing<Draft> {
        var request = APIRequest(.get, ["v1", "drafts"])
        request.query = [("state", state.rawValue)]
        return Listing(client: self, request: request)
    }

    /// One draft.
    public func draft(_ id: ResourceID<Draft>) async throws(DraftrollError) -> Versioned<Draft> {
        try await versioned(APIRequest(.get, path(id)))
    }

    /// Starts a draft. It starts as Only me unless `content` says otherwise.
    public func createDraft(_ content: DraftContent = DraftContent(), idempotencyKey: String? = nil)
        async throws(DraftrollError) -> Versioned<Draft>
    {
        try await versioned(APIRequest(.post, ["v1", "drafts"], json: content).idempotencyKey(idempotencyKey))
    }

    /// Changes what `changes` names and leaves the rest. Give the ETag that you read to be told (`preconditionFailed`)
    /// when somebody else was faster.
    public func updateDraft(_ id: ResourceID<Draft>, _ changes: DraftContent, ifMatch etag: String? = nil)
        async throws(DraftrollError) -> Versioned<Draft>
    {
        try await versioned(APIRequest(.patch, path(id), json: changes).ifMatch(etag))
    }

    /// Deletes a draft; for 30 days it can be restored.
    public func deleteDraft(_ id: ResourceID<Draft>, ifMatch etag: String? = nil) async throws(DraftrollError) {
        try await perform(APIRequest(.delete, path(id)).ifMatch(etag))
    }

    /// Brings a deleted draft back.
    public func restoreDraft(_ id: ResourceID<Draft>) async throws(DraftrollError) -> Versioned<Draft> {
        try await versioned(APIRequest(.post, path(id, "restore")))
    }

    /// The draft's history, the newest first.
    public func revisions(of id: ResourceID<Draft>) -> Listing<Revision> {
        Listing(client: self, request: APIRequest(.get, path(id, "revisions")))
    }

    /// The draft as a revision left it.
    public func draft(_ id: ResourceID<Draft>, atRevision revision: Int) async throws(DraftrollError) -> Draft {
        try await value(APIRequest(.get, path(id, "revisions", String(revision))))
    }

    /// Goes back to a revision, as a new revision.
    public func restoreRevision(_ revision: Int, of id: ResourceID<Draft>, ifMatch etag: String? = nil)
        async throws(DraftrollError) -> Versioned<Draft>
    {
        try await versioned(APIRequest(.post, path(id, "revisions", String(revision), "restore")).ifMatch(etag))
    }

    /// Chooses who will be able to watch once it is posted.
    public func setPrivacy(of id: ResourceID<Draft>, to whoCanWatch: WhoCanWatch, ifMatch etag: String? = nil)
        async throws(DraftrollError) -> Versioned<Draft>
    {
        try await versioned(
            APIRequest(.put, path(id, "privacy"), json: PrivacyChoice(whoCanWatch: whoCanWatch)).ifMatch(etag))
    }

    /// Switches Save to device on or off.
    public func setSaveToDevice(of id: ResourceID<Draft>, to choice: SaveToDevice, ifMatch etag: String? = nil)
        async throws(DraftrollError) -> Versioned<Draft>
    {
        try await versioned(APIRequest(.put, path(id, "save-to-device"), json: choice).ifMatch(etag))
    }

    /// What Next shows on a device; on the user's first one if nil.
    public func postingPage(of id: ResourceID<Draft>, on device: ResourceID<Device>? = nil)
        async throws(DraftrollError) -> PostingPage
    {
        var request = APIRequest(.get, path(id, "posting-page"))
        if let device { request.query = [("device_id", device.rawValue)] }
        return try await value(request)
    }

    /// What people try first: saving a draft to the camera roll without posting it.
    ///
    /// - Throws: Always ``DraftrollError`` with `postToSave`, whose detail names the way.
    public func saveDraft(_ id: ResourceID<Draft>) async throws(DraftrollError) {
        try await perform(APIRequest(.post, path(id, "save")))
    }

    /// Posts a draft. If Save to device is on, the answer has the job that copies the video.
    ///
    /// - Throws: ``DraftrollError`` with `alreadyPosted`, `draftEmpty`, `renderingUnavailable`, or `preconditionFailed`
    ///   when `etag` is not the current one. The draft is kept in every case.
    public func post(_ id: ResourceID<Draft>, ifMatch etag: String? = nil, idempotencyKey: String? = nil)
        async throws(DraftrollError) -> Posted
    {
        try await value(
            APIRequest(.post, path(id, "post"), json: NoContent()).ifMatch(etag).idempotencyKey(idempotencyKey))
    }

    private func path(_ id: ResourceID<Draft>, _ rest: String...) -> [String] {
        ["v1", "drafts", id.rawValue] + rest
    }
}
