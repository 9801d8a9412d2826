import DraftModel
import Foundation
import Testing

@testable import Media

/// What ffmpeg is told, without running it.
@Suite struct RenderPlanTests {
    private static let id = Stage.id(1)

    private static func file(
        _ path: String = "/data/blobs/ab", photo: Bool = false, sound: Bool = true, duration: Int64? = 2_000
    ) -> RenderInput.File {
        RenderInput.File(
            path: path, isPhoto: photo, duration: duration.map { Milliseconds($0) }, hasPicture: true,
            soundChannels: sound ? 2 : 0)
    }

    private func plan(_ composition: Composition, _ file: RenderInput.File = file()) throws -> RenderPlan {
        try RenderPlan(RenderInput(composition: composition, files: [Self.id: file], tracks: [.drive: "/music/drive"]))
    }

    private func graph(_ plan: RenderPlan) throws -> String {
        let option = try #require(plan.arguments.firstIndex(of: "-filter_complex"))
        return plan.arguments[option + 1]
    }

    @Test("every input is a file, may open nothing else, and is of an allowed format")
    func fence() throws {
        let composition = Composition(
            clips: [Clip(mediaID: Self.id), Clip(mediaID: Self.id, start: Milliseconds(500), end: Milliseconds(900))],
            music: Music(source: .track(.drive)), voiceOver: VoiceOver(mediaID: Self.id),
            stickers: [Sticker(mediaID: Self.id)])
        let arguments = try plan(composition).arguments
        let inputs = arguments.indices.filter { arguments[$0] == "-i" }
        #expect(inputs.count == 5)
        #expect(inputs.allSatisfy { arguments[$0 + 1].hasPrefix("file:/") })
        for option in ["-protocol_whitelist", "-format_whitelist"] {
            let count = arguments.count { $0 == option }
            #expect(count == 5)
        }
        #expect(arguments.contains("-nostdin"))
        for format in ["hls", "concat", "sdp", "rtsp", "dash", "lavfi"] {
            let isAllowed = Demuxers.allowed.split(separator: ",").contains { $0 == format }
            #expect(!isAllowed)
        }
    }

    @Test("a text is in the script alone, never in the arguments")
    func injection() throws {
        let text = "x':fontfile=/etc/passwd;[0:v]nullsink,movie=/etc/passwd{\\p1}\\N"
        let plan = try plan(
            Composition(clips: [Clip(mediaID: Self.id)], texts: [TextOverlay(text: try OverlayText(text), size: 16)]))
        #expect(!plan.arguments.contains { $0.contains("passwd") })
        let script = try #require(plan.script)
        #expect(script.contains("x':fontfile=/etc/passwd;[0:v]nullsink,movie=/etc/passwd\\{\\\u{2060}p1\\}\\\u{2060}N"))
    }

    @Test(
        "what a script would take for its own is taken from a text",
        arguments: [
            ("plain", "plain"), ("a\nb", "a\\Nb"), ("a\tb", "a b"), ("{\\b1}", "\\{\\\u{2060}b1\\}"),
            ("\\N", "\\\u{2060}N"),
            ("日本 😀 عربى", "日本 😀 عربى"), ("a\r\nb", "a\\Nb"),
        ])
    func escaping(text: String, escaped: String) {
        #expect(SubtitleScript.escaped(text) == escaped)
    }

    @Test(
        "times of a script are hours, minutes, seconds and hundredths",
        arguments: [(0, "0:00:00.00"), (10, "0:00:00.01"), (61_230, "0:01:01.23"), (3_600_000, "1:00:00.00")])
    func scriptTimes(milliseconds: Int64, text: String) {
        #expect(SubtitleScript.time(Milliseconds(milliseconds)) == text)
    }

    @Test("an event ends with its line, whatever is in the text, and one that is over before it begins is left out")
    func lines() throws {
        let texts = [
            TextOverlay(text: try OverlayText("a\nDialogue: 0,0:00:00.00,9:00:00.00,Default,,0,0,0,,b")),
            TextOverlay(text: try OverlayText("late"), span: TimeSpan(start: Milliseconds(5_000))),
        ]
        let script = SubtitleScript.make(texts, duration: Milliseconds(1_000))
        let events = script.split(separator: "\n").count { $0.hasPrefix("Dialogue:") }
        #expect(events == 1)
    }

    @Test("frames and samples of a clip are counted, not timed")
    func counting() throws {
        let plan = try plan(Composition(clips: [Clip(mediaID: Self.id, end: Milliseconds(1_010))]))
        #expect(plan.frames == 30)
        #expect(try graph(plan).contains("trim=end_frame=30") && graph(plan).contains("atrim=end_sample=48000"))
    }

    @Test("a clip without sound has silence in its place")
    func silence() throws {
        let plan = try plan(Composition(clips: [Clip(mediaID: Self.id)]), Self.file(sound: false))
        #expect(try graph(plan).contains("anullsrc") && !graph(plan).contains("0:a:0"))
    }

    @Test("slow sound takes two steps of tempo", arguments: [(300, 2), (499, 2), (500, 1), (3_000, 1), (1_000, 0)])
    func tempo(speed: Int64, steps: Int) throws {
        let plan = try plan(Composition(clips: [Clip(mediaID: Self.id, speed: Factor(thousandths: speed))]))
        let found = try graph(plan).components(separatedBy: "atempo=").count - 1
        #expect(found == steps)
    }

    @Test("a filter of no intensity is no filter; more of it is more")
    func intensity() {
        for name in Filter.Name.allCases {
            #expect(ColorFilters.chain(Filter(name: name, intensity: .zero)) == nil)
            #expect(ColorFilters.chain(Filter(name: name)) != ColorFilters.chain(Filter(name: name, intensity: .half)))
        }
    }

    @Test(
        "what cannot be rendered is said",
        arguments: [
            (Composition(), "clips"),
            (Composition(clips: [Clip(mediaID: Stage.id(9))]), "missing"),
            (Composition(clips: [Clip(mediaID: id, start: Milliseconds(2_000))]), "/clips/0/start_ms"),
            (
                Composition(
                    clips: [Clip(mediaID: id)], music: Music(source: .track(.drive), start: Milliseconds(16_000))),
                "after the track ends"
            ),
            (Composition(clips: [Clip(mediaID: id)], music: Music(source: .track(.sunrise))), "missing"),
        ])
    func impossible(composition: Composition, words: String) {
        let error = #expect(throws: RenderError.self) { try plan(composition) }
        guard case .impossible(let why) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(why.contains(words), "\(why)")
    }
}
