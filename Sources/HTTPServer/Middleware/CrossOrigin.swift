internal import HTTPWire

/// Lets pages of other origins use the server (CORS, Fetch Standard §3.2). Without it, browsers keep them out.
///
/// Cookies and TLS certificates are never asked for: whoever calls brings a token, which a foreign page does not have.
public struct CrossOrigin: Sendable {
    private let isAny: Bool
    private let origins: Set<String>

    /// - Parameter origins: who may call, each as a browser sends it (`https://app.example`); `*` alone stands for
    ///   everybody, an empty list for nobody.
    public init(origins: [String]) {
        isAny = origins.contains("*")
        self.origins = Set(origins)
    }

    /// The responder with the fields that browsers ask for; without origins, the responder itself.
    public func wrap(_ responder: @escaping Responder) -> Responder {
        if !isAny, origins.isEmpty { return responder }
        return { [self] request in
            guard let origin = request.head.value(.origin), isAny || origins.contains(origin) else {
                var response = await responder(request)
                // A cache may not give this answer to a caller who would have been let in.
                if !isAny { response.fields.append("Origin", toList: .vary) }
                return response
            }
            let isPreflight = request.method == .options && request.head.contains(.accessControlRequestMethod)
            var response = isPreflight ? Response(status: .noContent) : await responder(request)
            admit(origin, to: &response.fields)
            if isPreflight { answerPreflight(&response.fields) }
            return response
        }
    }

    private func admit(_ origin: String, to fields: inout ResponseFields) {
        if isAny {
            fields.set(.accessControlAllowOrigin, "*")
        } else if let value = try? FieldValue(origin) {
            fields.set(.accessControlAllowOrigin, value)
            fields.append("Origin", toList: .vary)
        }
        fields.set(
            .accessControlExposeHeaders,
            "ETag, Location, Link, Content-Range, Retry-After, X-Request-ID, Upload-Offset, Upload-Length, Tus-Resumable"
        )
    }

    private func answerPreflight(_ fields: inout ResponseFields) {
        fields.set(.accessControlAllowMethods, "GET, HEAD, POST, PUT, PATCH, DELETE")
        fields.set(
            .accessControlAllowHeaders,
            """
            Authorization, Content-Type, Content-Disposition, Content-MD5, If-Match, If-None-Match, Idempotency-Key, \
            Last-Event-ID, Range, Repr-Digest, traceparent, Tus-Resumable, Upload-Length, Upload-Metadata, \
            Upload-Offset, X-Request-ID
            """)
        // A day; browsers cap it lower by themselves.
        fields.set(.accessControlMaxAge, "86400")
    }
}
