internal import DraftModel
internal import DraftStore
internal import HTTPServer
internal import HTTPWire
internal import JSON

extension Problem {
    /// The problem that an error of a layer below is to the client. What nobody foresaw is an internal error.
    init(describing error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let errors as JSONFieldErrors:
            self.init(.invalidFields, Self.summary(of: errors.errors), errors: errors.errors)
        case let error as BodyError: self.init(error)
        case let error as StoreError: self.init(error)
        case let refusal as Refusal: self.init(refusal)
        default:
            self.init(
                .internalError, "Something went wrong here. The log has it under the request's id.",
                cause: String(reflecting: error))
        }
    }

    private static func summary(of errors: [JSONFieldError]) -> String {
        let first = errors.first.map { "\($0.path): \($0.detail)" } ?? "Some fields are not acceptable."
        return errors.count > 1 ? "\(first) (and \(errors.count - 1) more in `errors`)" : first
    }

    private init(_ error: BodyError) {
        switch error {
        case .incomplete:
            self.init(.incompleteBody, "The connection ended before the body did. Nothing was changed; send it again.")
        case .tooSlow:
            self.init(.bodyTooSlow, "The body stopped coming. Nothing was changed; send it again.")
        case .tooLarge(let limit):
            self.init(.bodyTooLarge, "The body may have up to \(limit) bytes here.")
        case .malformed(let error):
            self.init(.malformedRequest, error.detail)
        case .unsupportedCoding:
            self.init(
                .unsupportedMediaType,
                "The body is in a content coding that is not known here. Send it plain or as gzip.")
            fields.set(.acceptEncoding, "gzip")
        case .malformedCoding:
            self.init(
                .malformedRequest, "The body is not the gzip that `Content-Encoding` says. Send it again, or plain.")
        }
    }

    init(_ refusal: Refusal) {
        let code: ProblemCode =
            switch refusal.code {
            case .draftEmpty: .draftEmpty
            case .renderingUnavailable: .renderingUnavailable
            case .mediaNotFound: .renderFailed
            case .draftDeleted, .draftExpired: .draftDeleted
            case .draftNotDeleted: .draftNotDeleted
            case .alreadyPosted: .alreadyPosted
            case .postToSave: .postToSave
            default: .invalidFields
            }
        self.init(code, refusal.detail)
        if let post = refusal.postID { links = [("post", "/v1/posts/\(post)")] }
        if code == .draftEmpty {
            errors = [JSONFieldError(path: "/clips", code: code.rawValue, detail: refusal.detail)]
        }
    }
}
