internal import Crypto
internal import DraftModel
internal import DraftStore
internal import HTTPServer
internal import HTTPWire

/// Tokens: `drt_` and 32 random bytes. Only their SHA-256 is stored, so a copy of the database signs nobody in.
enum Token {
    static let prefix = "drt_"

    static func text(of secret: [UInt8]) -> String { prefix + Base64URL.encode(secret) }

    static func hash(_ token: String) throws(CryptoError) -> Digest256 { try SHA256.hash(token) }
}

extension Call {
    /// Who sent the request, by its bearer token (RFC 6750 §2.1).
    ///
    /// - Throws: a problem with status 401 and `WWW-Authenticate` (RFC 9110 §11.6.1).
    func user() throws -> UserID {
        try session().userID
    }

    /// The session whose token the request carries.
    func session() throws -> Session {
        guard let field = request.head.value(.authorization) else {
            throw Problem.unauthorized(
                .missingToken, "Send `Authorization: Bearer TOKEN`. POST /v1/sessions gives a token.",
                challenge: "Bearer realm=\"draftroll\"")
        }
        let parts = field.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer",
            let session = try reader.session(tokenHash: try Token.hash(String(parts[1])))
        else {
            throw Problem.unauthorized(
                .invalidToken, "The token is unknown or was revoked. Sign in again with POST /v1/sessions.",
                challenge: "Bearer realm=\"draftroll\", error=\"invalid_token\"")
        }
        return session
    }

    /// Who wants to watch: by a signed link, by a token, or nobody in particular.
    ///
    /// - Throws: 403 for a link that has expired or was made up, 401 for a bad token.
    func viewer() throws -> UserID? {
        if let query = request.head.queryParameters, query.contains(where: { $0.name == "signature" }) {
            return try linkViewer(query)
        }
        return request.head.contains(.authorization) ? try user() : nil
    }

    private func linkViewer(_ query: [(name: String, value: String)]) throws -> UserID? {
        do {
            return try services.urls.viewer(of: request.head.path, query: query, at: now)
        } catch let refusal as SignedURLs.Refusal {
            switch refusal {
            case .expired:
                throw Problem(.linkExpired, "Links work for an hour. Ask for the resource again to get a new one.")
            case .invalid:
                throw Problem(.linkInvalid, "Use the link exactly as the service gave it.")
            }
        }
    }
}

extension Problem {
    /// The problem of a wrong handle or password.
    static var wrongCredentials: Problem {
        unauthorized(
            .wrongCredentials, "Check both. POST /v1/users makes a new user.", challenge: "Bearer realm=\"draftroll\"")
    }

    fileprivate static func unauthorized(_ code: ProblemCode, _ detail: String, challenge: FieldValue) -> Problem {
        var problem = Problem(code, detail)
        problem.fields.set(.wwwAuthenticate, challenge)
        return problem
    }
}
