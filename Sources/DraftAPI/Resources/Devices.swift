internal import DraftModel
internal import DraftStore
internal import HTTPServer
internal import HTTPWire
internal import JSON

extension Router<Handler> {
    /// The phones of a user.
    mutating func addDevices() {
        on(.get, "/v1/devices", listDevices)
        on(.post, "/v1/devices", createDevice)
        on(.get, "/v1/devices/{device_id}", getDevice)
        on(.patch, "/v1/devices/{device_id}", changeDevice)
    }
}

private func listDevices(_ call: Call) async throws -> Response {
    let user = try call.user()
    return try call.list(try call.reader.devices(of: user, page: try call.page())) { $0.write(to: &$1) }
}

private func createDevice(_ call: Call) async throws -> Response {
    let user = try call.user()
    let body = try await call.jsonBytes()
    let input = try DeviceInput(json: try call.json(body))
    return try await call.once(user, content: body) { transaction in
        let device = try transaction.createDevice(input, owner: user)
        return StoredAnswer(201, device.bytes, location: "/v1/devices/\(device.id)")
    }
}

private func getDevice(_ call: Call) async throws -> Response {
    let user = try call.user()
    guard let device = try call.reader.device(try call.id("device_id"), owner: user) else { throw Problem.notFound }
    return try call.response(.ok, device.bytes, etag: .ofContent)
}

/// `PATCH /v1/devices/{device_id}`: a new name or storage limit, as a merge patch.
private func changeDevice(_ call: Call) async throws -> Response {
    let user = try call.user()
    let id = try call.id("device_id", of: DeviceID.self)
    let patch = try await call.json()
    let conditions = call.changeConditions
    let device = try await call.store.write { transaction in
        try transaction.updateDevice(id, owner: user) { device in
            guard conditions.hold(for: EntityTag(content: device.bytes)) else { throw Problem.preconditionFailed }
            return try device.applying(mergePatch: patch)
        }
    }
    return try call.response(.ok, device.bytes, etag: .ofContent)
}

extension Device {
    fileprivate var bytes: [UInt8] {
        var json = JSONWriter()
        write(to: &json)
        return json.bytes
    }
}
