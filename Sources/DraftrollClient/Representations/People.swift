public import struct Foundation.Date

/// Somebody who uses the app.
public struct User: Codable, Hashable, Sendable, Identifiable {
    /// Its id.
    public let id: ResourceID<User>
    /// Unique; 2 to 24 of `a-z`, `0-9` and `_`.
    public let handle: String
    /// The name that others see, at most 50 characters.
    public let displayName: String
    /// When it was made.
    public let createdAt: Date
}

/// The answer to a sign-up: keep the token, it is shown once.
public struct SignedUp: Codable, Hashable, Sendable {
    /// The user.
    public let user: User
    /// The bearer token. Keep it secret.
    public let token: String
    /// The devices of the user, the oldest first.
    public let devices: [Device]
}

/// The answer to a sign-in: keep the token, it is shown once.
public struct SignedIn: Codable, Hashable, Sendable {
    /// The user.
    public let user: User
    /// The bearer token. Keep it secret.
    public let token: String
}

/// Who the token belongs to.
public struct Me: Codable, Hashable, Sendable {
    /// The user.
    public let user: User
    /// The oldest first; Save to device means the first one without a choice.
    public let devices: [Device]
    /// A signed link to the event stream, relative to the server, for clients that cannot send a header.
    public let eventsURL: String
    /// Until when `eventsURL` opens.
    public let eventsURLExpiresAt: Date

    enum CodingKeys: String, CodingKey {
        case user, devices
        case eventsURL = "eventsUrl"
        case eventsURLExpiresAt = "eventsUrlExpiresAt"
    }
}
