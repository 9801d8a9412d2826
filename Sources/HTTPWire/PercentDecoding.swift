/// Percent-decoding (RFC 3986 §2.1) of path segments and query parameters.
public enum PercentDecoding {
    /// One path segment, decoded.
    ///
    /// - Returns: nil for a malformed escape, for text that is not UTF-8, and for an encoded slash or NUL, which would
    ///   let one segment pass as several.
    public static func segment(_ bytes: ArraySlice<UInt8>) -> String? {
        guard bytes.contains(Byte.percent) else { return String(validating: bytes, as: UTF8.self) }
        guard let decoded = decode(bytes, plusIsSpace: false), !decoded.contains(Byte.slash), !decoded.contains(0)
        else { return nil }
        return String(validating: decoded, as: UTF8.self)
    }

    /// One path segment, decoded, as `segment(_:)` of its bytes.
    public static func segment(_ text: String) -> String? {
        segment([UInt8](text.utf8)[...])
    }

    /// The parameters of a query in their order: `a=1&b` is `a` with `1` and `b` with an empty value. `+` is a space
    /// (WHATWG URL, application/x-www-form-urlencoded). Empty parameters are left out.
    ///
    /// - Returns: nil for a malformed escape or text that is not UTF-8.
    public static func query(_ text: String) -> [(name: String, value: String)]? {
        let bytes = [UInt8](text.utf8)
        var parameters: [(name: String, value: String)] = []
        for parameter in bytes.split(separator: 0x26) {
            let equals = parameter.firstIndex(of: Byte.equals) ?? parameter.endIndex
            guard let name = decode(parameter[..<equals], plusIsSpace: true),
                let value = decode(parameter[equals...].dropFirst(), plusIsSpace: true),
                let name = String(validating: name, as: UTF8.self),
                let value = String(validating: value, as: UTF8.self)
            else { return nil }
            parameters.append((name, value))
        }
        return parameters
    }

    /// The byte two hexadecimal digits stand for.
    static func byte(_ high: UInt8, _ low: UInt8) -> UInt8? {
        guard let high = high.hexValue, let low = low.hexValue else { return nil }
        return high << 4 | low
    }

    /// Decoded text; nil for a malformed escape or text that is not UTF-8.
    static func text(_ bytes: ArraySlice<UInt8>) -> String? {
        guard let decoded = decode(bytes, plusIsSpace: false) else { return nil }
        return String(validating: decoded, as: UTF8.self)
    }

    private static func decode(_ bytes: ArraySlice<UInt8>, plusIsSpace: Bool) -> [UInt8]? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var offset = bytes.startIndex
        while offset < bytes.endIndex {
            switch bytes[offset] {
            case Byte.percent:
                guard bytes.endIndex - offset > 2, let byte = byte(bytes[offset + 1], bytes[offset + 2]) else {
                    return nil
                }
                decoded.append(byte)
                offset += 3
            case 0x2b where plusIsSpace:
                decoded.append(Byte.space)
                offset += 1
            case let byte:
                decoded.append(byte)
                offset += 1
            }
        }
        return decoded
    }
}
