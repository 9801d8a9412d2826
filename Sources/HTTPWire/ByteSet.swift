/// A set of ASCII bytes as two words, so that a test is a shift and needs no table in memory.
///
/// A byte over 0x7f belongs to none.
struct ByteSet: Sendable, Equatable {
    /// Bytes 0 to 63, one bit each.
    let low: UInt64
    /// Bytes 64 to 127, one bit each.
    let high: UInt64

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        let word = byte < 64 ? low : byte < 128 ? high : 0
        return word >> UInt64(byte & 63) & 1 == 1
    }

    /// tchar (RFC 9110 §5.6.2): letters, digits and ``!#$%&'*+-.^_`|~``.
    static var token: ByteSet { ByteSet(low: 0x03ff_6cfa_0000_0000, high: 0x57ff_ffff_c7ff_fffe) }

    /// What stands in a path (RFC 3986 §3.3, pchar and `/`), and the bytes ``[]^`{|}`` that browsers leave unencoded.
    static var path: ByteSet { ByteSet(low: 0x2fff_fff2_0000_0000, high: 0x7fff_ffff_efff_ffff) }

    /// What stands in a query (RFC 3986 §3.4, pchar, `/` and `?`), and the bytes ``[]\^`{|}`` that browsers leave
    /// unencoded.
    static var query: ByteSet { ByteSet(low: 0xafff_fff2_0000_0000, high: 0x7fff_ffff_ffff_ffff) }

    /// What stands in a registered name (RFC 3986 §3.2.2) as itself: unreserved and sub-delims, but not the comma, which
    /// would make a list of a Host.
    static var registeredName: ByteSet { ByteSet(low: 0x2bff_6fd2_0000_0000, high: 0x47ff_fffe_87ff_fffe) }
}
