internal import Glibc

/// An IPv4 or IPv6 address as a number. Its text is made when somebody asks for it, which for most connections is never.
struct NetworkAddress: Sendable, Hashable {
    /// The first and the last eight bytes of an IPv6 address; an IPv4 address is the last four.
    private let high: UInt64
    private let low: UInt64
    private let isIPv6: Bool

    /// The address that `accept4` gave; nil for another family. An IPv4 peer of a socket that is bound to both families is
    /// one of IPv4.
    init?(_ address: inout sockaddr_storage) {
        let family = Int32(address.ss_family)
        let (high, low) = unsafe withUnsafeBytes(of: &address) { raw in
            // struct sockaddr_in is family, port, address; for its sibling see RFC 3493 §3.3.
            family == AF_INET
                ? (0, UInt64(UInt32(bigEndian: unsafe raw.loadUnaligned(fromByteOffset: 4, as: UInt32.self))))
                : (
                    UInt64(bigEndian: unsafe raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
                    UInt64(bigEndian: unsafe raw.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
                )
        }
        switch family {
        case AF_INET:
            (self.high, self.low, isIPv6) = (0, low, false)
        case AF_INET6 where high == 0 && low >> 32 == 0xffff:
            // RFC 4291 §2.5.5.2: an IPv4-mapped address.
            (self.high, self.low, isIPv6) = (0, low & 0xffff_ffff, false)
        case AF_INET6:
            (self.high, self.low, isIPv6) = (high, low, true)
        default:
            return nil
        }
    }

    /// Whether it is this machine's own: 127.0.0.0/8 (RFC 1122 §3.2.1.3) or ::1 (RFC 4291 §2.5.3).
    var isLoopback: Bool {
        isIPv6 ? high == 0 && low == 1 : low >> 24 == 127
    }

    /// Whom connections of this address are counted for: one host may use all the addresses of its /64 (RFC 4291 §2.5.1).
    var origin: ConnectionCount.Origin {
        ConnectionCount.Origin(prefix: isIPv6 ? high : low, isIPv6: isIPv6)
    }

    /// Numeric, such as `127.0.0.1` or `::1`.
    var text: String {
        guard isIPv6 else { return [24, 16, 8, 0].map { "\(low >> $0 & 0xff)" }.joined(separator: ".") }
        var bytes = (high.bigEndian, low.bigEndian)
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard unsafe inet_ntop(AF_INET6, &bytes, &text, socklen_t(text.count)) != nil else { return "" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
