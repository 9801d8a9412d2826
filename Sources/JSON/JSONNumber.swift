/// A JSON number (RFC 8259 §6): an exact integer where it is one, otherwise the nearest double.
///
/// Equal numbers are equal however they were written: `1`, `1.0` and `1e0` are one value. Negative zero is zero.
public struct JSONNumber: Sendable, Hashable {
    /// Canonical: every number that an `Int64` holds exactly is `.integer`, so that synthesised equality is right.
    private enum Storage: Sendable, Hashable {
        case integer(Int64)
        case double(Double)
    }

    private let storage: Storage

    public init(_ integer: Int64) {
        storage = .integer(integer)
    }

    /// A number from a double. JSON has no infinities and no NaN: these are written as `null`.
    public init(_ double: Double) {
        // Not Int64(exactly:), which needs libm's trunc: a pure module has nothing to link it by.
        // -2⁶³ is a double, and so is 2⁶³, the first that is too great.
        if double >= -0x1p63, double < 0x1p63, Double(Int64(double)) == double {
            storage = .integer(Int64(double))
        } else {
            storage = .double(double)
        }
    }

    /// A double that stands for a written number it is not exactly: never an integer, unless it is zero
    /// (which a number below the least double becomes).
    init(rounded double: Double) {
        storage = double == 0 ? .integer(0) : .double(double)
    }

    /// The value, if it is an integer that 64 bits hold exactly; `1.0` and `1e3` are.
    public var int64: Int64? {
        if case .integer(let integer) = storage { integer } else { nil }
    }

    /// The value as the nearest double.
    public var double: Double {
        switch storage {
        case .integer(let integer): Double(integer)
        case .double(let double): double
        }
    }
}
