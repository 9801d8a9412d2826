import DraftrollClient

/// Somebody of the demo, signed in.
struct DemoPerson: Sendable {
    let handle: String
    let client: DraftrollClient
    let token: String
    let devices: [Device]
}

/// The people of the demo. The story's people are on the phone's side, because any server can play it.
enum DemoPeople {
    static let cast: [(handle: String, name: String, device: NewDevice)] = [
        ("maya", "Maya", NewDevice(name: "iPhone", platform: .ios)),
        ("leo", "Leo", NewDevice(name: "Android", platform: .android)),
        ("rita", "Rita", NewDevice(name: "iPhone", platform: .ios)),
        ("sam", "Sam", NewDevice(name: "iPhone", platform: .ios)),
    ]

    /// The password of a demo person. No secret: demo people have nothing to hide.
    static func password(of handle: String) -> String { "draftroll-demo" + handle }

    /// Signs everybody in: with the tokens the server tells, with the demo password, or by signing up.
    static func signIn(_ client: DraftrollClient) async throws -> [DemoPerson] {
        let told = try await client.demoPeople()
        var people: [DemoPerson] = []
        for (handle, name, device) in cast {
            let token: String
            if let person = told.first(where: { $0.handle == handle }) {
                token = person.token
            } else {
                token = try await signUpOrIn(client, handle: handle, name: name, device: device)
            }
            let signedIn = client.signedIn(with: token)
            let devices = try await signedIn.me().devices
            people.append(DemoPerson(handle: handle, client: signedIn, token: token, devices: devices))
        }
        return people
    }

    private static func signUpOrIn(_ client: DraftrollClient, handle: String, name: String, device: NewDevice)
        async throws -> String
    {
        do {
            return try await client.signUp(
                handle: handle, password: password(of: handle), displayName: name, device: device
            ).token
        } catch {
            guard error.code == .handleTaken else { throw error }
            return try await client.signIn(handle: handle, password: password(of: handle)).token
        }
    }
}
