/// A problem document (RFC 9457). Decide by `code`; show `detail`.
public struct Problem: Codable, Hashable, Sendable {
    /// A page that explains the code.
    public let type: String
    /// The same for every problem with this code.
    public let title: String
    /// The HTTP status, 400 to 599.
    public let status: Int
    /// What to decide by. Stable.
    public let code: String
    /// What is wrong and what to do.
    public let detail: String
    /// What to name when asking for help.
    public let requestID: String?
    /// What is wrong with single fields.
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
    /// What to decide by. Stable.
    public let code: String
    /// What was expected.
    public let detail: String
}
