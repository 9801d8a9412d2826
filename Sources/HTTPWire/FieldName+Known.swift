extension FieldName {
    /// `Accept`
    public static var accept: FieldName { FieldName(.accept) }
    /// `Accept-Encoding`
    public static var acceptEncoding: FieldName { FieldName(.acceptEncoding) }
    /// `Accept-Language`
    public static var acceptLanguage: FieldName { FieldName(.acceptLanguage) }
    /// `Accept-Ranges`
    public static var acceptRanges: FieldName { FieldName(.acceptRanges) }
    /// `Access-Control-Allow-Origin`
    public static var accessControlAllowOrigin: FieldName { FieldName(.accessControlAllowOrigin) }
    /// `Access-Control-Allow-Headers`
    public static var accessControlAllowHeaders: FieldName { FieldName(.accessControlAllowHeaders) }
    /// `Access-Control-Allow-Methods`
    public static var accessControlAllowMethods: FieldName { FieldName(.accessControlAllowMethods) }
    /// `Access-Control-Expose-Headers`
    public static var accessControlExposeHeaders: FieldName { FieldName(.accessControlExposeHeaders) }
    /// `Access-Control-Max-Age`
    public static var accessControlMaxAge: FieldName { FieldName(.accessControlMaxAge) }
    /// `Access-Control-Request-Headers`
    public static var accessControlRequestHeaders: FieldName { FieldName(.accessControlRequestHeaders) }
    /// `Access-Control-Request-Method`
    public static var accessControlRequestMethod: FieldName { FieldName(.accessControlRequestMethod) }
    /// `Age`
    public static var age: FieldName { FieldName(.age) }
    /// `Allow`
    public static var allow: FieldName { FieldName(.allow) }
    /// `Authorization`
    public static var authorization: FieldName { FieldName(.authorization) }
    /// `Cache-Control`
    public static var cacheControl: FieldName { FieldName(.cacheControl) }
    /// `Connection`
    public static var connection: FieldName { FieldName(.connection) }
    /// `Content-Digest`
    public static var contentDigest: FieldName { FieldName(.contentDigest) }
    /// `Content-Disposition`
    public static var contentDisposition: FieldName { FieldName(.contentDisposition) }
    /// `Content-Encoding`
    public static var contentEncoding: FieldName { FieldName(.contentEncoding) }
    /// `Content-Language`
    public static var contentLanguage: FieldName { FieldName(.contentLanguage) }
    /// `Content-Length`
    public static var contentLength: FieldName { FieldName(.contentLength) }
    /// `Content-Location`
    public static var contentLocation: FieldName { FieldName(.contentLocation) }
    /// `Content-MD5`
    public static var contentMD5: FieldName { FieldName(.contentMD5) }
    /// `Content-Range`
    public static var contentRange: FieldName { FieldName(.contentRange) }
    /// `Content-Security-Policy`
    public static var contentSecurityPolicy: FieldName { FieldName(.contentSecurityPolicy) }
    /// `Content-Type`
    public static var contentType: FieldName { FieldName(.contentType) }
    /// `Cookie`
    public static var cookie: FieldName { FieldName(.cookie) }
    /// `Cross-Origin-Opener-Policy`
    public static var crossOriginOpenerPolicy: FieldName { FieldName(.crossOriginOpenerPolicy) }
    /// `Cross-Origin-Resource-Policy`
    public static var crossOriginResourcePolicy: FieldName { FieldName(.crossOriginResourcePolicy) }
    /// `Date`
    public static var date: FieldName { FieldName(.date) }
    /// `ETag`
    public static var etag: FieldName { FieldName(.etag) }
    /// `Expect`
    public static var expect: FieldName { FieldName(.expect) }
    /// `Expires`
    public static var expires: FieldName { FieldName(.expires) }
    /// `From`
    public static var from: FieldName { FieldName(.from) }
    /// `Host`
    public static var host: FieldName { FieldName(.host) }
    /// `Idempotency-Key`
    public static var idempotencyKey: FieldName { FieldName(.idempotencyKey) }
    /// `If-Match`
    public static var ifMatch: FieldName { FieldName(.ifMatch) }
    /// `If-Modified-Since`
    public static var ifModifiedSince: FieldName { FieldName(.ifModifiedSince) }
    /// `If-None-Match`
    public static var ifNoneMatch: FieldName { FieldName(.ifNoneMatch) }
    /// `If-Range`
    public static var ifRange: FieldName { FieldName(.ifRange) }
    /// `If-Unmodified-Since`
    public static var ifUnmodifiedSince: FieldName { FieldName(.ifUnmodifiedSince) }
    /// `Keep-Alive`
    public static var keepAlive: FieldName { FieldName(.keepAlive) }
    /// `Last-Event-ID`
    public static var lastEventID: FieldName { FieldName(.lastEventID) }
    /// `Last-Modified`
    public static var lastModified: FieldName { FieldName(.lastModified) }
    /// `Link`
    public static var link: FieldName { FieldName(.link) }
    /// `Location`
    public static var location: FieldName { FieldName(.location) }
    /// `Max-Forwards`
    public static var maxForwards: FieldName { FieldName(.maxForwards) }
    /// `Origin`
    public static var origin: FieldName { FieldName(.origin) }
    /// `Permissions-Policy`
    public static var permissionsPolicy: FieldName { FieldName(.permissionsPolicy) }
    /// `Pragma`
    public static var pragma: FieldName { FieldName(.pragma) }
    /// `Prefer`
    public static var prefer: FieldName { FieldName(.prefer) }
    /// `Proxy-Authorization`
    public static var proxyAuthorization: FieldName { FieldName(.proxyAuthorization) }
    /// `Range`
    public static var range: FieldName { FieldName(.range) }
    /// `Referer`
    public static var referer: FieldName { FieldName(.referer) }
    /// `Referrer-Policy`
    public static var referrerPolicy: FieldName { FieldName(.referrerPolicy) }
    /// `Repr-Digest`
    public static var reprDigest: FieldName { FieldName(.reprDigest) }
    /// `Retry-After`
    public static var retryAfter: FieldName { FieldName(.retryAfter) }
    /// `Server`
    public static var server: FieldName { FieldName(.server) }
    /// `Set-Cookie`
    public static var setCookie: FieldName { FieldName(.setCookie) }
    /// `Strict-Transport-Security`
    public static var strictTransportSecurity: FieldName { FieldName(.strictTransportSecurity) }
    /// `TE`
    public static var te: FieldName { FieldName(.te) }
    /// `traceparent`
    public static var traceparent: FieldName { FieldName(.traceparent) }
    /// `tracestate`
    public static var tracestate: FieldName { FieldName(.tracestate) }
    /// `Trailer`
    public static var trailer: FieldName { FieldName(.trailer) }
    /// `Transfer-Encoding`
    public static var transferEncoding: FieldName { FieldName(.transferEncoding) }
    /// `Tus-Extension`
    public static var tusExtension: FieldName { FieldName(.tusExtension) }
    /// `Tus-Max-Size`
    public static var tusMaxSize: FieldName { FieldName(.tusMaxSize) }
    /// `Tus-Resumable`
    public static var tusResumable: FieldName { FieldName(.tusResumable) }
    /// `Tus-Version`
    public static var tusVersion: FieldName { FieldName(.tusVersion) }
    /// `Upgrade`
    public static var upgrade: FieldName { FieldName(.upgrade) }
    /// `Upload-Length`
    public static var uploadLength: FieldName { FieldName(.uploadLength) }
    /// `Upload-Metadata`
    public static var uploadMetadata: FieldName { FieldName(.uploadMetadata) }
    /// `Upload-Offset`
    public static var uploadOffset: FieldName { FieldName(.uploadOffset) }
    /// `User-Agent`
    public static var userAgent: FieldName { FieldName(.userAgent) }
    /// `Vary`
    public static var vary: FieldName { FieldName(.vary) }
    /// `Via`
    public static var via: FieldName { FieldName(.via) }
    /// `Want-Repr-Digest`
    public static var wantReprDigest: FieldName { FieldName(.wantReprDigest) }
    /// `WWW-Authenticate`
    public static var wwwAuthenticate: FieldName { FieldName(.wwwAuthenticate) }
    /// `X-Content-Type-Options`
    public static var xContentTypeOptions: FieldName { FieldName(.xContentTypeOptions) }
    /// `X-Forwarded-For`
    public static var xForwardedFor: FieldName { FieldName(.xForwardedFor) }
    /// `X-Forwarded-Proto`
    public static var xForwardedProto: FieldName { FieldName(.xForwardedProto) }
    /// `X-Frame-Options`
    public static var xFrameOptions: FieldName { FieldName(.xFrameOptions) }
    /// `X-Request-ID`
    public static var xRequestID: FieldName { FieldName(.xRequestID) }
}
