extension Timestamp {
    /// RFC 3339 in UTC with milliseconds: `2026-11-22T12:00:00.000Z`.
    ///
    /// Always 24 characters, so that texts sort as the moments do. Years outside 0000 to 9999 have no such text; the
    /// nearest moment that has one stands for them.
    public var text: String {
        let bounded = min(max(millisecondsSince1970, Self.leastWithText), Self.greatestWithText)
        let time = CivilTime(secondsSince1970: CivilTime.floorDivide(bounded, 1_000))
        let milliseconds = Int(bounded - CivilTime.floorDivide(bounded, 1_000) * 1_000)
        var digits: [UInt8] = []
        digits.reserveCapacity(24)
        digits.append(decimal: time.year, width: 4)
        digits.append(UInt8(ascii: "-"))
        digits.append(decimal: time.month, width: 2)
        digits.append(UInt8(ascii: "-"))
        digits.append(decimal: time.day, width: 2)
        digits.append(UInt8(ascii: "T"))
        digits.append(decimal: time.hour, width: 2)
        digits.append(UInt8(ascii: ":"))
        digits.append(decimal: time.minute, width: 2)
        digits.append(UInt8(ascii: ":"))
        digits.append(decimal: time.second, width: 2)
        digits.append(UInt8(ascii: "."))
        digits.append(decimal: milliseconds, width: 3)
        digits.append(UInt8(ascii: "Z"))
        return String(decoding: digits, as: UTF8.self)
    }

    /// The moment of an RFC 3339 text, with any offset and any number of fraction digits (those beyond milliseconds are
    /// dropped). A leap second counts as the first moment of the next minute. Nil for anything else.
    public init?(_ text: String) {
        var scanner = RFC3339Scanner(text)
        guard let milliseconds = scanner.scan() else { return nil }
        self.init(millisecondsSince1970: milliseconds)
    }

    /// 0000-01-01T00:00:00.000Z.
    private static let leastWithText: Int64 = -62_167_219_200_000
    /// 9999-12-31T23:59:59.999Z.
    private static let greatestWithText: Int64 = 253_402_300_799_999
}

/// Reads RFC 3339 §5.6 `date-time`.
private struct RFC3339Scanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        bytes = Array(text.utf8.prefix(64))
    }

    mutating func scan() -> Int64? {
        guard let year = number(digits: 4), take("-"), let month = number(digits: 2), take("-"),
            let day = number(digits: 2), take("T") || take("t") || take(" "),
            let hour = number(digits: 2), take(":"), let minute = number(digits: 2), take(":"),
            let second = number(digits: 2),
            let fraction = fraction(), let offset = offset(), position == bytes.count,
            (1...12).contains(month), day >= 1, day <= CivilTime.daysInMonth(month, year: year),
            hour < 24, minute < 60, second <= 60
        else { return nil }
        let days = CivilTime.daysSince1970(year: year, month: month, day: day)
        // At most four digits a year: nothing here comes near overflow.
        let seconds = days * 86_400 + Int64(hour * 3_600 + minute * 60 + second - offset * 60)
        return seconds * 1_000 + Int64(fraction)
    }

    private mutating func number(digits: Int) -> Int? {
        guard position + digits <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[position..<position + digits] {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        position += digits
        return value
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard position < bytes.count, UInt32(bytes[position]) == scalar.value else { return false }
        position += 1
        return true
    }

    /// Milliseconds; 0 without a fraction, nil for a point without digits.
    private mutating func fraction() -> Int? {
        guard take(".") else { return 0 }
        var milliseconds = 0
        var unit = 100
        var count = 0
        while let digit = number(digits: 1) {
            milliseconds += digit * unit
            unit /= 10
            count += 1
        }
        return count > 0 ? milliseconds : nil
    }

    /// Minutes east of UTC.
    private mutating func offset() -> Int? {
        if take("Z") || take("z") { return 0 }
        let isWest = take("-")
        guard isWest || take("+"), let hours = number(digits: 2), take(":"), let minutes = number(digits: 2),
            hours < 24, minutes < 60
        else { return nil }
        return (hours * 60 + minutes) * (isWest ? -1 : 1)
    }
}
