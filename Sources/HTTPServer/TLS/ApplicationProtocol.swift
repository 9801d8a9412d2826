internal import COpenSSL

/// The choice of the protocol inside TLS (ALPN, RFC 7301): `http/1.1` or none.
enum ApplicationProtocol {
    private static let name = Array("http/1.1".utf8)

    /// As a client sends it: each name behind its length.
    static let offer: [UInt8] = [UInt8(name.count)] + name

    /// Lets a server answer offers: a client that offers only other protocols is refused with
    /// `no_application_protocol`, because what it would send next is no HTTP/1.1 (RFC 7301 §3.2).
    static func install(in context: OpaquePointer) {
        unsafe SSL_CTX_set_alpn_select_cb(
            context,
            { _, chosen, chosenCount, offered, offeredCount, _ in
                guard let chosen = unsafe chosen, let chosenCount = unsafe chosenCount, let offered = unsafe offered,
                    let index = unsafe ApplicationProtocol.find(
                        in: UnsafeBufferPointer(start: offered, count: Int(offeredCount)))
                else { return SSL_TLSEXT_ERR_ALERT_FATAL }
                // OpenSSL copies the name out of the offer as soon as this returns.
                unsafe chosen.pointee = offered + index
                unsafe chosenCount.pointee = UInt8(ApplicationProtocol.name.count)
                return SSL_TLSEXT_ERR_OK
            }, nil)
    }

    /// Where our name begins among names that each stand behind their length.
    static func find(in offer: UnsafeBufferPointer<UInt8>) -> Int? {
        var index = 0
        while index < offer.count {
            let start = index + 1
            let end = start + Int(unsafe offer[index])
            guard end <= offer.count else { return nil }
            if unsafe offer[start..<end].elementsEqual(name) { return start }
            index = end
        }
        return nil
    }
}
