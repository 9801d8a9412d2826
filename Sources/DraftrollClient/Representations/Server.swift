public import struct Foundation.Date

/// What is running.
public struct ServerInfo: Codable, Hashable, Sendable {
    public let name: String
    public let version: String
    public let startedAt: Date
    /// `available` or `unavailable`.
    public let rendering: String
    /// Whether it tells loopback clients the demo people's tokens.
    public let demo: Bool
}

/// Whether it takes requests.
public struct Readiness: Codable, Hashable, Sendable {
    public let status: String
    public let rendering: String?
    /// Whether length and picture size of uploads are found out.
    public let probing: String?
}

/// The demo people of a server started with `--demo`.
public struct Demo: Codable, Hashable, Sendable {
    public let users: [Person]

    /// A demo person with a token that works.
    public struct Person: Codable, Hashable, Sendable, Identifiable {
        public let id: ResourceID<User>
        public let handle: String
        public let displayName: String
        public let token: String
        public let devices: [Device]
    }
}
