internal import HTTPWire

/// Chunked bodies, extensions and trailers.
public enum ChunkedVectors {
    public static let accepted: [Vector] = [
        .accepted(chunked("0\r\n\r\n")),
        .accepted(chunked("5\r\nhello\r\n0\r\n\r\n"), bodies: ["hello"]),
        .accepted(chunked("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"), bodies: ["hello world"]),
        .accepted(chunked("A\r\n0123456789\r\na\r\n0123456789\r\n00\r\n\r\n"), bodies: ["01234567890123456789"]),
        .accepted(chunked("0000000000000001\r\nx\r\n0000000000000000\r\n\r\n"), bodies: ["x"]),
        .accepted(chunked("1;a\r\nx\r\n0;b=c\r\n\r\n"), bodies: ["x"]),
        .accepted(chunked("1;a=\"b;\\\"c\"\r\nx\r\n0\r\n\r\n"), bodies: ["x"]),
        .accepted(chunked("1 ; a = b ; c\r\nx\r\n0\r\n\r\n"), bodies: ["x"]),
        .accepted(chunked("1;a=\"\u{e9}\t\" ;b\r\nx\r\n0\r\n\r\n"), bodies: ["x"]),
        .accepted(chunked("1\r\n\r\r\n0\r\n\r\n"), bodies: ["\r"]),
        .accepted(chunked("2\r\n\r\n\r\n0\r\n\r\n"), bodies: ["\r\n"]),
    ]

    public static let sizes: [Vector] = [
        "\r\n", " 5\r\n", "\t5\r\n", "+5\r\n", "-5\r\n", "0x5\r\n", "5_0\r\n", "g\r\n", "5,\r\n",
        "00000000000000005\r\n",
        "fffffffffffffffff\r\n", "\u{0}5\r\n", "5\u{0}\r\n", "\u{ef}\u{bc}\u{95}\r\n", "5.0\r\n", "\r\n5\r\n", ";a\r\n",
        "5\u{a0}\r\n",
    ].map { .refused(.badChunkSize, chunked($0)) }

    public static let extensions: [Vector] =
        [
            "5 \r\n", "5\t\r\n", "5 5\r\n", "5;\r\n", "5;a=\r\n", "5;a b\r\n", "5;;a\r\n", "5;a=\"b\r\n",
            "5;a=\"b\"c\r\n",
            "5;a=b \r\n", "5;a \r\n", "5;=b\r\n", "5;a\u{0}\r\n", "5;a=\"\u{0}\"\r\n", "5;\u{e9}\r\n",
        ].map { .refused(.badChunkExtension, chunked($0)) }
        + [
            .refused(.bareLineFeed, chunked("5;a\nhello\r\n0\r\n\r\n")),
            .refused(.bareCarriageReturn, chunked("5;a\rb\r\nhello\r\n0\r\n\r\n")),
            .refused(.bareCarriageReturn, chunked("5\rhello")),
            .refused(.bareCarriageReturn, chunked("5\r\r\nhello")),
            .refused(.badChunkSize, chunked("5\nhello\r\n0\r\n\r\n")),
        ]

    public static let ends: [Vector] =
        ["5\r\nhello!\r\n", "5\r\nhelloX\r\n", "5\r\nhello\n0\r\n\r\n", "5\r\nhello\r0", "5\r\nhello0\r\n\r\n"].map {
            .refused(.badChunkEnd, chunked($0))
        } + [.refused(.badChunkSize, chunked("5\r\nhello\r\n\r\n0\r\n\r\n"))]

    public static let trailers: [Vector] = [
        .accepted(chunked("1\r\nx\r\n0\r\nX-Checksum: abc\r\nServer-Timing: a\r\n\r\n"), bodies: ["x"]),
        .refused(.forbiddenTrailer, chunked("0\r\nContent-Length: 5\r\n\r\n")),
        .refused(.forbiddenTrailer, chunked("0\r\nTransfer-Encoding: chunked\r\n\r\n")),
        .refused(.forbiddenTrailer, chunked("0\r\nhost: b\r\n\r\n")),
        .refused(.forbiddenTrailer, chunked("0\r\nAuthorization: Bearer a\r\n\r\n")),
        .refused(.forbiddenTrailer, chunked("0\r\nX: a\r\nCookie: a\r\n\r\n")),
        .refused(.forbiddenTrailer, chunked("0\r\nIf-Match: *\r\n\r\n")),
        .refused(.badFieldName, chunked("0\r\nX\r\n\r\n")),
        .refused(.spaceBeforeColon, chunked("0\r\nX : a\r\n\r\n")),
        .refused(.obsoleteFolding, chunked("0\r\nX: a\r\n b\r\n\r\n")),
        .refused(.obsoleteFolding, chunked("0\r\n X: a\r\n\r\n")),
        .refused(.controlByte, chunked("0\r\nX: a\u{0}\r\n\r\n")),
        .refused(.bareLineFeed, chunked("0\r\nX: a\n\r\n")),
        .refused(.bareLineFeed, chunked("0\r\n\n")),
        .refused(.bareCarriageReturn, chunked("0\r\n\rX")),
        .refused(.bareCarriageReturn, chunked("0\r\nX: a\r\r\n\r\n")),
    ]

    /// All of them.
    public static let all: [Vector] = accepted + sizes + extensions + ends + trailers
}
