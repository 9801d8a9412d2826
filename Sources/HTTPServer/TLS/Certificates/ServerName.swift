internal import Glibc

/// A name that a certificate can be for: a DNS name, perhaps with `*` as its first label, or an IP address.
public struct ServerName: Sendable, Hashable, CustomStringConvertible {
    enum Kind: Hashable { case dns, address }

    let kind: Kind
    /// The name as a certificate holds it: lower-case, an address without brackets.
    public let description: String

    /// Takes a name as people write it.
    ///
    /// - Throws: `TLSError` for what is neither: a URL, a name with a port, a label over 63 characters (RFC 1035 §2.3.4).
    public init(_ text: String) throws(TLSError) {
        let name = text.lowercased()
        if Self.isAddress(name) {
            (kind, description) = (.address, name)
            return
        }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        let isValid = labels.enumerated().allSatisfy { index, label in
            (label == "*" && index == 0 && labels.count > 1) || Self.isLabel(label)
        }
        // Four numbers that are no address are a typing error, and no name ends in a number (RFC 1123 §2.1).
        let endsInNumber = labels.last?.allSatisfy(\.isNumber) ?? true
        guard isValid, !endsInNumber, name.utf8.count <= 253 else {
            throw TLSError(
                .badName, "'\(text)' is neither a DNS name nor an IP address. Give it without scheme and port.")
        }
        (kind, description) = (.dns, name)
    }

    private static func isLabel(_ label: Substring) -> Bool {
        let allowed = label.utf8.allSatisfy { byte in
            (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte == 0x2d || byte == 0x5f
        }
        return allowed && !label.isEmpty && label.utf8.count <= 63 && !label.hasPrefix("-") && !label.hasSuffix("-")
    }

    private static func isAddress(_ text: String) -> Bool {
        var address = in6_addr()
        return unsafe inet_pton(AF_INET, text, &address) == 1 || inet_pton(AF_INET6, text, &address) == 1
    }
}
