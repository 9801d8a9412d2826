public import struct Foundation.Date

/// What is running.
public struct ServerInfo: Codable, Hashable, Sendable {
    /// `draftroll`.
    public let name: String
    /// Its version.
    public let version: String
    /// Since when it runs.
    public let startedAt: Date
    /// `available` or `unavailable`.
    public let rendering: String
    /// Whether it tells loopback clients the demo people's tokens.
    public let demo: Bool
}

/// Whether it takes requests.
public struct Readiness: Codable, Hashable, Sendable {
    /// `ready`.
    public let status: String
    /// `available` or `unavailable`.
    public let rendering: String?
    /// Whether length and picture size of uploads are found out.
    public let probing: String?
}

/// The demo people of a server started with `--demo`.
public struct Demo: Codable, Hashable, Sendable {
    /// Everybody of the demo.
    public let users: [Person]

    /// A demo person with a token that works.
    public struct Person: Codable, Hashable, Sendable, Identifiable {
        /// Its id.
        public let id: ResourceID<User>
        /// The unique name: 2 to 24 of `a-z`, `0-9` and `_`.
        public let handle: String
        /// The name that others see, at most 50 characters.
        public let displayName: String
        /// The bearer token. Keep it secret.
        public let token: String
        /// The devices of the user, the oldest first.
        public let devices: [Device]
    }
}
