/// A device to be made.
public struct NewDevice: Encodable, Hashable, Sendable {
    /// 1 to 64 characters.
    public var name: String
    public var platform: Device.Platform
    /// Nil is no limit.
    public var storageLimitBytes: Int64?

    public init(name: String, platform: Device.Platform, storageLimitBytes: Int64? = nil) {
        self.name = name
        self.platform = platform
        self.storageLimitBytes = storageLimitBytes
    }
}

/// Changes of a device; nil leaves a member as it is.
public struct DeviceChanges: Encodable, Hashable, Sendable {
    /// How much a camera roll may hold.
    public enum StorageLimit: Hashable, Sendable {
        case unlimited
        case bytes(Int64)
    }

    public var name: String?
    public var storageLimit: StorageLimit?

    public init(name: String? = nil, storageLimit: StorageLimit? = nil) {
        self.name = name
        self.storageLimit = storageLimit
    }

    enum CodingKeys: String, CodingKey {
        case name, storageLimitBytes
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(name, forKey: .name)
        switch storageLimit {
        case nil: break
        case .unlimited: try container.encodeNil(forKey: .storageLimitBytes)  // in a merge patch, null removes
        case .bytes(let bytes): try container.encode(bytes, forKey: .storageLimitBytes)
        }
    }
}

struct NewUser: Encodable {
    let handle: String
    let password: String
    let displayName: String?
    let device: NewDevice?
}

struct Credentials: Encodable {
    let handle: String
    let password: String
}
