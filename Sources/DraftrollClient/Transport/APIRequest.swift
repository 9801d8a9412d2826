import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// One request of the contract, before it meets a server and a token.
struct APIRequest: Sendable {
    enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    let method: Method
    /// The segments of the path, decoded; each is encoded on its own, so that no text can add a segment.
    let path: [String]
    var query: [(name: String, value: String)] = []
    var headers: [String: String] = [:]
    var body: Data?
    /// False for requests that are for everybody, which a token that is no longer valid must not spoil.
    var signsIn = true

    init(_ method: Method, _ path: [String]) {
        self.method = method
        self.path = path
        // One key for the request, however often it is sent.
        if method == .post { headers["Idempotency-Key"] = UUID().uuidString.lowercased() }
    }

    /// A request with a JSON body.
    init(_ method: Method, _ path: [String], json: some Encodable) throws(DraftrollError) {
        self.init(method, path)
        do {
            body = try JSONCoding.encode(json)
        } catch {
            throw DraftrollError(.unexpectedAnswer, detail: "The request cannot be written as JSON.", cause: error)
        }
        headers["Content-Type"] = method == .patch ? "application/merge-patch+json" : "application/json"
    }

    /// The same request, guarded by the version that was read.
    func ifMatch(_ etag: String?) -> APIRequest {
        var request = self
        request.headers["If-Match"] = etag
        return request
    }

    /// The same request with a key of the caller's, who wants to repeat it later; nil keeps the one it has.
    func idempotencyKey(_ key: String?) -> APIRequest {
        guard let key else { return self }
        var request = self
        request.headers["Idempotency-Key"] = key
        return request
    }

    /// Whether sending it again after a lost answer does no harm.
    var isRepeatable: Bool { method != .patch || headers["If-Match"] == nil }

    /// The request to one server with one token.
    func urlRequest(baseURL: URL, token: String?) throws(DraftrollError) -> URLRequest {
        var components = URLComponents(url: baseURL, resolvingAgainstBaseURL: true)
        let base = components?.percentEncodedPath ?? ""
        let encoded = path.map { $0.addingPercentEncoding(withAllowedCharacters: Self.unreserved) ?? "" }
        components?.percentEncodedPath =
            (base.hasSuffix("/") ? String(base.dropLast()) : base) + "/" + encoded.joined(separator: "/")
        if !query.isEmpty {
            components?.percentEncodedQuery = query.map { item in
                "\(item.name)=\(item.value.addingPercentEncoding(withAllowedCharacters: Self.unreserved) ?? "")"
            }.joined(separator: "&")
        }
        guard let url = components?.url, url.host() != nil else {
            throw DraftrollError(.connectionFailed, detail: "\(baseURL.absoluteString) is not the URL of a server.")
        }
        var request = URLRequest(url: url)
        request.httpMethod = method.rawValue
        request.httpBody = body
        request.setValue("application/json", forHTTPHeaderField: "Accept")
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        if signsIn, let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        return request
    }

    /// RFC 3986 section 2.3: what needs no encoding anywhere.
    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}
