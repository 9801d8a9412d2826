internal import JSON

/// A number with three decimals: a volume, a place, an intensity.
///
/// Kept as an integer so that equal compositions have one canonical form, whichever way a client's arithmetic rounds.
public struct Factor: Sendable, Hashable, Comparable {
    public var thousandths: Int64

    public init(thousandths: Int64) { self.thousandths = thousandths }

    public static let zero = Factor(thousandths: 0)
    public static let half = Factor(thousandths: 500)
    public static let one = Factor(thousandths: 1_000)

    public static func < (left: Factor, right: Factor) -> Bool { left.thousandths < right.thousandths }

    /// The nearest double.
    public var double: Double { Double(thousandths) / 1_000 }

    /// With three decimals and a point, in every locale: `0.350`, `-1.000`.
    public var decimal: String {
        let magnitude = thousandths.magnitude
        let fraction = String(magnitude % 1_000)
        let zeros = String(repeating: "0", count: 3 - fraction.count)
        return "\(thousandths < 0 ? "-" : "")\(magnitude / 1_000).\(zeros)\(fraction)"
    }

    var json: JSONValue { .number(JSONNumber(double)) }
}

extension JSONObjectReader {
    /// A number that may be absent, rounded to three decimals.
    mutating func optionalFactor(_ key: String, in range: ClosedRange<Double>) -> Factor? {
        guard let value = value(key), value != .null else { return nil }
        guard case .number(let number) = value else {
            refuse(key, code: "wrong_type", detail: "Expected a number from \(range.inWords).")
            return nil
        }
        let double = number.double
        guard range.contains(double) else {
            refuse(key, code: "out_of_range", detail: "Expected a number from \(range.inWords).")
            return nil
        }
        return Factor(thousandths: Int64(double * 1_000 + (double < 0 ? -0.5 : 0.5)))
    }
}

extension ClosedRange<Double> {
    fileprivate var inWords: String { "\(lowerBound) to \(upperBound)" }
}

extension JSONWriter {
    mutating func member(_ key: String, _ factor: Factor) { member(key, factor.json) }
}
