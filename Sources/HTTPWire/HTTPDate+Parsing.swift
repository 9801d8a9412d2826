extension HTTPDate {
    /// Reads a date in any of the three formats a recipient must accept (RFC 9110 §5.6.7):
    ///
    ///     Sun, 06 Nov 1994 08:49:37 GMT      IMF-fixdate
    ///     Sunday, 06-Nov-94 08:49:37 GMT     RFC 850
    ///     Sun Nov  6 08:49:37 1994           asctime
    ///
    /// A two-digit year more than 50 years ahead of `now` is one of the past.
    ///
    /// - Parameter now: What the two-digit year is relative to, in seconds since 1970.
    /// - Returns: Seconds since 1970; nil if it is none of the formats or no time there is.
    public static func parse(_ text: String, now: Int64 = defaultNow) -> Int64? {
        let bytes = Array(text.utf8.prefix(64))
        var reader = DateReader(bytes: bytes[...])
        guard let comma = bytes.firstIndex(of: Byte.comma) else { return reader.asctime() }
        return comma == 3 ? reader.fixdate() : reader.rfc850(now: now)
    }

    /// 2025-01-01, for two-digit years where no clock is at hand: nothing modern sends them.
    public static var defaultNow: Int64 { 1_735_689_600 }
}

/// Takes a date apart from its front. Each method fails on the first thing that is not as the grammar has it.
private struct DateReader {
    var bytes: ArraySlice<UInt8>

    mutating func fixdate() -> Int64? {
        guard weekday(isShort: true), literal(", "), let day = digits(2), literal(" "), let month = month(),
            literal(" "), let year = digits(4), literal(" "), let time = time(), literal(" GMT"), bytes.isEmpty
        else { return nil }
        return seconds(year, month, day, time)
    }

    mutating func rfc850(now: Int64) -> Int64? {
        guard weekday(isShort: false), literal(", "), let day = digits(2), literal("-"), let month = month(),
            literal("-"), let shortYear = digits(2), literal(" "), let time = time(), literal(" GMT"), bytes.isEmpty
        else { return nil }
        let clamped = min(max(now, CivilDate.firstSecond), CivilDate.lastSecond)
        let thisYear = CivilDate(daysSince1970: CivilDate.floorDivide(clamped, 86_400)).year
        var year = thisYear - thisYear % 100 + shortYear
        if year > thisYear + 50 { year -= 100 }
        if year <= thisYear - 50 { year += 100 }
        return seconds(year, month, day, time)
    }

    mutating func asctime() -> Int64? {
        guard weekday(isShort: true), literal(" "), let month = month(), literal(" ") else { return nil }
        let isPadded = bytes.first == Byte.space
        if isPadded { bytes.removeFirst() }
        guard let day = digits(isPadded ? 1 : 2), literal(" "), let time = time(), literal(" "),
            let year = digits(4), bytes.isEmpty
        else { return nil }
        return seconds(year, month, day, time)
    }

    private func seconds(_ year: Int, _ month: Int, _ day: Int, _ time: Int) -> Int64? {
        CivilDate(year: year, month: month, day: day).map { $0.daysSince1970 * 86_400 + Int64(time) }
    }

    private mutating func literal(_ text: String) -> Bool {
        guard bytes.starts(with: text.utf8) else { return false }
        bytes.removeFirst(text.utf8.count)
        return true
    }

    private mutating func digits(_ count: Int) -> Int? {
        guard bytes.count >= count else { return nil }
        var number = 0
        for byte in bytes.prefix(count) {
            guard byte.isDigit else { return nil }
            number = number * 10 + Int(byte &- Byte.zero)
        }
        bytes.removeFirst(count)
        return number
    }

    private mutating func weekday(isShort: Bool) -> Bool {
        for day in HTTPDate.weekdays where literal(isShort ? String(day.prefix(3)) : day) { return true }
        return false
    }

    private mutating func month() -> Int? {
        for (index, name) in HTTPDate.months.enumerated() where literal(name) { return index + 1 }
        return nil
    }

    /// Seconds since midnight. A leap second counts as the second before it.
    private mutating func time() -> Int? {
        guard let hour = digits(2), literal(":"), let minute = digits(2), literal(":"), let second = digits(2),
            hour < 24, minute < 60, second <= 60
        else { return nil }
        return hour * 3_600 + minute * 60 + min(second, 59)
    }
}
