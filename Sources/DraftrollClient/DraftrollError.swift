/// Why a call failed: the server's problem document, or what kept the client from getting an answer.
public struct DraftrollError: Error, Sendable, CustomStringConvertible {
    /// What to decide by. Codes of the server are listed on its page `/problems`.
    public struct Code: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
        /// As the server spells it.
        public let rawValue: String
        /// From the text that the server sends.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// From a literal.
        public init(stringLiteral value: String) { rawValue = value }

        /// The server could not be reached, or the connection broke. It is safe to try again.
        public static let connectionFailed: Code = "connection_failed"
        /// The calling task was cancelled.
        public static let cancelled: Code = "cancelled"
        /// Something answered, but not as the contract says; perhaps it is another server.
        public static let unexpectedAnswer: Code = "unexpected_answer"
        /// A file on this machine could not be read or written.
        public static let fileUnusable: Code = "file_unusable"

        /// 401: the request carries no token.
        public static let missingToken: Code = "missing_token"
        /// 401: the token is unknown or revoked, or the signed URL has expired.
        public static let invalidToken: Code = "invalid_token"
        /// 401: no user has this handle and this password.
        public static let wrongCredentials: Code = "wrong_credentials"
        /// 404: it does not exist, or not for this user.
        public static let notFound: Code = "not_found"
        /// 409: somebody has this handle.
        public static let handleTaken: Code = "handle_taken"
        /// 409: a draft is saved by posting it.
        public static let postToSave: Code = "post_to_save"
        /// 409: the draft was posted; `problem.post` is the post.
        public static let alreadyPosted: Code = "already_posted"
        /// 409: the draft is deleted; restore it first.
        public static let draftDeleted: Code = "draft_deleted"
        /// 409: the draft needs rendering, which the server has not.
        public static let renderingUnavailable: Code = "rendering_unavailable"
        /// 412: it was changed since it was read.
        public static let preconditionFailed: Code = "precondition_failed"
        /// 422: `problem.errors` names the fields.
        public static let invalidFields: Code = "invalid_fields"
        /// 422: there is nothing to post.
        public static let draftEmpty: Code = "draft_empty"
    }

    /// What to decide by.
    public let code: Code
    /// The HTTP status; nil if there was no answer.
    public let status: Int?
    /// The server's explanation; nil if there was none.
    public let problem: Problem?
    /// What is wrong and what to do, for people.
    public let detail: String
    /// What the system said, for logs.
    public let cause: (any Error)?

    /// The error that a problem document describes.
    public init(_ problem: Problem) {
        code = Code(rawValue: problem.code)
        status = problem.status
        self.problem = problem
        detail = problem.detail
        cause = nil
    }

    /// An error that the client itself found.
    public init(_ code: Code, status: Int? = nil, detail: String, cause: (any Error)? = nil) {
        self.code = code
        self.status = status
        problem = nil
        self.detail = detail
        self.cause = cause
    }

    /// One line per fact: the detail, then each field, then what to name when asking for help.
    public var description: String {
        var lines = [detail]
        for field in problem?.errors ?? [] {
            lines.append("  \(field.path): \(field.detail) (\(field.code))")
        }
        let origin = [status.map { "HTTP \($0)" }, code.rawValue, problem?.requestID.map { "request \($0)" }]
        lines.append("  [\(origin.compactMap(\.self).joined(separator: ", "))]")
        return lines.joined(separator: "\n")
    }
}
