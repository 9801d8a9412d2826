internal import COpenSSL

/// Password hashes by scrypt (RFC 7914), as text in the form of PHC strings:
/// `$scrypt$ln=15,r=8,p=1$SALT$HASH`, both in base64 without padding.
///
/// Hashing takes tens of milliseconds and tens of megabytes on purpose: never run it on an event loop.
public enum Scrypt {
    /// How much work one hash is.
    public struct Cost: Sendable, Hashable {
        /// The binary logarithm of the number of blocks (RFC 7914's N): memory is 1 KiB · 2^logN with r = 8.
        let logN: UInt8

        /// 32 MiB and, on current machines, some 80 ms.
        public static let standard = Cost(logN: 15)
        /// 16 MiB and half the time: for machines with little memory.
        public static let light = Cost(logN: 14)
        /// Next to nothing. For tests.
        static let trivial = Cost(logN: 4)
    }

    private static let saltLength = 16
    private static let hashLength = 32
    private static let blockSize: UInt64 = 8
    private static let parallelism: UInt64 = 1
    /// The most work a stored hash may ask for: 2^17 is 128 MiB. Beyond it, a damaged row could exhaust the machine.
    private static let mostLogN: UInt8 = 17

    /// A new hash of a password under a fresh salt.
    public static func hash(password: String, cost: Cost = .standard) throws(CryptoError) -> String {
        let salt = try randomBytes(count: saltLength)
        let hash = try derive(password: password, salt: salt, logN: cost.logN)
        return "$scrypt$ln=\(cost.logN),r=\(blockSize),p=\(parallelism)$\(unpadded(salt))$\(unpadded(hash))"
    }

    /// Whether a password is the one a stored hash was made of. Throws `malformedPasswordHash` if the stored text is
    /// not one of ours.
    public static func verify(password: String, against stored: String) throws(CryptoError) -> Bool {
        let parts = stored.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt" else {
            throw CryptoError(.malformedPasswordHash)
        }
        let parameters = parts[2].split(separator: ",", omittingEmptySubsequences: false)
        guard parameters.count == 3, parameters[0].hasPrefix("ln="), parameters[1] == "r=\(blockSize)",
            parameters[2] == "p=\(parallelism)", let logN = UInt8(parameters[0].dropFirst(3)),
            (1...mostLogN).contains(logN),
            let salt = decoded(parts[3]), let hash = decoded(parts[4]), hash.count == hashLength
        else { throw CryptoError(.malformedPasswordHash) }
        return constantTimeEquals(hash, try derive(password: password, salt: salt, logN: logN))
    }

    static func derive(password: String, salt: [UInt8], logN: UInt8) throws(CryptoError) -> [UInt8] {
        var hash = [UInt8](repeating: 0, count: hashLength)
        let blocks: UInt64 = 1 << UInt64(logN)
        // 128 · r · N for the blocks, and as much again for OpenSSL's own accounting.
        let memory = max(2 * 128 * blockSize * blocks, 1 << 20)
        var password = password
        let derived = password.withUTF8 { password in
            unsafe salt.withUnsafeBufferPointer { salt in
                unsafe hash.withUnsafeMutableBufferPointer { hash in
                    unsafe password.withMemoryRebound(to: CChar.self) { password in
                        unsafe EVP_PBE_scrypt(
                            password.baseAddress, password.count, salt.baseAddress, salt.count, blocks, blockSize,
                            parallelism, memory, hash.baseAddress, hash.count)
                    }
                }
            }
        }
        guard derived == 1 else { throw .fromOpenSSL(.unavailable) }
        return hash
    }

    private static func unpadded(_ bytes: [UInt8]) -> String {
        var text = Substring(Base64.encode(bytes))
        while text.last == "=" { text.removeLast() }
        return String(text)
    }

    private static func decoded(_ text: Substring) -> [UInt8]? {
        let missing = (4 - text.utf8.count % 4) % 4
        return missing == 3 ? nil : Base64.decode(text + String(repeating: "=", count: missing))
    }
}
