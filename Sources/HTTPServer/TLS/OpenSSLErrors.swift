internal import COpenSSL

/// OpenSSL's queue of errors, one per thread.
///
/// `SSL_get_error` looks at the queue, so it must be empty before each call that may fail: an error that another
/// connection, or a failed signature elsewhere on this thread, left behind would otherwise be taken for this one's.
enum OpenSSLErrors {
    /// Empties the queue. A look costs less than emptying, and it is nearly always empty.
    static func clear() {
        if ERR_peek_error() != 0 { ERR_clear_error() }
    }

    /// The reason of the oldest error, such as `no shared cipher`, nil if there is none; empties the queue.
    ///
    /// The oldest is the cause; those after it are of the functions that passed it on.
    static func takeReason() -> String? {
        let number = ERR_peek_error()
        guard number != 0 else { return nil }
        defer { ERR_clear_error() }
        if let reason = unsafe ERR_reason_error_string(number) { return unsafe String(cString: reason) }
        return "error \(String(number, radix: 16))"
    }

    /// The number within its library of the oldest error, such as `X509_R_KEY_VALUES_MISMATCH`; 0 if there is none.
    static var oldestReason: Int32 { ERR_GET_REASON(ERR_peek_error()) }
}
