internal import Crypto
internal import DraftModel
internal import DraftStore
internal import HTTPServer
internal import HTTPWire
internal import JSON
internal import Threads

extension Router<Handler> {
    /// Sign up, sign in, sign out, who am I.
    mutating func addUsers() {
        on(.post, "/v1/users", signUp)
        on(.post, "/v1/sessions", signIn)
        on(.delete, "/v1/sessions/current", signOut)
        on(.get, "/v1/me", getMe)
    }
}

/// How long a password is, in characters.
private let passwordLength = 8...128

/// `POST /v1/users`: a user, a first device, and a session to go on with.
private func signUp(_ call: Call) async throws -> Response {
    let body = try await call.jsonBytes()
    let input = try call.fields(of: try call.json(body)) { reader in
        let handle = reader.text("handle", as: Handle.self)
        let password = reader.string("password", length: passwordLength)
        let name = reader.optionalText("display_name", as: DisplayName.self)
        let device = reader.optionalObject("device") { DeviceInput(from: &$0) } ?? nil
        return (handle, password, name, device)
    }
    guard let handle = input.0 else { throw Problem(.invalidFields, "`handle` is missing.") }
    let hash = try await call.services.passwords.run { try Scrypt.hash(password: input.1) }
    let token = try call.newToken(for: handle, body: body)
    let tokenHash = try Token.hash(token)
    let firstDevice = try input.3 ?? DeviceInput(name: DeviceName("iPhone"), platform: .ios)
    let name = input.2 ?? DisplayName(handle)
    let answer = try await call.once(handle, content: body) { transaction in
        let (user, device) = try transaction.createUser(
            handle: handle, displayName: name, passwordHash: hash, device: firstDevice)
        _ = try transaction.createSession(user: user.id, tokenHash: tokenHash)
        var json = JSONWriter()
        json.beginObject()
        json.key("user")
        user.write(to: &json)
        json.array("devices") { device.write(to: &$0) }
        json.endObject()
        return StoredAnswer(status: 201, location: "/v1/me", body: json.bytes)
    }
    return try answer.adding(token: token)
}

/// `POST /v1/sessions`: a token for a handle and its password.
private func signIn(_ call: Call) async throws -> Response {
    let body = try await call.jsonBytes()
    let input = try call.fields(of: try call.json(body)) { reader in
        (handle: reader.string("handle"), password: reader.string("password"))
    }
    let known = try (try? Handle(input.handle)).flatMap { try call.reader.password(of: $0) }
    // Unknown handles take as long as wrong passwords, so that the time does not tell who exists.
    let isRight = try await call.services.passwords.run {
        guard let known else {
            _ = try Scrypt.hash(password: input.password)
            return false
        }
        return try Scrypt.verify(password: input.password, against: known.hash)
    }
    guard let known, isRight, let user = try call.reader.user(known.userID) else {
        throw Problem.wrongCredentials
    }
    let token = try call.newToken(for: user.handle, body: body)
    let tokenHash = try Token.hash(token)
    let answer = try await call.once(user.handle, content: body) { transaction in
        _ = try transaction.createSession(user: user.id, tokenHash: tokenHash)
        var json = JSONWriter()
        json.beginObject()
        json.key("user")
        user.write(to: &json)
        json.endObject()
        return StoredAnswer(status: 201, location: "/v1/sessions/current", body: json.bytes)
    }
    return try answer.adding(token: token)
}

/// `DELETE /v1/sessions/current`: revokes the token that was sent.
private func signOut(_ call: Call) async throws -> Response {
    let session = try call.session()
    _ = try await call.store.write { transaction in try transaction.deleteSession(session.id) }
    return Response(status: .noContent)
}

/// `GET /v1/me`: the user, their devices, and a link to their events.
private func getMe(_ call: Call) async throws -> Response {
    let userID = try call.user()
    guard let user = try call.reader.user(userID) else { throw Problem.notFound }
    let events = try call.services.urls.link(to: "/v1/events", viewer: userID, at: call.now)
    var json = JSONWriter()
    json.beginObject()
    json.key("user")
    user.write(to: &json)
    let devices = try call.reader.devices(of: userID)
    json.array("devices") { json in
        for device in devices { device.write(to: &json) }
    }
    json.member("events_url", events.url)
    json.member("events_url_expires_at", events.expiresAt)
    json.endObject()
    return try call.response(.ok, json, etag: .ofContent)
}

extension Response {
    /// The answer with the token in it. The answer that is kept for a repeated request has none: a token's hash is all
    /// that is ever stored of it.
    fileprivate func adding(token: String) throws -> Response {
        guard case .bytes(let bytes) = body, case .object(var object) = try JSONValue.parse(bytes) else { return self }
        object["token"] = .string(token)
        var response = self
        response.body = .bytes(JSONValue.object(object).serialized)
        return response
    }
}

extension Call {
    /// A token. With an `Idempotency-Key` it is made from the server's secret, so that repeating the request gives the
    /// same one although only its hash is stored.
    fileprivate func newToken(for handle: Handle, body: [UInt8]) throws -> String {
        guard let key = try idempotencyKey() else { return Token.text(of: try services.randomness.bytes(32)) }
        let message = Array("\(request.head.path)\n\(handle.text)\n\(key)\n".utf8) + body
        return Token.text(of: try HMAC256.authenticate(key: services.urls.tokenKey, message: message).bytes)
    }
}
