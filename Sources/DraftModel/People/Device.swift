/// A phone with a camera roll.
public struct Device: Sendable, Hashable {
    public var id: DeviceID
    public var ownerID: UserID
    public var name: DeviceName
    public var platform: Platform
    /// The folder of its camera roll; stays when the name changes.
    public var folder: DeviceFolder
    /// How many bytes its camera roll may take; nil for no limit.
    public var storageLimit: Int64?
    /// How many bytes its camera roll takes.
    public var storageUsed: Int64
    public var createdAt: Timestamp

    public init(
        id: DeviceID, ownerID: UserID, name: DeviceName, platform: Platform, folder: DeviceFolder,
        storageLimit: Int64?, storageUsed: Int64, createdAt: Timestamp
    ) {
        self.id = id
        self.ownerID = ownerID
        self.name = name
        self.platform = platform
        self.folder = folder
        self.storageLimit = storageLimit
        self.storageUsed = storageUsed
        self.createdAt = createdAt
    }

    /// Whether a file of that many bytes fits in what is left of the storage.
    public func hasRoom(for size: Int64) -> Bool {
        guard let storageLimit else { return true }
        let (total, overflowed) = storageUsed.addingReportingOverflow(size)
        return !overflowed && total <= storageLimit
    }
}
