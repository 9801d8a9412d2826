public import struct Foundation.Date

/// A phone of a user, with a camera roll.
public struct Device: Codable, Hashable, Sendable, Identifiable {
    /// What decides where Save to device stands and how files are named.
    public enum Platform: String, Codable, Sendable, CaseIterable { case ios, android }

    public let id: ResourceID<Device>
    public let name: String
    public let platform: Platform
    /// The folder of its camera roll below the user's.
    public let folder: String
    /// Nil is no limit.
    public let storageLimitBytes: Int64?
    public let storageUsedBytes: Int64
    public let createdAt: Date
}
