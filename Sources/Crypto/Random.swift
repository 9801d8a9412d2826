internal import COpenSSL

/// Bytes of the system's cryptographic random generator.
///
/// - Parameter count: how many; not negative, at most 2^31 − 1.
public func randomBytes(count: Int) throws(CryptoError) -> [UInt8] {
    guard count > 0 else { return [] }
    guard let wanted = Int32(exactly: count) else {
        throw CryptoError(.noRandomness, cause: "too many bytes asked for")
    }
    var bytes = [UInt8](repeating: 0, count: count)
    let filled = unsafe bytes.withUnsafeMutableBufferPointer { unsafe RAND_bytes($0.baseAddress, wanted) }
    guard filled == 1 else { throw .fromOpenSSL(.noRandomness) }
    return bytes
}
