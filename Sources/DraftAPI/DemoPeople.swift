internal import Crypto
public import DraftModel
public import DraftStore

/// The people of the story: made where they are missing, and given a token each.
public enum DemoPeople {
    private static let cast: [(handle: String, name: String, device: String, platform: Platform)] = [
        ("maya", "Maya", "iPhone", .ios),
        ("leo", "Leo", "Android", .android),
        ("rita", "Rita", "iPhone", .ios),
        ("sam", "Sam", "iPhone", .ios),
    ]

    /// Makes sure that everybody is there.
    ///
    /// Their passwords are `draftroll-demo` and the handle: no secret, and only on servers that were started for it.
    /// - Returns: the people with tokens that are new at each start.
    /// - Throws: `StoreError`, `CryptoError`.
    public static func prepare(_ store: Store, randomness: Randomness) async throws -> [DemoUser] {
        let reader = try store.makeReader()
        var people: [DemoUser] = []
        for (handle, name, deviceName, platform) in cast {
            let handle = try Handle(handle)
            let known = try reader.user(handle: handle)
            let token = Token.text(of: try randomness.bytes(32))
            let tokenHash = try Token.hash(token)
            // No secret is kept by it, and the start is not to wait for it.
            let password = try known == nil ? Scrypt.hash(password: "draftroll-demo" + handle.text, cost: .light) : nil
            let device = DeviceInput(name: try DeviceName(deviceName), platform: platform)
            let displayName = try DisplayName(name)
            let user = try await store.write { transaction in
                var user = known
                if let password {
                    user = try transaction.createUser(
                        handle: handle, displayName: displayName, passwordHash: password, device: device
                    ).user
                }
                guard let user else { throw Problem.notFound }
                _ = try transaction.createSession(user: user.id, tokenHash: tokenHash)
                return user
            }
            people.append(DemoUser(user: user, token: token))
        }
        return people
    }
}
