internal import DraftModel

/// The filters of the model as filters of ffmpeg. Each goes from the unchanged picture at intensity 0 to the whole of the
/// look at 1.
enum ColorFilters {
    /// A chain of ffmpeg filters; nil where nothing changes.
    static func chain(_ filter: Filter) -> String? {
        let amount = filter.intensity.double
        guard amount > 0 else { return nil }
        return switch filter.name {
        case .warm: mixer(.identity.mixed(with: .scaling(1.18, 1.02, 0.72), amount))
        case .cool: mixer(.identity.mixed(with: .scaling(0.78, 1.0, 1.2), amount))
        case .sepia: mixer(.identity.mixed(with: .sepia, amount))
        case .mono: "hue=s=\(number(1 - amount))"
        case .vivid: "eq=saturation=\(number(1 + 0.8 * amount)):contrast=\(number(1 + 0.15 * amount))"
        case .fade:
            "eq=saturation=\(number(1 - 0.4 * amount)):contrast=\(number(1 - 0.35 * amount))"
                + ":brightness=\(number(0.08 * amount))"
        case .noir:
            "hue=s=\(number(1 - amount)),eq=contrast=\(number(1 + 0.6 * amount))"
                + ":brightness=\(number(-0.08 * amount))"
        case .bright: "eq=brightness=\(number(0.12 * amount)):gamma=\(number(1 + 0.25 * amount))"
        }
    }

    private static func mixer(_ matrix: ColorMatrix) -> String {
        let names = ["rr", "rg", "rb", "gr", "gg", "gb", "br", "bg", "bb"]
        let options = zip(names, matrix.values).map { "\($0)=\(number($1))" }
        return "format=gbrp,colorchannelmixer=\(options.joined(separator: ":")),format=yuv420p"
    }

    /// With four decimals; never an exponent, which the ffmpeg expression parser would take for something else.
    private static func number(_ value: Double) -> String {
        let units = Int64((value * 10_000).rounded())
        let fraction = String(units.magnitude % 10_000)
        return "\(units < 0 ? "-" : "")\(units.magnitude / 10_000)."
            + String(repeating: "0", count: 4 - fraction.count) + fraction
    }
}

/// How much of each channel goes into each: rows are red, green and blue of the result.
private struct ColorMatrix {
    var values: [Double]

    static let identity = ColorMatrix(values: [1, 0, 0, 0, 1, 0, 0, 0, 1])
    static let sepia = ColorMatrix(values: [0.393, 0.769, 0.189, 0.349, 0.686, 0.168, 0.272, 0.534, 0.131])

    static func scaling(_ red: Double, _ green: Double, _ blue: Double) -> ColorMatrix {
        ColorMatrix(values: [red, 0, 0, 0, green, 0, 0, 0, blue])
    }

    func mixed(with other: ColorMatrix, _ amount: Double) -> ColorMatrix {
        ColorMatrix(values: zip(values, other.values).map { $0 * (1 - amount) + $1 * amount })
    }
}
