public import HTTPWire

/// A representation that can be served in parts and under conditions: bytes in memory or a file.
public struct Content: Sendable {
    /// Where the bytes are.
    public enum Source: Sendable {
        /// In memory.
        case bytes([UInt8])
        /// In a file, all of it.
        case file(OpenFile)
    }

    /// The bytes.
    public var source: Source
    /// The `Content-Type`.
    public var type: FieldValue
    /// The validator; strong, so that ranges can be resumed.
    public var etag: EntityTag
    /// The tags of the same bytes in other codings: `If-Match` accepts them, too.
    public var otherCodings: [EntityTag] = []
    /// Seconds since 1970, where a date says something.
    public var lastModified: Int64?
    /// The `Cache-Control` of the answer.
    public var cacheControl: FieldValue

    /// A representation that is revalidated before each use (`no-cache`), unless told otherwise.
    public init(
        source: Source, type: FieldValue, etag: EntityTag, lastModified: Int64? = nil,
        cacheControl: FieldValue = "no-cache"
    ) {
        self.source = source
        self.type = type
        self.etag = etag
        self.lastModified = lastModified
        self.cacheControl = cacheControl
    }

    /// The number of bytes.
    public var size: Int64 {
        switch source {
        case .bytes(let bytes): Int64(bytes.count)
        case .file(let file): file.size
        }
    }

    /// Answers a GET or HEAD: 304 or 412 by the request's conditions, 206 or 416 by its `Range`, otherwise 200
    /// (RFC 9110 §13.2.2, §14.2).
    public func response(to request: Request) -> Response {
        var fields = ResponseFields()
        fields.set(.etag, FieldValue(etag))
        fields.set(.cacheControl, cacheControl)
        fields.set(.acceptRanges, "bytes")
        if let lastModified { fields.set(.lastModified, FieldValue(httpDate: lastModified)) }
        switch Conditions(request.head).evaluate(
            etag: etag, otherCodings: otherCodings, lastModified: lastModified, method: request.method)
        {
        case .notModified: return Response(status: .notModified, fields: fields)
        case .preconditionFailed: return Response(status: .preconditionFailed, fields: fields)
        case .proceed: break
        }
        fields.set(.contentType, type)
        switch RangeRequest.parse(request.head, length: size, etag: etag, lastModified: lastModified) {
        case .none:
            return Response(status: .ok, fields: fields, body: body(0..<size))
        case .satisfiable(let part):
            fields.set(.contentRange, RangeRequest.contentRange(part, length: size))
            return Response(status: .partialContent, fields: fields, body: body(part))
        case .unsatisfiable:
            fields.remove(.contentType)
            fields.set(.contentRange, RangeRequest.contentRangeUnsatisfied(length: size))
            return Response(status: .rangeNotSatisfiable, fields: fields)
        }
    }

    private func body(_ part: Range<Int64>) -> ResponseBody {
        switch source {
        case .file(let file): .file(file, part)
        case .bytes(let bytes) where part.count == bytes.count: .bytes(bytes)
        case .bytes(let bytes): .bytes(Array(bytes[Int(part.lowerBound)..<Int(part.upperBound)]))
        }
    }
}
