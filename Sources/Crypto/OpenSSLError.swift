internal import COpenSSL

extension CryptoError {
    /// The error with the oldest text of OpenSSL's per-thread error queue as its cause; empties the queue, so that
    /// the next failure on this thread does not report this one's text.
    static func fromOpenSSL(_ code: Code) -> CryptoError {
        let number = ERR_get_error()
        ERR_clear_error()
        guard number != 0 else { return CryptoError(code) }
        var text = [CChar](repeating: 0, count: 256)
        let count = text.count
        unsafe text.withUnsafeMutableBufferPointer { buffer in
            unsafe ERR_error_string_n(number, buffer.baseAddress, count)
        }
        let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return CryptoError(code, cause: String(decoding: bytes, as: UTF8.self))
    }
}
