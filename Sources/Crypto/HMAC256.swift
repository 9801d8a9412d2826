internal import COpenSSL

/// HMAC-SHA-256 (RFC 2104), computed by OpenSSL. Signs URLs.
public enum HMAC256 {
    /// The authentication code of a message under a key of any length.
    public static func authenticate(key: [UInt8], message: [UInt8]) throws(CryptoError) -> Digest256 {
        var code = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        let made = unsafe code.withUnsafeMutableBufferPointer { output in
            unsafe key.withUnsafeBytes { key in
                unsafe message.withUnsafeBufferPointer { message in
                    // An empty array has no address; HMAC wants one even for a key of no bytes.
                    let start = unsafe key.baseAddress ?? UnsafeRawPointer(output.baseAddress)
                    return unsafe HMAC(
                        EVP_sha256(), start, Int32(clamping: key.count), message.baseAddress, message.count,
                        output.baseAddress, &length) != nil
                }
            }
        }
        guard made, let digest = Digest256(bytes: code.prefix(Int(length))) else { throw .fromOpenSSL(.unavailable) }
        return digest
    }

    /// The authentication code of a text's UTF-8 bytes.
    public static func authenticate(key: [UInt8], message: String) throws(CryptoError) -> Digest256 {
        try authenticate(key: key, message: Array(message.utf8))
    }
}
