/// A problem document (RFC 9457). Decide by `code`; show `detail`.
public struct Problem: Codable, Hashable, Sendable {
    /// A page that explains the code.
    public let type: String
    public let title: String
    public let status: Int
    public let code: String
    /// What is wrong and what to do.
    public let detail: String
    /// What to name when asking for help.
    public let requestID: String?
    public let errors: [FieldProblem]?
    /// With `already_posted`, the link of the post.
    public let post: String?

    enum CodingKeys: String, CodingKey {
        case type, title, status, code, detail, errors, post
        case requestID = "requestId"
    }
}

/// What is wrong with one field.
public struct FieldProblem: Codable, Hashable, Sendable {
    /// An RFC 6901 pointer into the body, or `?name` for a query parameter.
    public let path: String
    public let code: String
    /// What was expected.
    public let detail: String
}
