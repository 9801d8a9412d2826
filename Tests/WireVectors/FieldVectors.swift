internal import HTTPWire

/// Field lines.
public enum FieldVectors {
    public static let names: [Vector] = [
        .refused(.spaceBeforeColon, get("X : a")),
        .refused(.spaceBeforeColon, get("X\t: a")),
        .refused(.spaceBeforeColon, get("Transfer-Encoding : chunked")),
        .refused(.badFieldName, get("X")),
        .refused(.spaceBeforeColon, get("X a")),
        .refused(.badFieldName, get(": a")),
        .refused(.badFieldName, get("X(: a")),
        .refused(.badFieldName, get("X\u{e9}: a")),
        .refused(.badFieldName, get("\u{e9}: a")),
        .refused(.badFieldName, get("X@Y: a")),
        .refused(.badFieldName, get("[X]: a")),
        .refused(.obsoleteFolding, get("X: a", " b")),
        .refused(.obsoleteFolding, get("X: a", "\tb")),
        .refused(.obsoleteFolding, get("X: a", " ")),
    ]

    public static let controls: [Vector] =
        (0...0x1f).filter { $0 != 0x09 && $0 != 0x0a && $0 != 0x0d }.map {
            .refused(.controlByte, get("X: a\(Character(Unicode.Scalar(UInt8($0))))b"))
        } + [.refused(.controlByte, get("X: \u{7f}"))]

    public static let singletons: [Vector] = [
        "Content-Type: text/plain", "Authorization: Bearer a", "If-Range: \"a\"", "Range: bytes=0-1",
        "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT", "Idempotency-Key: a", "User-Agent: a", "Referer: /",
        "Content-Disposition: attachment", "Last-Event-ID: 1",
    ].map { .refused(.duplicateField, get($0, $0)) }

    /// All of them.
    public static let all: [Vector] = names + controls + singletons
}
