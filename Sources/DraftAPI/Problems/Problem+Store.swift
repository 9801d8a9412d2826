internal import DraftModel
internal import DraftStore
internal import HTTPWire
internal import JSON

extension Problem {
    /// The problem that an error of the store is to the client: rules by name, failures of the machine as 503 or 507.
    init(_ error: StoreError) {
        switch error.code {
        case .notFound: self = .notFound
        case .revisionMismatch(let current):
            self = .preconditionFailed
            fields.set(.etag, FieldValue(EntityTag(strong: String(current))))
        case .handleTaken: self.init(.handleTaken, "Choose another handle, or sign in with POST /v1/sessions.")
        case .refused(let refusal): self.init(refusal)
        case .mediaMissing(let missing):
            let names = missing.map(\.mediaID.text).joined(separator: ", ")
            self.init(
                .invalidFields,
                "You have no media \(names). Upload with POST /v1/media first; GET /v1/media lists what you have.",
                errors: missing.map { missing in
                    JSONFieldError(
                        path: missing.path, code: "media_not_found",
                        detail: "Expected the id of media of yours; there is none \(missing.mediaID).")
                })
        case .compositionRefused(let errors): self.init(describing: JSONFieldErrors(errors))
        case .deviceMissing:
            let detail = "You have no such device. GET /v1/devices lists yours."
            self.init(
                .invalidFields, detail,
                errors: [JSONFieldError(path: "/save_to_device/device_id", code: "device_not_found", detail: detail)])
        case .mediaInUse(let drafts):
            self.init(
                .mediaInUse,
                "These drafts use it, or can go back to a revision that does: \(drafts.map(\.text).joined(separator: ", ")). It goes with them when they are gone for good."
            )
        case .jobStep(let step):
            self.init(step.step == .cancel ? .jobNotCancellable : .jobNotRetryable, step.detail)
        case .jobError(let error): self.init(.internalError, error.detail, cause: String(reflecting: error))
        case .leaseLost: self.init(.internalError, "The job is in other hands.", cause: String(reflecting: error))
        case .idempotencyKeyReused:
            self.init(
                .idempotencyKeyReused,
                "Use a new key for each new request, and the same one only to repeat a request unchanged.")
        case .diskFull:
            self.init(
                .storageFull, "The disk of the service is full. Nothing was changed; make room and send it again.",
                cause: String(reflecting: error))
        case .inUse, .newerSchema, .io, .corrupt, .closed, .failed:
            self.init(
                .unavailable, "The change could not be stored. Nothing was changed; try again in a moment.",
                cause: String(reflecting: error))
        }
    }
}
