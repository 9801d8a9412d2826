internal import DraftModel
internal import HTTPServer
internal import HTTPWire
internal import JSON

/// Where a representation's entity tag comes from.
enum TagSource {
    /// The resource counts its revisions.
    case revision(Int)
    /// The bytes of the representation.
    case ofContent
}

extension Call {
    /// The answer with a JSON representation and its tag; 304 where the client has it already.
    func response(_ status: Status, _ json: JSONWriter, etag: TagSource, location: String? = nil) throws -> Response {
        try response(status, json.bytes, etag: etag, location: location)
    }

    func response(_ status: Status, _ json: [UInt8], etag: TagSource, location: String? = nil) throws -> Response {
        let tag =
            switch etag {
            case .revision(let revision): EntityTag(strong: String(revision))
            case .ofContent: EntityTag(content: json)
            }
        var fields = ResponseFields()
        fields.set(.etag, FieldValue(tag))
        fields.set(.cacheControl, "no-cache")
        if status == .ok, request.method.isSafe {
            switch Conditions(request.head).evaluate(etag: tag, alsoMatches: [tag.coded(.gzip)], method: request.method)
            {
            case .notModified: return Response(status: .notModified, fields: fields)
            case .preconditionFailed: throw Problem.preconditionFailed
            case .proceed: break
            }
        }
        fields.set(.contentType, "application/json")
        if let location { try fields.set(.location, validating: location) }
        return Response(status: status, fields: fields, body: .bytes(json))
    }

    /// The conditions that the request puts on a change, to be asked within the transaction.
    var changeConditions: ChangeConditions {
        ChangeConditions(conditions: Conditions(request.head), method: request.method)
    }
}

/// Whether `If-Match` and its like let a change happen.
///
/// Every coding's tag is good: a client that was served gzip holds the gzip's.
struct ChangeConditions: Sendable {
    fileprivate let conditions: Conditions
    fileprivate let method: HTTPMethod

    func hold(for tag: EntityTag) -> Bool {
        conditions.isEmpty
            || conditions.evaluate(etag: tag, alsoMatches: [tag.coded(.gzip)], method: method) == .proceed
    }

    func hold(forRevision revision: Int) -> Bool { hold(for: EntityTag(strong: String(revision))) }
}

extension Problem {
    static var preconditionFailed: Problem {
        Problem(
            .preconditionFailed,
            "It is not in the state that your conditions ask for. Read it again and send the change with its new ETag.")
    }
}

extension EntityTag {
    /// The tag of a representation that has no revision of its own: FNV-1a of its bytes, 64 bits. Nothing depends on it
    /// being hard to forge; a client that makes up a tag only misleads itself.
    init(content: [UInt8]) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in content { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        self.init(strong: String(hash, radix: 36))
    }
}
