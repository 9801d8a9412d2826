public import JSON

extension Device {
    /// The device as its owner sees it.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("id", id)
            $0.member("name", name.text)
            $0.member("platform", platform.rawValue)
            $0.member("folder", folder.text)
            $0.member("storage_limit_bytes", storageLimit)
            $0.member("storage_used_bytes", storageUsed)
            $0.member("created_at", createdAt)
        }
    }
}

/// What a client says about a device it makes.
public struct DeviceInput: Sendable, Hashable {
    public var name: DeviceName
    public var platform: Platform
    public var storageLimit: Int64?

    public init(name: DeviceName, platform: Platform, storageLimit: Int64? = nil) {
        self.name = name
        self.platform = platform
        self.storageLimit = storageLimit
    }

    /// Reads `{"name", "platform", "storage_limit_bytes"?}` from a reader, which collects what is wrong.
    /// Nil, reported, when something needed is missing.
    public init?(from reader: inout JSONObjectReader) {
        let name: DeviceName? = reader.text("name")
        let platform: Platform? = reader.choice("platform")
        let storageLimit = reader.optionalInteger("storage_limit_bytes", in: 0...Int64.max)
        guard let name, let platform else { return nil }
        self.init(name: name, platform: platform, storageLimit: storageLimit)
    }

    /// Reads a whole request body.
    public init(json: JSONValue) throws(JSONFieldErrors) {
        var reader = JSONObjectReader(json)
        let input = DeviceInput(from: &reader)
        try reader.finish()
        guard let input else { throw JSONFieldErrors(reader.errors) }
        self = input
    }
}

extension Device {
    /// The device with a merge patch (RFC 7396) applied: `name` and `storage_limit_bytes` can be changed; a limit of
    /// `null` removes it.
    public func applying(mergePatch: JSONValue) throws(JSONFieldErrors) -> Device {
        var reader = JSONObjectReader(mergePatch)
        var device = self
        for key in ["id", "platform", "folder", "storage_used_bytes", "created_at"] where reader.has(key) {
            reader.refuse(key, code: "read_only_field", detail: "This member cannot be changed.")
        }
        if reader.has("name") {
            device.name = reader.text("name") ?? name
        } else {
            _ = reader.value("name")
        }
        let limit = reader.optionalInteger("storage_limit_bytes", in: 0...Int64.max)
        if reader.has("storage_limit_bytes") { device.storageLimit = limit }
        try reader.finish()
        return device
    }
}
