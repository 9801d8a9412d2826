extension DraftrollClient {
    /// The user's devices, the oldest first.
    public func devices() -> Listing<Device> {
        Listing(client: self, request: APIRequest(.get, ["v1", "devices"]))
    }

    /// One device, with the storage it uses now.
    public func device(_ id: ResourceID<Device>) async throws(DraftrollError) -> Versioned<Device> {
        try await versioned(APIRequest(.get, ["v1", "devices", id.rawValue]))
    }

    /// Adds a device.
    public func createDevice(_ device: NewDevice, idempotencyKey: String? = nil) async throws(DraftrollError)
        -> Versioned<Device>
    {
        try await versioned(APIRequest(.post, ["v1", "devices"], json: device).idempotencyKey(idempotencyKey))
    }

    /// Renames a device or changes its storage limit.
    public func updateDevice(_ id: ResourceID<Device>, _ changes: DeviceChanges, ifMatch etag: String? = nil)
        async throws(DraftrollError) -> Versioned<Device>
    {
        try await versioned(APIRequest(.patch, ["v1", "devices", id.rawValue], json: changes).ifMatch(etag))
    }
}
