public import struct Foundation.Date

/// A phone of a user, with a camera roll.
public struct Device: Codable, Hashable, Sendable, Identifiable {
    /// What decides where Save to device stands and how files are named.
    public enum Platform: String, Codable, Sendable, CaseIterable { case ios, android }

    /// Its id.
    public let id: ResourceID<Device>
    /// Its name, 1 to 50 characters.
    public let name: String
    /// Which kind of phone it is.
    public let platform: Platform
    /// The folder of its camera roll below the user's.
    public let folder: String
    /// Nil is no limit.
    public let storageLimitBytes: Int64?
    /// How many bytes its camera roll uses.
    public let storageUsedBytes: Int64
    /// When it was made.
    public let createdAt: Date
}
