internal import HTTPWire

/// Request lines, empty lines, methods, targets and versions.
public enum StartLineVectors {
    public static let lineEnds: [Vector] = [
        .refused(.bareLineFeed, "GET / HTTP/1.1\nHost: a\n\n"),
        .refused(.bareLineFeed, "GET / HTTP/1.1\r\nHost: a\n\r\n"),
        .refused(.bareLineFeed, "GET / HTTP/1.1\r\nHost: a\r\n\n"),
        .refused(.bareLineFeed, "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.bareCarriageReturn, "GET / HTTP/1.1\rHost: a\r\n\r\n"),
        .refused(.bareCarriageReturn, "GET /\r HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.bareCarriageReturn, "GET / HTTP/1.1\r\nHost: a\r\nX: b\rc\r\n\r\n"),
        .refused(.bareCarriageReturn, "GET / HTTP/1.1\r\nHost: a\r\r\n\r\n"),
        .refused(.bareCarriageReturn, "GET / HTTP/1.1\r\nHost: a\r\n\r\r\n"),
        .refused(.bareCarriageReturn, "GET / HTTP/1.1\r\nHost: a\r\r\n\r\r\n"),
    ]

    public static let emptyLines: [Vector] = [
        .accepted("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        .accepted("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.tooManyEmptyLines, "\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.spaceBeforeFields, "GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
        .refused(.spaceBeforeFields, "GET / HTTP/1.1\r\n\tHost: a\r\n\r\n"),
        .refused(.spaceBeforeFields, "GET / HTTP/1.1\r\n \r\nHost: a\r\n\r\n"),
    ]

    public static let requestLines: [Vector] = [
        .refused(.badVersion, "GET /  HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badRequestLine, "GET  HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badVersion, "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badMethod, "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badTarget, "GET /\t HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badVersion, "GET / HTTP/1.1 \r\nHost: a\r\n\r\n"),
        .refused(.badMethod, " GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badVersion, "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badTarget, "GET /#top HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badTarget, "GET /?a#top HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.controlByte, "GET /\u{0} HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.controlByte, "GET /\u{7f} HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badTarget, "GET /\u{e9} HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badTarget, "GET /?\u{e9} HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badTarget, "GET a HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badTarget, "GET ?a HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badTarget, "GET /\"<>\" HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badRequestLine, "GET\r\nHost: a\r\n\r\n"),
        .refused(.controlByte, "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}"),
        .accepted("GET /a|b?c={d}&e=[f]\\ HTTP/1.1\r\nHost: a\r\n\r\n"),
    ]

    public static let badPaths: [Vector] = [
        "/%00", "/a%0d", "/a%0A", "/%1f", "/%7F", "/a\\b", "/a%5cb", "/%c0%ae", "/%C0%AF", "/%e0%80%af", "/%ff",
        "/%c3", "/%c3/%a9", "/%ed%a0%80", "/%f4%90%80%80",
    ].map { .refused(.badPath, "GET \($0) HTTP/1.1\r\nHost: a\r\n\r\n") }

    public static let methods: [Vector] =
        ["get", "Get", "FOO", "GETS", "M-SEARCH", "PROPFIND"].map {
            .refused(.unknownMethod, "\($0) / HTTP/1.1\r\nHost: a\r\n\r\n")
        }
        + ["G(ET", "G\"T", "\u{e9}", "GET/", "{}"].map {
            .refused(.badMethod, "\($0) / HTTP/1.1\r\nHost: a\r\n\r\n")
        }
        + [
            .refused(.connectNotSupported, "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"),
            .refused(.badTarget, "CONNECT a HTTP/1.1\r\nHost: a\r\n\r\n"),
            .refused(.badHost, "CONNECT / HTTP/1.1\r\nHost: a\r\n\r\n"),
            .accepted("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"),
            .refused(.badAsteriskTarget, "GET * HTTP/1.1\r\nHost: a\r\n\r\n"),
            .refused(.badAsteriskTarget, "TRACE * HTTP/1.1\r\nHost: a\r\n\r\n"),
            .refused(.badTarget, "OPTIONS *a HTTP/1.1\r\nHost: a\r\n\r\n"),
        ]

    public static let versions: [Vector] =
        ["HTTP/1.2", "HTTP/1.9"].map { .accepted("GET / \($0)\r\nHost: a\r\n\r\n") }
        + ["HTTP/2.0", "HTTP/0.9", "HTTP/3.1"].map {
            .refused(.unsupportedVersion, "GET / \($0)\r\nHost: a\r\n\r\n")
        }
        + [
            "http/1.1", "HTTP/01.1", "HTTP/1", "HTTP/1.", "HTTP/1.10", "HTTP/1,1", "HTTPS/1.1", "HTP/1.1", "HTTP/1.x",
            "HTTP/ 1.1", "HTTP/1. 1", "HTTP /1.1", "",
        ].map { .refused(.badVersion, "GET / \($0)\r\nHost: a\r\n\r\n") }
        + [
            .refused(.badRequestLine, "GET /\r\n"),
            .refused(.unsupportedVersion, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        ]

    /// All of them.
    public static let all: [Vector] = lineEnds + emptyLines + requestLines + badPaths + methods + versions
}
