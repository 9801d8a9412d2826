import DraftModel
import Testing

@Suite struct TimestampTests {
    @Test(
        "moments have their RFC 3339 text, and read back",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (1_795_348_800_000, "2026-11-22T12:00:00.000Z"),
            (951_782_400_123, "2000-02-29T00:00:00.123Z"),
            (951_868_799_999, "2000-02-29T23:59:59.999Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func text(milliseconds: Int64, text: String) {
        let timestamp = Timestamp(millisecondsSince1970: milliseconds)
        #expect(timestamp.text == text)
        #expect(Timestamp(text) == timestamp)
    }

    @Test("every day of four centuries reads back, and follows the day before")
    func everyDay() {
        var previous = ""
        for day in Int64(-36_524)..<109_573 {
            let timestamp = Timestamp(secondsSince1970: day * 86_400 + 43_200)
            let text = timestamp.text
            if Timestamp(text) != timestamp || text <= previous { Issue.record("\(text) after \(previous)") }
            previous = text
        }
    }

    @Test(
        "other forms of RFC 3339 are read",
        arguments: [
            ("2026-11-22T12:00:00Z", 0), ("2026-11-22t12:00:00z", 0), ("2026-11-22 12:00:00Z", 0),
            ("2026-11-22T13:30:00+01:30", 0), ("2026-11-22T11:59:00-00:01", 0), ("2026-11-22T12:00:00.5Z", 500),
            ("2026-11-22T12:00:00.123987654321Z", 123), ("2026-11-22T11:59:60Z", 0),
        ] as [(String, Int64)])
    func forms(text: String, milliseconds: Int64) {
        #expect(Timestamp(text) == Samples.noon.adding(Milliseconds(milliseconds)))
    }

    @Test(
        "anything else is no moment",
        arguments: [
            "", "2026-11-22", "2026-11-22T12:00:00", "2026-11-22T12:00Z", "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-11-00T00:00:00Z",
            "2026-11-22T24:00:00Z", "2026-11-22T12:60:00Z", "2026-11-22T12:00:61Z", "2026-11-22T12:00:00.Z",
            "2026-11-22T12:00:00+24:00", "2026-11-22T12:00:00+01", "+026-11-22T12:00:00Z", "2026-11-22T12:00:00ZZ",
            "20261122T120000Z", "２026-11-22T12:00:00Z",
        ])
    func refused(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test("nothing overflows at the ends", arguments: [Int64.min, .max])
    func ends(milliseconds: Int64) {
        let timestamp = Timestamp(millisecondsSince1970: milliseconds)
        #expect(timestamp.text.utf8.count == 24)
        #expect(timestamp.adding(Milliseconds(milliseconds)) == timestamp)
        #expect(Timestamp(secondsSince1970: milliseconds) == timestamp)
        #expect(Milliseconds.seconds(milliseconds).count == milliseconds)
    }

    @Test("seconds are rounded down, before 1970 too")
    func seconds() {
        #expect(Timestamp(millisecondsSince1970: 1_999).secondsSince1970 == 1)
        #expect(Timestamp(millisecondsSince1970: -1).secondsSince1970 == -1)
    }
}
