// Resumable upload by tus 1.0 (https://tus.io/protocols/resumable-upload), so that its clients work as they are.
//
// What is always true: the offset that a client is told is synced, so it is still true after a crash. An upload whose
// offset is its length is a media item; the last bytes, the media and the upload's end are one transaction. One request
// at a time works on an upload. Sections in the comments are those of the tus protocol.

internal import DraftModel
internal import DraftStore
internal import HTTPServer
internal import HTTPWire
internal import Threads

extension Router<Handler> {
    /// Resumable uploads. How their bytes are taken in is in `UploadsAppending.swift`.
    mutating func addUploads() {
        on(.options, "/v1/uploads", describeUploads)
        on(.post, "/v1/uploads", tus(createUpload))
        on(.options, "/v1/uploads/{upload_id}", describeUploads)
        on(.head, "/v1/uploads/{upload_id}", tus(getUploadOffset))
        on(.patch, "/v1/uploads/{upload_id}", tus(appendToUpload))
        on(.delete, "/v1/uploads/{upload_id}", tus(endUpload))
        on(.post, "/v1/uploads/{upload_id}", tus(overrideMethod))
    }
}

/// Checks the protocol's version before the handler and says it in every answer (*Tus-Resumable*).
private func tus(_ handler: @escaping Handler) -> Handler {
    { call in
        do {
            // Who asks comes first, as everywhere.
            _ = try call.user()
            guard call.request.head.value(.tusResumable) == Tus.version else {
                var problem = Problem(
                    .tusVersionUnsupported, "Send `Tus-Resumable: \(Tus.version)`; this is the version spoken here.")
                try problem.fields.set(.tusVersion, validating: Tus.version)
                throw problem
            }
            var response = try await handler(call)
            try response.fields.set(.tusResumable, validating: Tus.version)
            return response
        } catch {
            var problem = Problem(describing: error)
            try problem.fields.set(.tusResumable, validating: Tus.version)
            throw problem
        }
    }
}

/// `OPTIONS`: what of tus is spoken here. Asks for neither a token nor a version.
private func describeUploads(_ call: Call) async throws -> Response {
    var response = Response(status: .noContent)
    let isOne = call.request.parameters["upload_id"] != nil
    try response.fields.set(.allow, validating: isOne ? "DELETE, HEAD, OPTIONS, PATCH, POST" : "OPTIONS, POST")
    try response.fields.set(.tusResumable, validating: Tus.version)
    try response.fields.set(.tusVersion, validating: Tus.version)
    try response.fields.set(.tusExtension, validating: Tus.extensions)
    try response.fields.set(.tusMaxSize, validating: String(maximumUpload))
    try response.fields.set(Tus.checksumAlgorithm, validating: Tus.checksumAlgorithms)
    return response
}

/// `POST /v1/uploads`: *Creation*, with the length now or later, and with the first bytes or without.
private func createUpload(_ call: Call) async throws -> Response {
    let user = try call.user()
    let wanted = try UploadCreation(call.request.head)
    let hasBody = try call.hasUploadBody()
    let created = try await call.once(user, content: Array(wanted.fingerprint.utf8)) { transaction in
        let upload = try transaction.createUpload(
            owner: user, length: wanted.length, metadata: wanted.metadata, fileName: wanted.fileName)
        return StoredAnswer(status: 201, location: "/v1/uploads/\(upload.id)")
    }
    guard let id = created.fields[.location]?.split(separator: "/").last.flatMap({ UploadID(String($0)) }),
        let lock = call.store.blobs.uploads.lock(id)
    else { throw Problem.uploadLocked }
    defer { withExtendedLifetime(lock) {} }
    var upload = try call.upload(id, of: user)
    // A repeated creation has its bytes already, or goes on with PATCH.
    if hasBody, upload.offset == 0 { upload = try await call.append(to: upload, length: upload.length, lock) }
    var response = created
    try response.fields.describe(upload)
    return response
}

/// `HEAD`: how far the upload is (*Head*).
private func getUploadOffset(_ call: Call) async throws -> Response {
    let upload = try call.upload(try call.id("upload_id"), of: try call.user())
    var fields = ResponseFields()
    try fields.describe(upload)
    if let length = upload.length {
        try fields.set(.uploadLength, validating: String(length))
    } else {
        fields.set(Tus.deferLength, "1")
    }
    if let metadata = upload.metadata { try fields.set(.uploadMetadata, validating: metadata) }
    fields.set(.cacheControl, "no-store")
    return Response(status: .ok, fields: fields)
}

