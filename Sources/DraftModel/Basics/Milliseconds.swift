/// A length of time in milliseconds.
public struct Milliseconds: Sendable, Hashable, Comparable {
    public var count: Int64

    public init(_ count: Int64) {
        self.count = count
    }

    public static func seconds(_ count: Int64) -> Milliseconds {
        let (milliseconds, overflowed) = count.multipliedReportingOverflow(by: 1_000)
        return Milliseconds(overflowed ? (count < 0 ? .min : .max) : milliseconds)
    }

    public static func < (left: Milliseconds, right: Milliseconds) -> Bool {
        left.count < right.count
    }
}
