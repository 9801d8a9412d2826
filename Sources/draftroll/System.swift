import Crypto
import DraftModel
import Glibc

extension Clock {
    /// The system's time of day.
    static let system = Clock {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(millisecondsSince1970: Int64(time.tv_sec) &* 1_000 &+ Int64(time.tv_nsec) / 1_000_000)
    }
}

extension Randomness {
    /// OpenSSL's generator.
    static let system = Randomness { count in try randomBytes(count: count) }
}
