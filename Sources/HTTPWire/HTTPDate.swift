/// Dates in fields (RFC 9110 §5.6.7): written as IMF-fixdate, read in all three formats.
public enum HTTPDate {
    /// `Sun, 06 Nov 1994 08:49:37 GMT`, always 29 bytes. Times outside the years 1 to 9999 become the nearest one that
    /// can be written.
    ///
    /// - Parameter unixSeconds: Seconds since 1970-01-01 00:00:00 UTC.
    public static func format(unixSeconds: Int64) -> [UInt8] {
        let seconds = min(max(unixSeconds, CivilDate.firstSecond), CivilDate.lastSecond)
        let days = CivilDate.floorDivide(seconds, 86_400)
        let second = Int(seconds - days * 86_400)
        let date = CivilDate(daysSince1970: days)
        // 1970-01-01 was a Thursday, the fifth day of a week that begins on Sunday.
        let weekday = Int(days - CivilDate.floorDivide(days + 4, 7) * 7 + 4)
        var text: [UInt8] = []
        text.reserveCapacity(29)
        text.append(contentsOf: weekdays[weekday].utf8.prefix(3))
        text.append(", ")
        appendDigits(date.day, 2, to: &text)
        text.append(" ")
        text.append(contentsOf: months[date.month - 1].utf8)
        text.append(" ")
        appendDigits(date.year, 4, to: &text)
        text.append(" ")
        appendDigits(second / 3_600, 2, to: &text)
        text.append(":")
        appendDigits(second / 60 % 60, 2, to: &text)
        text.append(":")
        appendDigits(second % 60, 2, to: &text)
        text.append(" GMT")
        return text
    }

    static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private static func appendDigits(_ number: Int, _ count: Int, to text: inout [UInt8]) {
        var divisor = 1
        for _ in 1..<count { divisor *= 10 }
        while divisor > 0 {
            text.append(Byte.zero &+ UInt8(truncatingIfNeeded: number / divisor % 10))
            divisor /= 10
        }
    }
}
