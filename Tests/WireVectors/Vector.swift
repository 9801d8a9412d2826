public import HTTPWire

/// A stream of bytes and what it must be read as: by the parsers, and by a server over a socket.
public struct Vector: Sendable {
    public enum Expectation: Sendable, Hashable {
        /// The last thing that happens is this error, after `requests` complete ones.
        case refused(WireError.Code, after: Int = 0)
        /// These bodies come, each of one complete request, and nothing else.
        case accepted([String])
    }

    public let bytes: [UInt8]
    public let expectation: Expectation

    public init(bytes: [UInt8], expectation: Expectation) {
        self.bytes = bytes
        self.expectation = expectation
    }

    /// The request is refused.
    public static func refused(_ code: WireError.Code, after: Int = 0, _ text: String) -> Vector {
        Vector(bytes: WireVectors.bytes(text), expectation: .refused(code, after: after))
    }

    /// The request is accepted.
    public static func accepted(_ text: String, bodies: [String] = [""]) -> Vector {
        Vector(bytes: WireVectors.bytes(text), expectation: .accepted(bodies))
    }

    /// Every vector there is.
    public static let all: [Vector] =
        StartLineVectors.all + HostVectors.all + FieldVectors.all + FramingVectors.all + ChunkedVectors.all
}

extension Vector: CustomStringConvertible {
    public var description: String { String(decoding: bytes.prefix(120), as: UTF8.self).debugDescription }
}

/// The bytes of a text whose characters stand for one byte each: `\u{e9}` is 0xe9, not its UTF-8.
public func bytes(_ text: String) -> [UInt8] { text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } }

/// A GET of `/` with these further field lines.
public func get(_ fields: String...) -> String {
    (["GET / HTTP/1.1", "Host: a"] + fields).joined(separator: "\r\n") + "\r\n\r\n"
}

/// A chunked POST with this body.
public func chunked(_ body: String) -> String {
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body
}
