internal import Glibc

extension Peer {
    /// The address that `accept4` gave, as text. An IPv4 peer of a socket that is bound to both families is one of IPv4.
    init(address: inout sockaddr_storage, isSecure: Bool) {
        let bytes = Self.addressBytes(&address)
        guard !bytes.isEmpty else {
            self.init(address: "", isLoopback: false, isSecure: isSecure)
            return
        }
        if bytes.count == 4 {
            let text = "\(bytes[0]).\(bytes[1]).\(bytes[2]).\(bytes[3])"
            self.init(address: text, isLoopback: bytes[0] == 127, isSecure: isSecure)
            return
        }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let isWritten = unsafe inet_ntop(AF_INET6, bytes, &text, socklen_t(text.count)) != nil
        let name =
            isWritten ? String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) : ""
        self.init(address: name, isLoopback: name == "::1", isSecure: isSecure)
    }

    /// The 4 or 16 bytes of an address, in network order; none for another family.
    fileprivate static func addressBytes(_ address: inout sockaddr_storage) -> [UInt8] {
        let family = Int32(address.ss_family)
        return unsafe withUnsafeBytes(of: &address) { raw in
            switch family {
            // struct sockaddr_in: family, port, address (RFC 3493 §3.3 for its sibling).
            case AF_INET: return unsafe Array(raw[4..<8])
            case AF_INET6:
                let bytes = unsafe Array(raw[8..<24])
                // RFC 4291 §2.5.5.2: an IPv4-mapped address.
                let isMapped = bytes[0..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xff && bytes[11] == 0xff
                return isMapped ? Array(bytes[12..<16]) : bytes
            default: return []
            }
        }
    }
}

extension ConnectionCount.Origin {
    /// Whom connections of this address are counted for.
    init(address: inout sockaddr_storage) {
        let bytes = Peer.addressBytes(&address)
        // One host may use all the addresses of its /64 (RFC 4291 §2.5.1).
        let significant = bytes.count == 16 ? bytes.prefix(8) : bytes[...]
        self.init(
            prefix: significant.reduce(0) { $0 << 8 | UInt64($1) }, isIPv6: bytes.count == 16)
    }
}
