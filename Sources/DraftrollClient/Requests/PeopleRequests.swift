/// A device to be made.
public struct NewDevice: Encodable, Hashable, Sendable {
    /// 1 to 64 characters.
    public var name: String
    /// Which phone it is, or is shown on.
    public var platform: Device.Platform
    /// Nil is no limit.
    public var storageLimitBytes: Int64?

    /// A device with its name, 1 to 50 characters.
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

    /// Its name, 1 to 50 characters.
    public var name: String?
    /// How much its camera roll may hold; nil leaves it as it is.
    public var storageLimit: StorageLimit?

    /// Changes; what is nil stays as it is.
    public init(name: String? = nil, storageLimit: StorageLimit? = nil) {
        self.name = name
        self.storageLimit = storageLimit
    }

    enum CodingKeys: String, CodingKey {
        case name, storageLimitBytes
    }

    /// Writes it as the contract spells it.
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
