internal import COpenSSL
internal import Glibc
internal import Synchronization

/// The keys that session tickets are sealed with (RFC 5077 §4, RFC 8446 §4.6.1).
///
/// A ticket lets a client skip the signature and the certificates of its next handshake, and leaves nothing to remember
/// in the server. Who gets the key could read past TLS 1.2 sessions that were resumed, so it lives only in memory and not
/// for long: after `lifetime` a new one seals, and the old one opens for as long again, which is how long a ticket is
/// good. All loops share them, and a new certificate keeps them.
final class TicketKeys: Sendable {
    /// How long a key seals, and how long a ticket may be used, in seconds.
    static let lifetime: Int64 = 2 * 3_600

    /// One key: a name that its tickets carry, and what encrypts and authenticates them.
    struct Key: Sendable {
        static let nameCount = 16
        let name: [UInt8]
        let cipher: [UInt8]
        let mac: [UInt8]

        init?() {
            guard let random = Self.random(Self.nameCount + 64) else { return nil }
            name = Array(random[..<16])
            cipher = Array(random[16..<48])
            mac = Array(random[48...])
        }

        private static func random(_ count: Int) -> [UInt8]? {
            var bytes = [UInt8](repeating: 0, count: count)
            return unsafe RAND_priv_bytes(&bytes, Int32(count)) == 1 ? bytes : nil
        }
    }

    private struct State {
        var current: Key?
        var previous: Key?
        /// When `current` began to seal, in monotonic seconds.
        var since: Int64 = 0
    }

    private let state = Mutex(State())

    /// The key for a new ticket, nil if the system has no randomness to give.
    func sealing(now: Int64) -> Key? {
        state.withLock { state in
            Self.rotate(&state, now)
            return state.current
        }
    }

    /// The key that sealed a ticket, and whether its client should get a newer one; nil for one that is too old or not
    /// ours.
    func opening(_ name: [UInt8], now: Int64) -> (key: Key, isOld: Bool)? {
        state.withLock { state in
            Self.rotate(&state, now)
            if let key = state.current, key.name == name { return (key, false) }
            if let key = state.previous, key.name == name { return (key, true) }
            return nil
        }
    }

    private static func rotate(_ state: inout State, _ now: Int64) {
        let age = now - state.since
        if state.current != nil, age < lifetime { return }
        guard let key = Key() else { return }
        // After a long quiet the last key is as old as one that has already been dropped.
        state.previous = age < 2 * lifetime ? state.current : nil
        state.current = key
        state.since = now
    }
}

extension TicketKeys {
    /// Lets `context` seal with these keys, which must outlive it.
    func install(in context: OpaquePointer) {
        unsafe SSL_CTX_set_ex_data(context, 0, Unmanaged.passUnretained(self).toOpaque())
        unsafe SSL_CTX_set_tlsext_ticket_key_evp_cb(context) { session, name, vector, cipher, mac, isSealing in
            guard let session = unsafe session, let name = unsafe name, let vector = unsafe vector,
                let stored = unsafe SSL_CTX_get_ex_data(SSL_get_SSL_CTX(session), 0)
            else { return -1 }
            let keys = unsafe Unmanaged<TicketKeys>.fromOpaque(stored).takeUnretainedValue()
            let now = EventLoop.monotonicNanoseconds() / 1_000_000_000
            if isSealing != 0 {
                return unsafe keys.seal(name: name, vector: vector, cipher, mac, now)
            }
            let isOpened = unsafe keys.open(name: name, vector: vector, cipher, mac, now)
            // RFC 8446 §C.4: a ticket is for one use, so that nobody can tell by it that two connections are one client's.
            // Clients throw it away, and without another they would have to do every second handshake in full.
            return unsafe isOpened == 1 && SSL_version(session) == TLS1_3_VERSION ? 2 : isOpened
        }
    }

    /// Prepares the contexts for a new ticket: 1 for done, 0 for no ticket.
    private func seal(
        name: UnsafeMutablePointer<UInt8>, vector: UnsafeMutablePointer<UInt8>, _ cipher: OpaquePointer?,
        _ mac: OpaquePointer?, _ now: Int64
    ) -> Int32 {
        guard let key = sealing(now: now), unsafe RAND_bytes(vector, EVP_CIPHER_get_iv_length(EVP_aes_256_cbc())) == 1,
            unsafe EVP_EncryptInit_ex(cipher, EVP_aes_256_cbc(), nil, key.cipher, vector) == 1,
            unsafe copenssl_key_ticket_mac(mac, key.mac, key.mac.count) == 1
        else { return 0 }
        unsafe name.update(from: key.name, count: Key.nameCount)
        return 1
    }

    /// Prepares the contexts for a ticket that came: 0 for one that cannot be opened (the handshake is then a full one),
    /// 2 to replace it by a newer one.
    private func open(
        name: UnsafeMutablePointer<UInt8>, vector: UnsafeMutablePointer<UInt8>, _ cipher: OpaquePointer?,
        _ mac: OpaquePointer?, _ now: Int64
    ) -> Int32 {
        let name = unsafe Array(UnsafeBufferPointer(start: name, count: Key.nameCount))
        guard let (key, isOld) = opening(name, now: now),
            unsafe copenssl_key_ticket_mac(mac, key.mac, key.mac.count) == 1,
            unsafe EVP_DecryptInit_ex(cipher, EVP_aes_256_cbc(), nil, key.cipher, vector) == 1
        else { return 0 }
        return isOld ? 2 : 1
    }
}
