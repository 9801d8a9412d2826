import DraftModel
import Testing

@Suite struct IdentifierTests {
    @Test("an id has its kind's prefix and 26 digits, and reads back")
    func text() {
        let id = DraftID(timestamp: Samples.noon, random: (0x0123_4567_89AB_CDEF, 0xFEDC))
        #expect(id.text.utf8.count == 30)
        #expect(id.text.hasPrefix("drf_"))
        #expect(DraftID(id.text) == id)
        #expect(DraftID(Substring(id.text)) == id)
        #expect(id.timestamp == Samples.noon)
    }

    @Test(
        "the digits are Crockford's base 32 of the 128 bits",
        arguments: [
            (Timestamp(millisecondsSince1970: 0), UInt64(0), UInt16(0), "00000000000000000000000000"),
            (Timestamp(millisecondsSince1970: 0), 31, 0, "0000000000000000000000000z"),
            (Timestamp(millisecondsSince1970: 0), 32, 0, "00000000000000000000000010"),
            (Timestamp(millisecondsSince1970: 0), 1 << 63, 0, "0000000000000800000000000" + "0"),
            (Timestamp(millisecondsSince1970: 0), 0, 1, "000000000000" + "0g" + "000000000000"),
            (Timestamp(millisecondsSince1970: 0xFFFF_FFFF_FFFF), .max, .max, "7zzzzzzzzzzzzzzzzzzzzzzzzz"),
        ])
    func digits(timestamp: Timestamp, low: UInt64, high: UInt16, digits: String) {
        let id = PostID(timestamp: timestamp, random: (low, high))
        #expect(id.text == "pst_" + digits)
        #expect(PostID(id.text) == id)
    }

    @Test("each bit survives the text", arguments: 0..<80)
    func bits(bit: Int) {
        let random: (UInt64, UInt16) = bit < 64 ? (1 << UInt64(bit), 0) : (0, 1 << UInt16(bit - 64))
        let id = JobID(timestamp: Samples.noon, random: random)
        #expect(JobID(id.text) == id)
    }

    @Test("ids sort by time, as values and as texts")
    func order() {
        let moments = [-5, 0, 1, 31, 32, 1_000, 1_795_348_800_000, 1_795_348_800_001, 9_999_999_999_999]
        let ids = moments.enumerated().map { position, moment in
            // The later the id, the lower its random part.
            MediaID(
                timestamp: Timestamp(millisecondsSince1970: Int64(moment)),
                random: (.max - UInt64(position), moment <= 0 ? UInt16(position) : .max - UInt16(position)))
        }
        #expect(ids.shuffled().sorted() == ids)
        #expect(ids.map(\.text).shuffled().sorted() == ids.map(\.text))
    }

    @Test("kinds have different prefixes")
    func prefixes() {
        #expect(UserID(timestamp: Samples.noon, random: (0, 0)).text.hasPrefix("usr_"))
        #expect(SessionID(timestamp: Samples.noon, random: (0, 0)).text.hasPrefix("ses_"))
        #expect(DeviceID(timestamp: Samples.noon, random: (0, 0)).text.hasPrefix("dev_"))
        #expect(MediaID(timestamp: Samples.noon, random: (0, 0)).text.hasPrefix("med_"))
        #expect(JobID(timestamp: Samples.noon, random: (0, 0)).text.hasPrefix("job_"))
        #expect(CameraRollItemID(timestamp: Samples.noon, random: (0, 0)).text.hasPrefix("crl_"))
    }

    @Test(
        "any other text is no id",
        arguments: [
            "", "drf_", "drf_0000000000000000000000000", "drf_000000000000000000000000000",
            "pst_00000000000000000000000000", "DRF_00000000000000000000000000", "drf_0000000000000000000000000A",
            "drf_0000000000000000000000000u", "drf_0000000000000000000000000l", "drf_0000000000000000000000000i",
            "drf_0000000000000000000000000o", "drf_80000000000000000000000000", "drf_0000000000000000000000000é",
            "drf_../../../../../../etc/passwd", " drf_00000000000000000000000000", "drf_00000000000000000000000000\n",
        ])
    func refused(text: String) {
        #expect(DraftID(text) == nil)
    }

    @Test("a new id takes its random part from the source it is given")
    func random() throws {
        let bytes: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
        let id = try UserID(at: Samples.noon, randomness: Randomness { Array(bytes.prefix($0)) })
        #expect(id == UserID(timestamp: Samples.noon, random: (0x0102_0304_0506_0708, 0x090A)))
        #expect(throws: RandomnessExhausted.self) {
            try UserID(at: Samples.noon, randomness: Randomness { _ in [1, 2, 3] })
        }
    }
}
