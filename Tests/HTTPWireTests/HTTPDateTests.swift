import HTTPWire
import Testing
import WireVectors

@Suite("Dates")
struct HTTPDateTests {
    @Test(
        "a time is written as IMF-fixdate and read back",
        arguments: [
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (-1, "Wed, 31 Dec 1969 23:59:59 GMT"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
            (1_709_164_800, "Thu, 29 Feb 2024 00:00:00 GMT"), (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 GMT"),
            (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"), (-62_135_596_800, "Mon, 01 Jan 0001 00:00:00 GMT"),
            (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"), (2_147_483_648, "Tue, 19 Jan 2038 03:14:08 GMT"),
        ] as [(Int64, String)])
    func fixdate(seconds: Int64, text: String) {
        #expect(String(bytes: HTTPDate.format(unixSeconds: seconds)) == text)
        #expect(HTTPDate.parse(text) == seconds)
    }

    @Test("a time that cannot be written becomes the nearest that can")
    func extremes() {
        #expect(String(bytes: HTTPDate.format(unixSeconds: .max)) == "Fri, 31 Dec 9999 23:59:59 GMT")
        #expect(String(bytes: HTTPDate.format(unixSeconds: .min)) == "Mon, 01 Jan 0001 00:00:00 GMT")
    }

    @Test(
        "all three formats of RFC 9110 are read",
        arguments: [
            "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
            "Sun Nov 06 08:49:37 1994",
        ])
    func formats(_ text: String) { #expect(HTTPDate.parse(text) == 784_111_777) }

    @Test("a two-digit year more than fifty years ahead is of the past")
    func twoDigitYears() {
        #expect(HTTPDate.parse("Thursday, 01-Jan-70 00:00:00 GMT", now: 1_735_689_600) == 3_155_760_000)
        #expect(HTTPDate.parse("Thursday, 01-Jan-76 00:00:00 GMT", now: 1_735_689_600) == 189_302_400)
        #expect(HTTPDate.parse("Thursday, 01-Jan-10 00:00:00 GMT", now: 3_980_000_000) == 4_417_977_600)
        // The year would be 10010.
        #expect(HTTPDate.parse("Thursday, 01-Jan-10 00:00:00 GMT", now: .max) == nil)
        #expect(HTTPDate.parse("Thursday, 01-Jan-99 00:00:00 GMT", now: .min) == nil)
    }

    @Test(
        "anything else is no date",
        arguments: [
            "", "0", "Sun", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
            "Sun, 6 Nov 1994 08:49:37 GMT",
            "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
            "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:61 GMT", "sun, 06 nov 1994 08:49:37 gmt",
            "Sun, 06 Nov 0000 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT ", "Sun Nov 6 08:49:37 1994",
            "Xyz, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Xyz 1994 08:49:37 GMT", "Sun, 29 Feb 2023 00:00:00 GMT",
            "1994-11-06T08:49:37Z", "Sun, é6 Nov 1994 08:49:37 GMT",
        ])
    func malformed(_ text: String) { #expect(HTTPDate.parse(text) == nil) }

    @Test("days throughout four centuries are written and read back as themselves")
    func manyDays() {
        for day in stride(from: Int64(-146_097 / 2), to: 146_097 / 2, by: 29) {
            let seconds = day * 86_400 + 12_345
            #expect(HTTPDate.parse(String(bytes: HTTPDate.format(unixSeconds: seconds))) == seconds)
        }
    }
}
