public import Crypto
public import DraftModel
internal import HTTPWire

/// Makes and checks links that carry their own permission.
///
/// Players, pictures and event streams in a browser or a phone cannot send an `Authorization` field. Such a link opens
/// one resource, as one viewer, until it expires. It proves who asks, not that they may: the rules of the resource are
/// asked again each time, so a deleted post is gone for links too.
public struct SignedURLs: Sendable {
    /// How long a link opens its resource.
    public static let lifetime = Milliseconds.seconds(3_600)
    /// Links made within this time are the same, so that clients can cache what is behind them; up to this much is
    /// missing from their lifetime.
    private static let step: Int64 = 300

    private let key: [UInt8]
    /// Keys the fingerprints of requests, which may hold passwords.
    let fingerprintKey: [UInt8]
    /// Makes the tokens that have to come out the same when a sign-in is repeated.
    let tokenKey: [UInt8]

    /// - Parameter secret: at least 32 random bytes that nobody else has. Each use gets a key of its own from it.
    /// - Throws: `CryptoError` when OpenSSL fails.
    public init(secret: [UInt8]) throws(CryptoError) {
        key = try HMAC256.authenticate(key: secret, message: "signed links").bytes
        fingerprintKey = try HMAC256.authenticate(key: secret, message: "fingerprints").bytes
        tokenKey = try HMAC256.authenticate(key: secret, message: "tokens").bytes
    }

    /// A link and when it expires.
    public struct Link: Sendable {
        public let url: String
        public let expiresAt: Timestamp
    }

    /// Why a link does not open anything.
    enum Refusal: Error {
        case expired
        case invalid
    }

    /// A link to `path` as `viewer`, nil for people who are not signed in.
    ///
    /// - Throws: `CryptoError` when OpenSSL fails.
    public func link(to path: String, viewer: UserID?, at now: Timestamp) throws(CryptoError) -> Link {
        let start = now.secondsSince1970 / Self.step * Self.step
        let expires = start + Self.lifetime.count / 1_000
        let viewer = viewer?.text ?? "anyone"
        let signature = try sign(path: path, viewer: viewer, expires: String(expires))
        return Link(
            url: "\(path)?viewer=\(viewer)&expires=\(expires)&signature=\(signature)",
            expiresAt: Timestamp(secondsSince1970: expires))
    }

    /// Who the link was made for; nil for people who are not signed in.
    func viewer(of path: String, query: [(name: String, value: String)], at now: Timestamp) throws -> UserID? {
        func parameter(_ name: String) throws(Refusal) -> String {
            let values = query.filter { $0.name == name }
            guard values.count == 1, let value = values.first?.value else { throw .invalid }
            return value
        }
        let viewer = try parameter("viewer")
        let expires = try parameter("expires")
        let expected = try sign(path: path, viewer: viewer, expires: expires)
        guard constantTimeEquals(Array(try parameter("signature").utf8), Array(expected.utf8)) else {
            throw Refusal.invalid
        }
        guard let seconds = Int64(expires), now.secondsSince1970 < seconds else { throw Refusal.expired }
        if viewer == "anyone" { return nil }
        guard let id = UserID(viewer) else { throw Refusal.invalid }
        return id
    }

    private func sign(path: String, viewer: String, expires: String) throws(CryptoError) -> String {
        // No part can hold a line feed, so no two links have the same message.
        let message = "\(path)\n\(viewer)\n\(expires)"
        return Base64URL.encode(try HMAC256.authenticate(key: key, message: message).bytes)
    }
}
