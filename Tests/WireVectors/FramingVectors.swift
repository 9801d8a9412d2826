internal import HTTPWire

/// Content-Length, Transfer-Encoding, and requests that follow each other.
public enum FramingVectors {
    public static let both: [Vector] = [
        .refused(.lengthAndTransferEncoding, get("Content-Length: 5", "Transfer-Encoding: chunked")),
        .refused(.lengthAndTransferEncoding, get("Transfer-Encoding: chunked", "Content-Length: 5")),
        .refused(.lengthAndTransferEncoding, get("Content-Length: x", "Transfer-Encoding: y z")),
        .refused(.lengthAndTransferEncoding, get("Content-Length: 5", "Content-Length: 6", "Transfer-Encoding: a")),
        .refused(.transferEncodingOnHTTP10, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"),
        .refused(.transferEncodingOnHTTP10, "POST / HTTP/1.0\r\nTransfer-Encoding: identity\r\n\r\n"),
    ]

    public static let transferEncodings: [Vector] =
        [
            "chunked, chunked", "chunked,", ",chunked", "", "chunked;a=b", "chunked; ", "\u{a0}chunked",
            "chunked\u{a0}",
            "chunked, gzip", "gzip, chunked, identity", "chun ked", "\"chunked\"", "gzip;q=1", "gzip,,chunked",
            "chunked ,",
        ].map { .refused(.badTransferEncoding, get("Transfer-Encoding: \($0)")) }
        + ["\u{b}chunked", "chunked\u{c}", "chunked\u{0}"].map {
            .refused(.controlByte, get("Transfer-Encoding: \($0)"))
        }
        + ["gzip", "identity", "xchunked", "gzip, chunked", "deflate , chunked"].map {
            .refused(.unknownTransferCoding, get("Transfer-Encoding: \($0)"))
        }
        + [
            .refused(.badTransferEncoding, get("Transfer-Encoding: chunked", "Transfer-Encoding: chunked")),
            .refused(.badTransferEncoding, get("Transfer-Encoding: gzip", "Transfer-Encoding: chunked")),
            .accepted(get("Transfer-Encoding: CHUNKED") + "0\r\n\r\n"),
            .accepted(get("transfer-encoding: \t Chunked \t") + "0\r\n\r\n"),
        ]

    public static let lengths: [Vector] =
        [
            "+5", "-5", "5 5", "5_0", "0x5", "5,5", "5, 5", "", "5;", "\u{ef}\u{bc}\u{95}", "5.0", "1e3",
            "9223372036854775808",
            "18446744073709551616", "99999999999999999999999999999999999999", "\u{a0}5", "5\u{a0}",
        ].map { .refused(.badContentLength, get("Content-Length: \($0)")) }
        + [
            .refused(.badContentLength, get("Content-Length: 5", "Content-Length: 5")),
            .refused(.badContentLength, get("Content-Length: 5", "content-length: 6")),
            .accepted(get("Content-Length: 5") + "hello", bodies: ["hello"]),
            .accepted(get("Content-Length: \t 0005 ") + "hello", bodies: ["hello"]),
            .accepted(get("Content-Length: 0")),
        ]

    public static let pipelines: [Vector] = [
        .accepted(get() + get(), bodies: ["", ""]),
        .accepted(get("Content-Length: 3") + "abc" + get() + chunked("1\r\nx\r\n0\r\n\r\n"), bodies: ["abc", "", "x"]),
        .accepted(get("Content-Length: 3") + "abc\r\n" + get(), bodies: ["abc", ""]),
        .refused(.bareLineFeed, after: 2, get() + get() + "GET / HTTP/1.1\n" + get()),
    ]

    /// All of them.
    public static let all: [Vector] = both + transferEncodings + lengths + pipelines
}
