extension DraftrollClient {
    /// The saved videos of one device, or of all if nil, the newest first.
    public func cameraRoll(of device: ResourceID<Device>? = nil) -> Listing<CameraRollItem> {
        var request = APIRequest(.get, ["v1", "camera-roll"])
        if let device { request.query = [("device_id", device.rawValue)] }
        return Listing(client: self, request: request)
    }

    /// One saved video.
    public func cameraRollItem(_ id: ResourceID<CameraRollItem>) async throws(DraftrollError) -> CameraRollItem {
        try await value(APIRequest(.get, ["v1", "camera-roll", id.rawValue]))
    }

    /// Deletes a saved video and gives its storage back.
    public func deleteCameraRollItem(_ id: ResourceID<CameraRollItem>) async throws(DraftrollError) {
        try await perform(APIRequest(.delete, ["v1", "camera-roll", id.rawValue]))
    }
}
