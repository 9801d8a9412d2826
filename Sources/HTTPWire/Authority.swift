/// A host and an optional port, as a Host field or a request target gives them (RFC 9110 §7.2, RFC 3986 §3.2).
struct Authority {
    /// Where the host stands, brackets included.
    let host: Range<Int>
    /// The port; nil if none is given.
    let port: UInt16?

    /// Reads the authority at `range`. User information, a path, a list, an empty host and a port over 65,535 are
    /// refused (RFC 9112 §3.2).
    init(_ bytes: RawSpan, _ range: Range<Int>) throws(WireError) {
        guard !range.isEmpty else { throw WireError(.badHost) }
        let end: Int
        if bytes.byte(at: range.lowerBound) == Byte.openBracket {
            guard let close = bytes.firstIndex(of: Byte.closeBracket, in: range),
                Self.isIPv6(bytes, range.lowerBound + 1..<close)
            else { throw WireError(.badHost) }
            end = close + 1
        } else {
            end = bytes.firstIndex(of: Byte.colon, in: range) ?? range.upperBound
            guard end > range.lowerBound, Self.isName(bytes, range.lowerBound..<end) else {
                throw WireError(.badHost)
            }
        }
        host = range.lowerBound..<end
        guard end < range.upperBound else {
            port = nil
            return
        }
        guard bytes.byte(at: end) == Byte.colon else { throw WireError(.badHost) }
        port = try Self.port(bytes, end + 1..<range.upperBound)
    }

    /// Whether both name the same server, where a port that is not given is `defaultPort` (RFC 9110 §4.2.3).
    func isSame(as other: Authority, defaultPort: UInt16, _ bytes: RawSpan) -> Bool {
        guard host.count == other.host.count, port ?? defaultPort == other.port ?? defaultPort else { return false }
        for index in 0..<host.count
        where bytes.byte(at: host.lowerBound + index).lowercased
            != bytes.byte(at: other.host.lowerBound + index).lowercased
        {
            return false
        }
        return true
    }

    /// RFC 3986 §3.2.3: digits, perhaps none.
    private static func port(_ bytes: RawSpan, _ range: Range<Int>) throws(WireError) -> UInt16? {
        guard !range.isEmpty else { return nil }
        var port: UInt16 = 0
        for offset in range {
            let byte = bytes.byte(at: offset)
            let (shifted, shiftOverflow) = port.multipliedReportingOverflow(by: 10)
            let (sum, sumOverflow) = shifted.addingReportingOverflow(UInt16(byte &- Byte.zero))
            guard byte.isDigit, !shiftOverflow, !sumOverflow else { throw WireError(.badHost) }
            port = sum
        }
        return port
    }

    /// RFC 3986 §3.2.2, reg-name: also covers IPv4 addresses.
    private static func isName(_ bytes: RawSpan, _ range: Range<Int>) -> Bool {
        var offset = range.lowerBound
        while offset < range.upperBound {
            let byte = bytes.byte(at: offset)
            if byte == Byte.percent {
                guard range.upperBound - offset > 2, bytes.byte(at: offset + 1).hexValue != nil,
                    bytes.byte(at: offset + 2).hexValue != nil
                else { return false }
                offset += 3
            } else {
                guard ByteSet.registeredName.contains(byte) else { return false }
                offset += 1
            }
        }
        return true
    }

    /// RFC 3986 §3.2.2, IPv6address: eight groups of one to four hexadecimal digits, of which one run may be left out
    /// with `::`, and of which the last two may be written as an IPv4 address.
    private static func isIPv6(_ bytes: RawSpan, _ range: Range<Int>) -> Bool {
        var groups = 0
        var gap = false
        var offset = range.lowerBound
        if range.count >= 2, bytes.equals("::", in: offset..<offset + 2) {
            gap = true
            offset += 2
        }
        while offset < range.upperBound {
            let start = offset
            while offset < range.upperBound, bytes.byte(at: offset).hexValue != nil { offset += 1 }
            if offset < range.upperBound, bytes.byte(at: offset) == Byte.dot {
                groups += 2
                return isIPv4(bytes, start..<range.upperBound) && (gap ? groups < 8 : groups == 8)
            }
            guard (1...4).contains(offset - start), groups < 8 else { return false }
            groups += 1
            guard offset < range.upperBound else { break }
            guard bytes.byte(at: offset) == Byte.colon else { return false }
            offset += 1
            guard offset < range.upperBound else { return false }
            if bytes.byte(at: offset) == Byte.colon {
                guard !gap else { return false }
                gap = true
                offset += 1
            }
        }
        return gap ? groups < 8 : groups == 8
    }

    /// Four numbers of 0 to 255 with dots between them.
    private static func isIPv4(_ bytes: RawSpan, _ range: Range<Int>) -> Bool {
        var numbers = 0
        var digits = 0
        var number = 0
        for offset in range {
            let byte = bytes.byte(at: offset)
            if byte == Byte.dot {
                guard digits > 0 else { return false }
                numbers += 1
                (digits, number) = (0, 0)
            } else {
                guard byte.isDigit, digits < 3 else { return false }
                number = number * 10 + Int(byte &- Byte.zero)
                digits += 1
                guard number <= 255 else { return false }
            }
        }
        return numbers == 3 && digits > 0
    }
}
