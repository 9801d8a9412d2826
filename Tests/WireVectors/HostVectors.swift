internal import HTTPWire

/// Host fields and absolute-form targets.
public enum HostVectors {
    public static let mismatches: [Vector] = [
        .refused(.hostMismatch, "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.hostMismatch, "GET http://a:81/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.hostMismatch, "GET https://a:80/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.missingHost, "GET http://a/ HTTP/1.1\r\n\r\n"),
        .refused(.badTarget, "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badHost, "GET http:///b HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badTarget, "GET http:// HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.badHost, "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        .accepted("GET http://a/ HTTP/1.0\r\n\r\n"),
        .accepted("GET http://A:80/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        .accepted("GET https://a/ HTTP/1.1\r\nHost: a:443\r\n\r\n"),
        .accepted("GET http://a?b HTTP/1.1\r\nHost: a\r\n\r\n"),
        .refused(.hostMismatch, "GET http://a./ HTTP/1.1\r\nHost: a\r\n\r\n"),
        .accepted("OPTIONS http://a HTTP/1.1\r\nHost: a\r\n\r\n"),
    ]

    public static let badHosts: [Vector] =
        [
            "", " ", "a,b", "a, b", "a b", "u@a", "u:p@a", "a/b", "http://a", "a:b", "a:65536", "a:-1", "a:80:80",
            ":80",
            "a?b", "a#b", "[::1", "::1", "[::1]a", "[]", "[g::1]", "[1:2:3]", "[1::2::3]", "[::1.2.3]", "[::256.1.1.1]",
            "[1:2:3:4:5:6:7:8:9]", "[12345::]", "[:1]", "[1:]", "\u{e9}", "a%", "a%2", "a\\b", "\"a\"", "<a>",
            "a:99999999999999999999",
        ].map { .refused(.badHost, "GET / HTTP/1.1\r\nHost: \($0)\r\n\r\n") }
        + [
            .refused(.missingHost, "GET / HTTP/1.1\r\n\r\n"),
            .refused(.badHost, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
            .refused(.badHost, "GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n"),
            .refused(.badHost, "GET / HTTP/1.0\r\nHost: a,b\r\n\r\n"),
            .refused(.badHost, "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n"),
        ]

    public static let goodHosts: [Vector] =
        [
            "a", "a.example", "a:80", "a:", "127.0.0.1:8080", "[::1]", "[::1]:8080", "[::]", "[2001:db8::1]",
            "[1:2:3:4:5:6:7:8]", "[::ffff:1.2.3.4]", "[1:2:3:4:5:6:1.2.3.4]", "[1::8]", "a-b_c~d", "xn--bcher-kva",
            "%41",
            "a:65535",
        ].map { .accepted("GET / HTTP/1.1\r\nHost: \($0)\r\n\r\n") } + [.accepted("GET / HTTP/1.0\r\n\r\n")]

    /// All of them.
    public static let all: [Vector] = mismatches + badHosts + goodHosts
}
