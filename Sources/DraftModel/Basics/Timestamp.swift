/// A moment: milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
public struct Timestamp: Sendable, Hashable, Comparable {
    public var millisecondsSince1970: Int64

    public init(millisecondsSince1970: Int64) {
        self.millisecondsSince1970 = millisecondsSince1970
    }

    /// A moment given in whole seconds since 1970. Beyond what milliseconds can count it is the last such moment.
    public init(secondsSince1970: Int64) {
        let (milliseconds, overflowed) = secondsSince1970.multipliedReportingOverflow(by: 1_000)
        millisecondsSince1970 = overflowed ? (secondsSince1970 < 0 ? .min : .max) : milliseconds
    }

    /// Whole seconds since 1970, rounded down.
    public var secondsSince1970: Int64 {
        CivilTime.floorDivide(millisecondsSince1970, 1_000)
    }

    /// The moment so much later, or earlier for a negative duration; stops at the ends of the range.
    public func adding(_ duration: Milliseconds) -> Timestamp {
        let (sum, overflowed) = millisecondsSince1970.addingReportingOverflow(duration.count)
        return Timestamp(millisecondsSince1970: overflowed ? (duration.count < 0 ? .min : .max) : sum)
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.millisecondsSince1970 < right.millisecondsSince1970
    }
}
