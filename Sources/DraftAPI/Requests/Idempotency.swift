internal import Crypto
internal import DraftModel
internal import DraftStore
internal import HTTPServer
internal import HTTPWire

extension Call {
    /// Carries out a POST that creates or acts, once: repeated with the same `Idempotency-Key` within 24 hours it gets
    /// the first answer again. Looking the key up, acting, and keeping the answer are one transaction.
    ///
    /// - Parameters:
    ///   - user: whose key it is.
    ///   - content: what tells this request from another with the same key, usually its body.
    ///   - act: makes the change and the answer to it.
    /// - Throws: `idempotency_key_reused` when the key came with another request, and what `act` throws, which is not
    ///   kept: a request that failed may be tried again.
    func once(
        _ user: UserID, content: [UInt8], _ act: @escaping @Sendable (borrowing Transaction) throws -> StoredAnswer
    ) async throws -> Response {
        try await once(scope: user.text, content: content, act)
    }

    /// As `once(_:content:_:)` for somebody who is not signed in yet: their keys are told apart by the handle.
    func once(
        _ handle: Handle, content: [UInt8], _ act: @escaping @Sendable (borrowing Transaction) throws -> StoredAnswer
    ) async throws -> Response {
        try await once(scope: handle.text, content: content, act)
    }

    /// - Parameter scope: keys of different scopes never meet. Ids have an underscore behind three letters as a handle
    ///   may, but a handle is shorter than any id.
    private func once(
        scope: String, content: [UInt8], _ act: @escaping @Sendable (borrowing Transaction) throws -> StoredAnswer
    ) async throws -> Response {
        guard let key = try idempotencyKey() else {
            return try response(to: try await store.write { transaction in try act(transaction) })
        }
        let request = IdempotencyKey(scope: scope, key: key, fingerprint: try fingerprint(of: content))
        let answer = try await store.write { transaction in
            if let answer = try transaction.answer(to: request) { return answer }
            let answer = try act(transaction)
            try transaction.keep(answer, for: request)
            return answer
        }
        return try response(to: answer)
    }

    /// The key of the request, nil where it has none.
    func idempotencyKey() throws(Problem) -> String? {
        guard let key = request.head.value(.idempotencyKey) else { return nil }
        guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            throw Problem(
                .malformedRequest, "An `Idempotency-Key` is 1 to 255 printable ASCII characters without spaces.")
        }
        return key
    }

    /// Method, path and content in one hash. It is keyed, because the content may hold a password.
    private func fingerprint(of content: [UInt8]) throws -> Digest256 {
        let start = Array("\(request.method.name) \(request.head.path)\n".utf8)
        return try HMAC256.authenticate(key: services.urls.fingerprintKey, message: start + content)
    }

    private func response(to answer: StoredAnswer) throws -> Response {
        var fields = ResponseFields()
        if let etag = answer.etag { try fields.set(.etag, validating: etag) }
        if let location = answer.location { try fields.set(.location, validating: location) }
        // Some of these answers hold a token; none is worth keeping in a cache.
        fields.set(.cacheControl, "no-store")
        guard !answer.body.isEmpty else { return Response(status: Status(UInt16(answer.status)), fields: fields) }
        fields.set(.contentType, "application/json")
        return Response(status: Status(UInt16(answer.status)), fields: fields, body: .bytes(answer.body))
    }
}

extension StoredAnswer {
    /// The answer with a resource that counts its revisions.
    init(_ status: Int, _ body: [UInt8], revision: Int, location: String? = nil) {
        self.init(status: status, location: location, etag: EntityTag(strong: String(revision)).text, body: body)
    }

    /// The answer with a resource whose tag is made from its bytes.
    init(_ status: Int, _ body: [UInt8], location: String? = nil) {
        self.init(status: status, location: location, etag: EntityTag(content: body).text, body: body)
    }
}
