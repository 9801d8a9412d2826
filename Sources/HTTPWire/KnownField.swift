/// The field names the server and its users ask for, so that a name is compared once, when it is parsed.
///
/// There may be at most 128: `RequestHead` notes the presence of each in one bit of a `UInt128`.
enum KnownField: UInt8, CaseIterable, Sendable {
    case accept, acceptEncoding, acceptLanguage, acceptRanges, accessControlAllowOrigin
    case accessControlAllowHeaders, accessControlAllowMethods, accessControlExposeHeaders, accessControlMaxAge
    case accessControlRequestHeaders, accessControlRequestMethod, age, allow, authorization, cacheControl
    case connection, contentDigest, contentDisposition, contentEncoding, contentLanguage, contentLength
    case contentLocation, contentMD5, contentRange, contentSecurityPolicy, contentType, cookie
    case crossOriginOpenerPolicy, crossOriginResourcePolicy, date, etag, expect, expires, from, host
    case idempotencyKey, ifMatch, ifModifiedSince, ifNoneMatch, ifRange, ifUnmodifiedSince, keepAlive
    case lastEventID, lastModified, link, location, maxForwards, origin, permissionsPolicy, pragma, prefer
    case proxyAuthorization, range, referer, referrerPolicy, reprDigest, retryAfter, server, setCookie
    case strictTransportSecurity, te, traceparent, tracestate, trailer, transferEncoding, tusExtension, tusMaxSize,
        tusResumable
    case tusVersion, upgrade, uploadLength, uploadMetadata, uploadOffset, userAgent, vary, via, wantReprDigest
    case wwwAuthenticate, xContentTypeOptions, xForwardedFor, xForwardedProto, xFrameOptions, xRequestID

    /// The bit of this name in a set of names.
    @inline(__always)
    var bit: UInt128 { 1 << UInt128(rawValue) }

    /// The name as it is usually written (IANA HTTP Field Name Registry).
    var spelling: StaticString {
        switch self {
        case .accept: "Accept"
        case .acceptEncoding: "Accept-Encoding"
        case .acceptLanguage: "Accept-Language"
        case .acceptRanges: "Accept-Ranges"
        case .accessControlAllowOrigin: "Access-Control-Allow-Origin"
        case .accessControlAllowHeaders: "Access-Control-Allow-Headers"
        case .accessControlAllowMethods: "Access-Control-Allow-Methods"
        case .accessControlExposeHeaders: "Access-Control-Expose-Headers"
        case .accessControlMaxAge: "Access-Control-Max-Age"
        case .accessControlRequestHeaders: "Access-Control-Request-Headers"
        case .accessControlRequestMethod: "Access-Control-Request-Method"
        case .age: "Age"
        case .allow: "Allow"
        case .authorization: "Authorization"
        case .cacheControl: "Cache-Control"
        case .connection: "Connection"
        case .contentDigest: "Content-Digest"
        case .contentDisposition: "Content-Disposition"
        case .contentEncoding: "Content-Encoding"
        case .contentLanguage: "Content-Language"
        case .contentLength: "Content-Length"
        case .contentLocation: "Content-Location"
        case .contentMD5: "Content-MD5"
        case .contentRange: "Content-Range"
        case .contentSecurityPolicy: "Content-Security-Policy"
        case .contentType: "Content-Type"
        case .cookie: "Cookie"
        case .crossOriginOpenerPolicy: "Cross-Origin-Opener-Policy"
        case .crossOriginResourcePolicy: "Cross-Origin-Resource-Policy"
        case .date: "Date"
        case .etag: "ETag"
        case .expect: "Expect"
        case .expires: "Expires"
        case .from: "From"
        case .host: "Host"
        case .idempotencyKey: "Idempotency-Key"
        case .ifMatch: "If-Match"
        case .ifModifiedSince: "If-Modified-Since"
        case .ifNoneMatch: "If-None-Match"
        case .ifRange: "If-Range"
        case .ifUnmodifiedSince: "If-Unmodified-Since"
        case .keepAlive: "Keep-Alive"
        case .lastEventID: "Last-Event-ID"
        case .lastModified: "Last-Modified"
        case .link: "Link"
        case .location: "Location"
        case .maxForwards: "Max-Forwards"
        case .origin: "Origin"
        case .permissionsPolicy: "Permissions-Policy"
        case .pragma: "Pragma"
        case .prefer: "Prefer"
        case .proxyAuthorization: "Proxy-Authorization"
        case .range: "Range"
        case .referer: "Referer"
        case .referrerPolicy: "Referrer-Policy"
        case .reprDigest: "Repr-Digest"
        case .retryAfter: "Retry-After"
        case .server: "Server"
        case .setCookie: "Set-Cookie"
        case .strictTransportSecurity: "Strict-Transport-Security"
        case .te: "TE"
        case .traceparent: "traceparent"
        case .tracestate: "tracestate"
        case .trailer: "Trailer"
        case .transferEncoding: "Transfer-Encoding"
        case .tusExtension: "Tus-Extension"
        case .tusMaxSize: "Tus-Max-Size"
        case .tusResumable: "Tus-Resumable"
        case .tusVersion: "Tus-Version"
        case .upgrade: "Upgrade"
        case .uploadLength: "Upload-Length"
        case .uploadMetadata: "Upload-Metadata"
        case .uploadOffset: "Upload-Offset"
        case .userAgent: "User-Agent"
        case .vary: "Vary"
        case .via: "Via"
        case .wantReprDigest: "Want-Repr-Digest"
        case .wwwAuthenticate: "WWW-Authenticate"
        case .xContentTypeOptions: "X-Content-Type-Options"
        case .xForwardedFor: "X-Forwarded-For"
        case .xForwardedProto: "X-Forwarded-Proto"
        case .xFrameOptions: "X-Frame-Options"
        case .xRequestID: "X-Request-ID"
        }
    }

    /// Whether a second line of this field is refused: the fields whose value is not a list (RFC 9110 §5.3). `Host`,
    /// `Content-Length` and `Transfer-Encoding` have checks of their own.
    var isSingleton: Bool {
        switch self {
        case .authorization, .contentDisposition, .contentLocation, .contentMD5, .contentRange, .contentType, .date,
            .from, .idempotencyKey, .ifModifiedSince, .ifRange, .ifUnmodifiedSince, .lastEventID, .lastModified,
            .maxForwards, .origin, .proxyAuthorization, .range, .referer, .tusResumable, .uploadLength,
            .uploadMetadata, .uploadOffset, .userAgent, .xRequestID:
            true
        default: false
        }
    }

    /// Whether the field is refused in a trailer: framing, routing, request modifiers, authentication and content
    /// processing (RFC 9110 §6.5.1).
    var isForbiddenInTrailers: Bool {
        switch self {
        case .authorization, .cacheControl, .connection, .contentEncoding, .contentLength, .contentRange, .contentType,
            .cookie, .expect, .host, .idempotencyKey, .ifMatch, .ifModifiedSince, .ifNoneMatch, .ifRange,
            .ifUnmodifiedSince, .keepAlive, .maxForwards, .origin, .pragma, .proxyAuthorization, .range, .setCookie,
            .te, .trailer, .transferEncoding, .upgrade, .via, .xForwardedFor, .xForwardedProto:
            true
        default: false
        }
    }
}
