internal import DraftModel
internal import DraftStore
internal import HTTPServer
internal import HTTPWire
internal import JSON
internal import Jobs

extension Router<Handler> {
    /// What runs here, and how it is.
    mutating func addProbes() {
        on(.get, "/healthz", getHealth)
        on(.get, "/readyz", getReadiness)
        on(.get, "/metrics", getMetrics)
        on(.get, "/openapi.yaml", getContract)
        on(.get, "/v1/server", getServer)
        on(.get, "/v1/demo", getDemo)
    }
}

private let healthy = Array(#"{"status":"ok"}"#.utf8)

private let healthFields: ResponseFields = {
    var fields = ResponseFields()
    fields.set(.contentType, "application/json")
    fields.set(.cacheControl, "no-store")
    return fields
}()

/// `GET /healthz`: the process is alive. Touches neither disk nor database.
private func getHealth(_ call: Call) async throws -> Response {
    Response(status: .ok, fields: healthFields, body: .bytes(healthy))
}

/// `GET /readyz`: requests can be taken.
private func getReadiness(_ call: Call) async throws -> Response {
    do throws(StoreError) {
        try call.reader.check()
    } catch {
        throw Problem(.unavailable, "The database cannot be read. Try again; the log says why.", cause: "\(error)")
    }
    let tools = await call.services.tools.found
    var json = JSONWriter()
    json.beginObject()
    json.member("status", "ready")
    json.member("rendering", tools.studio == nil ? "unavailable" : "available")
    json.member("probing", tools.probe == nil ? "unavailable" : "available")
    json.endObject()
    return Response(status: .ok, fields: healthFields, body: .bytes(json.bytes))
}

/// `GET /openapi.yaml`: the contract. It is one of the pages, with a route of its own so that it can be described.
private func getContract(_ call: Call) async throws -> Response {
    guard let response = call.services.pages.response(to: call.request) else {
        throw Problem(.notFound, "This server was started without its contract. See --public-dir.")
    }
    return response
}

private func getServer(_ call: Call) async throws -> Response {
    let about = call.services.about
    let canRender = await call.services.canRender
    var json = JSONWriter()
    json.beginObject()
    json.member("name", "draftroll")
    json.member("version", about.version)
    json.member("started_at", about.startedAt)
    json.member("rendering", canRender ? "available" : "unavailable")
    json.member("demo", about.demo != nil)
    json.endObject()
    return try call.response(.ok, json, etag: .ofContent)
}

/// `GET /v1/demo`: the demo people with their tokens, to this machine alone.
private func getDemo(_ call: Call) async throws -> Response {
    guard let demo = call.services.about.demo, call.isFromThisMachine else { throw Problem.notFound }
    var json = JSONWriter()
    json.beginObject()
    try json.array("users") { json in
        for person in demo {
            let devices = try call.reader.devices(of: person.user.id)
            json.object(nil) { json in
                json.member("id", person.user.id)
                json.member("handle", person.user.handle.text)
                json.member("display_name", person.user.displayName.text)
                json.member("token", person.token)
                json.array("devices") { json in
                    for device in devices { device.write(to: &json) }
                }
            }
        }
    }
    json.endObject()
    var fields = ResponseFields()
    fields.set(.contentType, "application/json")
    fields.set(.cacheControl, "no-store")
    return Response(status: .ok, fields: fields, body: .bytes(json.bytes))
}

extension Call {
    /// Whether the request comes from this machine and means it. The name in `Host` is asked too: a page of somebody
    /// else's, whose name was made to point here (DNS rebinding), comes from loopback as well.
    fileprivate var isFromThisMachine: Bool {
        guard request.peer.isLoopback, let authority = request.head.authority else { return false }
        let host = authority.hasPrefix("[") ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
        return ["localhost", "127.0.0.1", "[::1]"].contains(host.lowercased())
    }
}

/// `GET /metrics`: Prometheus text format, version 0.0.4.
private func getMetrics(_ call: Call) async throws -> Response {
    let services = call.services
    var text = ""
    func metric(_ name: String, _ type: String, _ help: String, _ value: some BinaryInteger) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n\(name) \(value)\n"
    }
    metric("draftroll_http_requests_total", "counter", "Requests begun.", services.counters.requests())
    metric("draftroll_http_connections", "gauge", "Open connections.", services.counters.connections())
    if let tls = services.counters.tls() {
        metric("draftroll_tls_handshakes_total", "counter", "Finished TLS handshakes.", tls.handshakes)
        metric("draftroll_tls_resumptions_total", "counter", "TLS handshakes that resumed a session.", tls.resumptions)
        metric("draftroll_tls_failures_total", "counter", "Failed TLS handshakes.", tls.failures)
    }
    metric("draftroll_event_streams", "gauge", "Open event streams.", services.news.listenerCount)
    metric("draftroll_commits_total", "counter", "Synced commits of the database.", services.store.commitCount)
    for (state, count) in try call.reader.jobCounts().sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
        metric("draftroll_jobs_\(state.rawValue)", "gauge", "Jobs that are \(state.rawValue).", count)
    }
    var fields = ResponseFields()
    fields.set(.contentType, "text/plain; version=0.0.4; charset=utf-8")
    fields.set(.cacheControl, "no-store")
    return Response(status: .ok, fields: fields, body: .bytes(Array(text.utf8)))
}
