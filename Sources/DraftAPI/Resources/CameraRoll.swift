internal import Crypto
internal import DraftModel
internal import DraftStore
internal import HTTPServer
internal import HTTPWire
internal import JSON
internal import Jobs
internal import Threads

extension Router<Handler> {
    /// The saved videos of a user.
    mutating func addCameraRoll() {
        on(.get, "/v1/camera-roll", listCameraRoll)
        on(.get, "/v1/camera-roll/{item_id}", getCameraRollItem)
        on(.delete, "/v1/camera-roll/{item_id}", deleteCameraRollItem)
        on(.get, "/v1/camera-roll/{item_id}/content", getCameraRollContent)
    }
}

private func listCameraRoll(_ call: Call) async throws -> Response {
    let user = try call.user()
    let device = try call.identifier("device_id", DeviceID.self)
    if let device, try call.reader.device(device, owner: user) == nil {
        throw Problem.parameter("device_id", "You have no such device. GET /v1/devices lists yours.")
    }
    let items = try call.reader.cameraRoll(of: user, device: device, page: try call.page())
    return try call.list(items) { item, json in try call.write(item, to: &json) }
}

private func getCameraRollItem(_ call: Call) async throws -> Response {
    let item = try call.cameraRollItem(owner: try call.user())
    var json = JSONWriter()
    try call.write(item, to: &json)
    return try call.response(.ok, json, etag: .ofContent)
}

/// `DELETE /v1/camera-roll/{item_id}`: takes the file off the device. The post stays.
private func deleteCameraRollItem(_ call: Call) async throws -> Response {
    let user = try call.user()
    let id = try call.id("item_id", of: CameraRollItemID.self)
    let item = try await call.store.write { transaction in try transaction.deleteCameraRollItem(id, owner: user) }
    // The row decides. A file that a crash leaves here is swept at the next start.
    let jobs = call.services.jobs
    try await call.services.pool.run { try jobs.removeFile(of: item) }
    return Response(status: .noContent)
}

private func getCameraRollContent(_ call: Call) async throws -> Response {
    // A camera roll is its owner's alone, also by link.
    guard let user = try call.viewer() else { throw Problem.notFound }
    let item = try call.cameraRollItem(owner: user)
    let file: OpenFile
    do throws(SystemError) {
        file = try OpenFile(path: call.store.directory + "/" + item.path)
    } catch {
        throw Problem(
            .notFound, "The file is no longer on the device: somebody removed it from the folder of the camera roll.",
            cause: "\(error)")
    }
    return try call.content(
        .file(file), tag: EntityTag(strong: item.sha256), type: item.contentType,
        cacheControl: "private, max-age=3600")
}

extension Call {
    fileprivate func cameraRollItem(owner: UserID) throws -> CameraRollItem {
        guard let item = try reader.cameraRollItem(try id("item_id"), owner: owner) else { throw Problem.notFound }
        return item
    }

    fileprivate func write(_ item: CameraRollItem, to json: inout JSONWriter) throws(CryptoError) {
        let link = try services.urls.link(to: "/v1/camera-roll/\(item.id)/content", viewer: item.ownerID, at: now)
        item.write(to: &json, contentURL: link.url, expiresAt: link.expiresAt)
    }
}