/// `PATCH`: the next bytes (*Patch*).
private func appendToUpload(_ call: Call) async throws -> Response {
    let user = try call.user()
    let head = call.request.head
    let id = try call.id("upload_id", of: UploadID.self)
    // Asked before the lock: an upload of somebody else is not even locked.
    _ = try call.upload(id, of: user)
    guard head.value(.contentType).flatMap({ ParameterizedValue($0) })?.value == Tus.contentType else {
        throw Problem.notUploadBytes
    }
    guard let offset = try head.count(.uploadOffset) else {
        throw Problem(.malformedRequest, "`Upload-Offset` says where these bytes begin: the offset that HEAD answers.")
    }
    guard let lock = call.store.blobs.uploads.lock(id) else { throw Problem.uploadLocked }
    defer { withExtendedLifetime(lock) {} }
    let upload = try call.upload(id, of: user)
    guard offset == upload.offset else {
        throw Problem(
            .uploadOffsetMismatch,
            "\(upload.offset) bytes are here, and these begin at \(offset). Ask with HEAD and go on from there.")
    }
    let length = try upload.length(declaredIn: head)
    let next = try await call.append(to: upload, length: length, lock)
    var response = Response(status: .noContent)
    try response.fields.describe(next)
    response.fields.set(.cacheControl, "no-store")
    return response
}

/// `DELETE`: *Termination*. Media that the upload has become stay.
private func endUpload(_ call: Call) async throws -> Response {
    let user = try call.user()
    let id = try call.id("upload_id", of: UploadID.self)
    _ = try call.upload(id, of: user)
    guard let lock = call.store.blobs.uploads.lock(id) else { throw Problem.uploadLocked }
    defer { withExtendedLifetime(lock) {} }
    try await call.end(lock, of: user)
    return Response(status: .noContent)
}

/// `POST /v1/uploads/{upload_id}`: stands for PATCH or DELETE where a client cannot send them
/// (*X-HTTP-Method-Override*).
private func overrideMethod(_ call: Call) async throws -> Response {
    _ = try call.upload(try call.id("upload_id"), of: try call.user())
    switch call.request.head.value(named: "X-HTTP-Method-Override") {
    case "PATCH": return try await appendToUpload(call)
    case "DELETE": return try await endUpload(call)
    case "HEAD": return try await getUploadOffset(call)
    default:
        throw Problem(
            .malformedRequest,
            "An upload takes PATCH, HEAD and DELETE. POST stands for one of them with `X-HTTP-Method-Override`.")
    }
}

extension Call {
    /// An upload of the user's that has not expired.
    ///
    /// - Throws: 404, and 410 for one that was given up and not yet forgotten.
    fileprivate func upload(_ id: UploadID, of user: UserID) throws -> Upload {
        guard let upload = try reader.upload(id, owner: user) else { throw Problem.notFound }
        guard !upload.hasExpired(at: now) else {
            throw Problem(
                .uploadExpired,
                "Nothing came for a day, so the upload was given up. Create it again with POST /v1/uploads.")
        }
        return upload
    }

    /// Forgets an upload and removes its bytes.
    func end(_ lock: UploadLock, of user: UserID) async throws {
        try await store.write { transaction in try transaction.deleteUpload(lock.id, owner: user) }
        try await services.pool.run { [store] in try store.blobs.uploads.remove(lock.id) }
    }

    /// Whether a creation brings bytes as well, which have to be declared as such (*Creation With Upload*).
    fileprivate func hasUploadBody() throws(Problem) -> Bool {
        if request.body.declaredLength == 0 { return false }
        guard let type = request.head.value(.contentType) else {
            if request.head.framing == .none { return false }
            throw .notUploadBytes
        }
        guard ParameterizedValue(type)?.value == Tus.contentType else {
            if request.head.framing == .none { return false }
            throw .notUploadBytes
        }
        return request.head.framing != .none
    }
}

extension ResponseFields {
    /// Says how far an upload is, until when it can rest, and what it has become.
    fileprivate mutating func describe(_ upload: Upload) throws {
        try set(.uploadOffset, validating: String(upload.offset))
        set(Tus.expires, FieldValue(httpDate: upload.expiresAt.secondsSince1970))
        if let media = upload.mediaID { try set(Tus.media, validating: media.text) }
    }
}

extension Problem {
    fileprivate static var uploadLocked: Problem {
        var problem = Problem(
            .uploadLocked, "Another request works on this upload. Wait until it has ended, or a moment.")
        problem.fields.set(.retryAfter, "1")
        return problem
    }

    fileprivate static var notUploadBytes: Problem {
        Problem(.unsupportedMediaType, "Send the bytes with `Content-Type: \(Tus.contentType)`.")
    }
}
