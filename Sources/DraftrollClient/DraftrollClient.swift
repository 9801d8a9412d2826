public import Foundation

#if canImport(FoundationNetworking)
    public import FoundationNetworking
#endif

/// A client of one Draftroll server, for one user at most.
///
/// It is a value: copy it freely, use it from any task. All methods are asynchronous and throw ``DraftrollError``, whose
/// `problem` is the server's own explanation. Each POST carries an `Idempotency-Key` that is kept when the request is
/// repeated, so a repeated request never does its work twice.
///
/// ```swift
/// var client = DraftrollClient(baseURL: URL(string: "http://127.0.0.1:8080")!)
/// client.token = try await client.signIn(handle: "maya", password: "…").token
/// let media = try await client.upload(fileURL, contentType: "video/mp4")
/// let draft = try await client.createDraft(DraftContent(clips: [Clip(media.id)]))
/// let posted = try await client.post(draft.id)
/// ```
public struct DraftrollClient: Sendable {
    /// The server's root, for example `http://127.0.0.1:8080`.
    public let baseURL: URL
    /// The bearer token of the user; nil for requests that need none.
    public var token: String?
    /// When and how often a request that got no usable answer is sent again.
    public var retryPolicy: RetryPolicy

    let transport: any Transport

    /// Makes a client.
    ///
    /// - Parameters:
    ///   - baseURL: The server's root.
    ///   - token: A token of an earlier sign-in, or nil.
    ///   - retryPolicy: How often requests are repeated; three attempts unless told otherwise.
    ///   - configuration: What its sessions are made from. The default keeps neither cookies nor caches.
    public init(
        baseURL: URL, token: String? = nil, retryPolicy: RetryPolicy = .standard,
        configuration: sending URLSessionConfiguration = .ephemeral
    ) {
        self.init(
            baseURL: baseURL, token: token, retryPolicy: retryPolicy,
            transport: URLSessionTransport(configuration: configuration))
    }

    init(baseURL: URL, token: String?, retryPolicy: RetryPolicy, transport: any Transport) {
        self.baseURL = baseURL
        self.token = token
        self.retryPolicy = retryPolicy
        self.transport = transport
    }

    /// This client with another user's token.
    public func signedIn(with token: String?) -> DraftrollClient {
        var other = self
        other.token = token
        return other
    }

    /// The whole URL of a link in an answer, such as a `contentURL`, which is relative to the server.
    public func absoluteURL(_ link: String) throws(DraftrollError) -> URL {
        guard let url = URL(string: link, relativeTo: baseURL)?.absoluteURL else {
            throw DraftrollError(.unexpectedAnswer, detail: "The link \(link) is not a URL.")
        }
        return url
    }
}
