import DraftModel
import JSON
import Testing

@Suite struct TimelineTests {
    private static let id = Samples.id(1, MediaID.self)
    private static let second = Milliseconds(1_000)

    private static func clip(_ start: Int64 = 0, _ end: Int64? = nil, fade: Int64? = nil, speed: Int64 = 1_000) -> Clip
    {
        Clip(
            mediaID: id, start: Milliseconds(start), end: end.map { Milliseconds($0) },
            speed: Factor(thousandths: speed), transition: fade.map { Milliseconds($0) })
    }

    @Test(
        "clips are laid out in frames, one after the other, overlapping by their transitions",
        arguments: [
            ([clip()], [[0, 30, 0]]),
            ([clip(), clip(500, 700)], [[0, 30, 0], [30, 6, 0]]),
            ([clip(0, 5_000)], [[0, 30, 0]]),
            ([clip(0, 10)], [[0, 1, 0]]),
            ([clip(speed: 2_000)], [[0, 15, 0]]),
            ([clip(speed: 300)], [[0, 100, 0]]),
            ([clip(), clip(fade: 500)], [[0, 30, 0], [15, 30, 15]]),
            ([clip(), clip(fade: 300), clip(fade: 400)], [[0, 30, 0], [21, 30, 9], [39, 30, 12]]),
        ])
    func layout(clips: [Clip], expected: [[Int]]) throws {
        let timeline = try Timeline(clips, lengths: clips.map { _ in Self.second })
        #expect(timeline.segments.map { [$0.start, $0.frames, $0.transition] } == expected)
        #expect(timeline.frames == expected.last.map { $0[0] + $0[1] })
    }

    @Test("a photo is shown for as long as it says, or three seconds")
    func photos() throws {
        let clips = [Clip(mediaID: Self.id), Clip(mediaID: Self.id, duration: Milliseconds(500))]
        let timeline = try Timeline(clips, lengths: [nil, nil])
        #expect(timeline.segments.map(\.frames) == [90, 15])
        #expect(timeline.duration == Milliseconds(3_500))
    }

    @Test(
        "what does not fit is refused with its path",
        arguments: [
            ([clip(1_000)], ["/clips/0/start_ms out_of_range"]),
            ([clip(), clip(fade: 1_000)], ["/clips/1/transition/duration_ms out_of_range"]),
            ([clip(), clip(fade: 600), clip(fade: 600)], ["/clips/2/transition/duration_ms out_of_range"]),
        ])
    func refused(clips: [Clip], expected: [String]) {
        let error = #expect(throws: JSONFieldErrors.self) {
            try Timeline(clips, lengths: clips.map { _ in Self.second })
        }
        #expect(error?.summary == expected)
    }

    @Test("ten minutes are a video, a frame more is not")
    func longest() throws {
        let ten = Milliseconds(600_000)
        #expect(try Timeline([Self.clip()], lengths: [ten]).frames == 18_000)
        let error = #expect(throws: JSONFieldErrors.self) {
            try Timeline([Self.clip(), Self.clip(0, 34)], lengths: [ten, Self.second])
        }
        #expect(error?.summary == ["/clips out_of_range"])
    }
}

@Suite struct CompositionRulesTests {
    private static let id = Samples.id(1, MediaID.self)

    @Test(
        "a part takes only files that can be what it is",
        arguments: [
            (Composition(clips: [Clip(mediaID: id)]), MediaKind.video, []),
            (Composition(clips: [Clip(mediaID: id)]), .image, []),
            (Composition(clips: [Clip(mediaID: id)]), .audio, ["/clips/0/media_id wrong_kind"]),
            (Composition(music: Music(source: .media(id))), .audio, []),
            (Composition(music: Music(source: .media(id))), .video, []),
            (Composition(music: Music(source: .media(id))), .image, ["/music/media_id wrong_kind"]),
            (
                Composition(music: Music(source: .media(id), start: Milliseconds(5_000))), .audio,
                ["/music/start_ms out_of_range"]
            ),
            (
                Composition(music: Music(source: .track(.drive), start: Milliseconds(16_000))), .video,
                ["/music/start_ms out_of_range"]
            ),
            (Composition(music: Music(source: .track(.drive), start: Milliseconds(15_999))), .video, []),
            (Composition(voiceOver: VoiceOver(mediaID: id)), .image, ["/voice_over/media_id wrong_kind"]),
            (Composition(stickers: [Sticker(mediaID: id)]), .video, ["/stickers/0/media_id wrong_kind"]),
            (Composition(cover: .media(id)), .image, []),
            (Composition(cover: .media(id)), .audio, ["/cover/media_id wrong_kind"]),
            (
                Composition(clips: [Clip(mediaID: id, duration: Milliseconds(500))]), .video,
                ["/clips/0/duration_ms out_of_range"]
            ),
            (Composition(clips: [Clip(mediaID: id, start: Milliseconds(1))]), .image, ["/clips/0/media_id wrong_kind"]),
            (
                Composition(clips: [Clip(mediaID: id, start: Milliseconds(5_000))]), .video,
                ["/clips/0/start_ms out_of_range"]
            ),
        ] as [(Composition, MediaKind, [String])])
    func kinds(composition: Composition, kind: MediaKind, expected: [String]) {
        let problems = CompositionRules.problems(composition, media: [Self.id: Samples.media(1, kind: kind)])
        #expect(problems.map { "\($0.path) \($0.code)" } == expected)
    }

    @Test(
        "each published limit is kept",
        arguments: [
            (MediaKind.video, 600_000, 360, 4_096, 23_976, []),
            (.video, 600_001, 1_080, 1_920, 30_000, ["/duration_ms"]),
            (.video, 10_800_000, 1_080, 1_920, 30_000, ["/duration_ms"]),
            (.video, 1_000, 359, 4_097, 30_000, ["/width", "/height"]),
            (.video, 1_000, 1, 1, 30_000, ["/width", "/height"]),
            (.video, 1_000, 1_080, 1_920, 22_000, ["/frame_rate"]),
            (.video, 1_000, 1_080, 1_920, 120_000, ["/frame_rate"]),
            (.video, 1_000, 1_080, 1_920, 60_002, []),
            (.image, 0, 1, 8_192, 0, []),
            (.image, 0, 50_000, 50_000, 0, ["/width", "/height"]),
            (.audio, 600_001, 0, 0, 0, ["/duration_ms"]),
        ] as [(MediaKind, Int64, Int, Int, Int64, [String])])
    func limits(kind: MediaKind, duration: Int64, width: Int, height: Int, rate: Int64, expected: [String]) {
        let problems = MediaLimits.problems(
            kind: kind, duration: Milliseconds(duration), width: width, height: height,
            frameRate: Factor(thousandths: rate))
        #expect(problems.map(\.path) == expected)
    }
}
