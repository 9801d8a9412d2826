/// What a `traceparent` field says (W3C Trace Context, level 1): which trace a request belongs to.
public struct TraceContext: Sendable, Hashable {
    /// The trace, 32 lower-case hexadecimal digits.
    public let traceID: String
    /// The span of whoever sent the field, 16 lower-case hexadecimal digits.
    public let parentID: String
    /// Whether the caller records the trace.
    public let isSampled: Bool

    private init(traceID: String, parentID: String, isSampled: Bool) {
        self.traceID = traceID
        self.parentID = parentID
        self.isSampled = isSampled
    }

    /// Reads the value of `traceparent`: `version-traceid-parentid-flags` (§3.2).
    ///
    /// A version after 00 may have more parts, which are dropped; ff is none. nil for anything malformed, which is to be
    /// treated as if it had not been sent (§3.2.2).
    public init?(_ text: String) {
        let bytes = Array(text.utf8.prefix(56))
        guard bytes.count >= 55, bytes[2] == Byte.dash, bytes[35] == Byte.dash, bytes[52] == Byte.dash,
            Self.isLowerHex(bytes[0..<2]), Self.isLowerHex(bytes[3..<35]), Self.isLowerHex(bytes[36..<52]),
            Self.isLowerHex(bytes[53..<55])
        else { return nil }
        let version = String(decoding: bytes[0..<2], as: UTF8.self)
        guard version != "ff", bytes.count == 55 || (version != "00" && bytes[55] == Byte.dash) else { return nil }
        // An id of zeros alone is invalid (§3.2.2.3, §3.2.2.4).
        guard bytes[3..<35].contains(where: { $0 != Byte.zero }), bytes[36..<52].contains(where: { $0 != Byte.zero })
        else { return nil }
        traceID = String(decoding: bytes[3..<35], as: UTF8.self)
        parentID = String(decoding: bytes[36..<52], as: UTF8.self)
        isSampled = (bytes[54].hexValue ?? 0) & 1 == 1
    }

    /// The same trace as seen by who is called next.
    ///
    /// - Parameter span: The id of the caller's own span; zero, which is none, becomes one.
    public func child(span: UInt64) -> TraceContext {
        let digits = String(max(1, span), radix: 16)
        return TraceContext(
            traceID: traceID, parentID: String(repeating: "0", count: 16 - digits.utf8.count) + digits,
            isSampled: isSampled)
    }

    /// The value to send as `traceparent`.
    public var text: String { "00-\(traceID)-\(parentID)-\(isSampled ? "01" : "00")" }

    private static func isLowerHex(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.allSatisfy { $0.hexValue != nil && $0.lowercased == $0 }
    }
}

extension TraceContext: CustomStringConvertible {
    /// The value to send as `traceparent`.
    public var description: String { text }
}

extension RequestHead {
    /// The trace the request belongs to; nil without one `traceparent` field that is well formed.
    public var traceContext: TraceContext? {
        guard contains(.traceparent) else { return nil }
        let values = values(.traceparent)
        return values.count == 1 ? TraceContext(values[0]) : nil
    }
}
