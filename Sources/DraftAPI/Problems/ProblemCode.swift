public import HTTPWire

/// Every way in which a request can fail: the one table from a stable code to its status and title.
///
/// Each code has its paragraph in `Public/problems.html`; a test holds the two together.
public enum ProblemCode: String, Sendable, CaseIterable {
    // The request itself.
    case malformedRequest = "malformed_request"
    case malformedJSON = "malformed_json"
    case invalidFields = "invalid_fields"
    case incompleteBody = "incomplete_body"
    case bodyTooSlow = "body_too_slow"
    case bodyTooLarge = "body_too_large"
    case digestMismatch = "digest_mismatch"
    case unsupportedMediaType = "unsupported_media_type"
    case idempotencyKeyReused = "idempotency_key_reused"
    case preconditionFailed = "precondition_failed"
    case rangeNotSatisfiable = "range_not_satisfiable"

    // Resumable uploads.
    case tusVersionUnsupported = "tus_version_unsupported"
    case uploadOffsetMismatch = "upload_offset_mismatch"
    case uploadExpired = "upload_expired"
    case uploadLocked = "upload_locked"
    case checksumMismatch = "checksum_mismatch"

    // Who asks.
    case missingToken = "missing_token"
    case invalidToken = "invalid_token"
    case wrongCredentials = "wrong_credentials"
    case linkExpired = "link_expired"
    case linkInvalid = "link_invalid"

    // What is asked for.
    case unknownRoute = "unknown_route"
    case methodNotAllowed = "method_not_allowed"
    case notFound = "not_found"

    // What the story does not allow.
    case handleTaken = "handle_taken"
    case postToSave = "post_to_save"
    case alreadyPosted = "already_posted"
    case draftDeleted = "draft_deleted"
    case draftNotDeleted = "draft_not_deleted"
    case draftEmpty = "draft_empty"
    case renderingUnavailable = "rendering_unavailable"
    case renderFailed = "render_failed"
    case postNotPublished = "post_not_published"
    case mediaLimitExceeded = "media_limit_exceeded"
    case mediaInUse = "media_in_use"
    case jobNotRetryable = "job_not_retryable"
    case jobNotCancellable = "job_not_cancellable"

    // The server.
    case storageFull = "storage_full"
    case unavailable = "unavailable"
    case internalError = "internal_error"

    /// The status code that goes with it.
    public var status: Status {
        switch self {
        case .malformedRequest, .malformedJSON, .incompleteBody, .digestMismatch: 400
        case .missingToken, .invalidToken, .wrongCredentials: 401
        case .linkExpired, .linkInvalid: 403
        case .unknownRoute, .notFound: 404
        case .methodNotAllowed: 405
        case .bodyTooSlow: 408
        case .handleTaken, .postToSave, .alreadyPosted, .draftDeleted, .draftNotDeleted, .renderingUnavailable,
            .renderFailed, .postNotPublished, .mediaInUse, .jobNotRetryable, .jobNotCancellable, .uploadOffsetMismatch:
            409
        case .uploadExpired: 410
        case .preconditionFailed, .tusVersionUnsupported: 412
        case .bodyTooLarge: 413
        case .unsupportedMediaType: 415
        case .rangeNotSatisfiable: 416
        case .invalidFields, .idempotencyKeyReused, .draftEmpty, .mediaLimitExceeded: 422
        case .uploadLocked: 423
        case .checksumMismatch: 460
        case .internalError: 500
        case .unavailable: 503
        case .storageFull: 507
        }
    }

    /// A few words that are the same for every occurrence (RFC 9457 §3.1.3).
    public var title: String {
        switch self {
        case .malformedRequest: "The request is not well-formed HTTP"
        case .malformedJSON: "The body is not well-formed JSON"
        case .invalidFields: "Some fields are not acceptable"
        case .incompleteBody: "The body ended early"
        case .bodyTooSlow: "The body came too slowly"
        case .bodyTooLarge: "The body is too large"
        case .digestMismatch: "The body is not what its digest says"
        case .unsupportedMediaType: "The body is of a type that is not accepted here"
        case .idempotencyKeyReused: "The Idempotency-Key was used for another request"
        case .preconditionFailed: "It has changed since you read it"
        case .rangeNotSatisfiable: "There are no such bytes"
        case .tusVersionUnsupported: "Another version of tus is spoken here"
        case .uploadOffsetMismatch: "The upload goes on elsewhere"
        case .uploadExpired: "The upload was given up"
        case .uploadLocked: "The upload is being worked on"
        case .checksumMismatch: "The bytes are not what their checksum says"
        case .missingToken: "Sign in first"
        case .invalidToken: "The token is not valid"
        case .wrongCredentials: "The handle or the password is wrong"
        case .linkExpired: "The link has expired"
        case .linkInvalid: "The link is not valid"
        case .unknownRoute: "There is no such route"
        case .methodNotAllowed: "The method is not allowed here"
        case .notFound: "Not found"
        case .handleTaken: "The handle is taken"
        case .postToSave: "A draft is saved by posting it"
        case .alreadyPosted: "The draft has been posted"
        case .draftDeleted: "The draft is deleted"
        case .draftNotDeleted: "The draft is not deleted"
        case .draftEmpty: "The draft has no clip"
        case .renderingUnavailable: "This draft needs rendering"
        case .renderFailed: "The video could not be rendered"
        case .postNotPublished: "The post has no video yet"
        case .mediaLimitExceeded: "The file is beyond a limit"
        case .mediaInUse: "The media is used by a draft"
        case .jobNotRetryable: "The job cannot be retried"
        case .jobNotCancellable: "The job cannot be cancelled"
        case .storageFull: "There is no room left"
        case .unavailable: "The service cannot do this now"
        case .internalError: "The server failed"
        }
    }
}
