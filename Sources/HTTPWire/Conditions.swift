/// The conditions of a request, evaluated in the order of RFC 9110 §13.2.2. `If-Range` belongs to `RangeRequest`.
public struct Conditions: Sendable, Hashable {
    /// What the conditions say about the request.
    public enum Outcome: Sendable, Hashable {
        /// Perform the method.
        case proceed
        /// Answer 304: the client has the current representation.
        case notModified
        /// Answer 412, and change nothing.
        case preconditionFailed
    }

    private enum Tags: Sendable, Hashable {
        case any
        case list([EntityTag])

        /// nil for a malformed list.
        init?(_ text: String) {
            if text == "*" {
                self = .any
            } else {
                guard let tags = EntityTagList.parse(text) else { return nil }
                self = .list(tags)
            }
        }
    }

    private let ifMatch: Tags?
    private let ifNoneMatch: Tags?
    private let ifUnmodifiedSince: Int64?
    private let ifModifiedSince: Int64?

    /// The conditions of this request.
    ///
    /// A malformed list of tags matches nothing: `If-Match` then fails, which is the safe side, and `If-None-Match` holds.
    /// A malformed date is no condition (RFC 9110 §13.1.3, §13.1.4).
    public init(_ head: RequestHead) {
        self.init(
            ifMatch: head.combinedValue(.ifMatch), ifNoneMatch: head.combinedValue(.ifNoneMatch),
            ifUnmodifiedSince: head.value(.ifUnmodifiedSince), ifModifiedSince: head.value(.ifModifiedSince))
    }

    /// The conditions of these field values.
    public init(
        ifMatch: String? = nil, ifNoneMatch: String? = nil, ifUnmodifiedSince: String? = nil,
        ifModifiedSince: String? = nil
    ) {
        self.ifMatch = ifMatch.map { Tags($0) ?? .list([]) }
        self.ifNoneMatch = ifNoneMatch.map { Tags($0) ?? .list([]) }
        self.ifUnmodifiedSince = ifUnmodifiedSince.flatMap { HTTPDate.parse($0) }
        self.ifModifiedSince = ifModifiedSince.flatMap { HTTPDate.parse($0) }
    }

    /// Whether there is nothing to evaluate.
    public var isEmpty: Bool {
        ifMatch == nil && ifNoneMatch == nil && ifUnmodifiedSince == nil && ifModifiedSince == nil
    }

    /// Evaluates the conditions against the current representation.
    ///
    /// - Parameters:
    ///   - etag: Its tag.
    ///   - alsoMatches: Its tags in other codings: a client that was served gzip holds the gzip's tag.
    ///   - otherCodings: Further tags that `If-Match` accepts and no other condition: of codings that were not chosen for
    ///     this answer. Whoever holds one of them still has the current content.
    ///   - lastModified: When it last changed, in seconds since 1970.
    ///   - exists: Whether there is a current representation at all.
    ///   - method: The request's method: only GET and HEAD can be answered with 304.
    public func evaluate(
        etag: EntityTag?, alsoMatches: [EntityTag] = [], otherCodings: [EntityTag] = [], lastModified: Int64? = nil,
        exists: Bool = true, method: HTTPMethod
    ) -> Outcome {
        let current = exists ? (etag.map { [$0] } ?? []) + alsoMatches : []
        // Steps 1 and 2.
        if let ifMatch {
            guard matches(ifMatch, exists ? current + otherCodings : [], exists, { $0.matchesStrongly($1) }) else {
                return .preconditionFailed
            }
        } else if let ifUnmodifiedSince, let lastModified, exists {
            guard lastModified <= ifUnmodifiedSince else { return .preconditionFailed }
        }
        let isRead = method == .get || method == .head
        // Steps 3 and 4.
        if let ifNoneMatch {
            guard matches(ifNoneMatch, current, exists, { $0.matchesWeakly($1) }) else { return .proceed }
            return isRead ? .notModified : .preconditionFailed
        }
        if isRead, exists, let ifModifiedSince, let lastModified, lastModified <= ifModifiedSince {
            return .notModified
        }
        return .proceed
    }

    private func matches(
        _ tags: Tags, _ current: [EntityTag], _ exists: Bool, _ compare: (EntityTag, EntityTag) -> Bool
    ) -> Bool {
        switch tags {
        case .any: exists
        case .list(let list): list.contains { tag in current.contains { compare(tag, $0) } }
        }
    }
}
