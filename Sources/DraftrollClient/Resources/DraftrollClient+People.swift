extension DraftrollClient {
    /// Signs up. The user has a first device from the start: `device`, or an iPhone.
    ///
    /// - Parameters:
    ///   - handle: 2 to 24 of `a-z`, `0-9` and `_`.
    ///   - password: 8 to 128 characters.
    /// - Throws: ``DraftrollError`` with `handleTaken` or `invalidFields`.
    public func signUp(handle: String, password: String, displayName: String? = nil, device: NewDevice? = nil)
        async throws(DraftrollError) -> SignedUp
    {
        var request = try APIRequest(
            .post, ["v1", "users"],
            json: NewUser(handle: handle, password: password, displayName: displayName, device: device))
        request.signsIn = false
        return try await value(request)
    }

    /// Signs in. Use the answer's token with ``signedIn(with:)``.
    ///
    /// - Throws: ``DraftrollError`` with `wrongCredentials`.
    public func signIn(handle: String, password: String) async throws(DraftrollError) -> SignedIn {
        var request = try APIRequest(
            .post, ["v1", "sessions"], json: Credentials(handle: handle, password: password))
        request.signsIn = false
        return try await value(request)
    }

    /// Revokes the token of this client.
    public func signOut() async throws(DraftrollError) {
        try await perform(APIRequest(.delete, ["v1", "sessions", "current"]))
    }

    /// Whose token this is, the devices, and a signed link to the events.
    public func me() async throws(DraftrollError) -> Me {
        try await value(APIRequest(.get, ["v1", "me"]))
    }
}
