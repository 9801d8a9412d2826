import DraftModel
import Foundation
import Media
import Testing

/// How long a video is, and which picture is when.
@Suite(.enabled(if: FFmpeg.isInstalled, "ffmpeg is not installed"), .serialized)
struct TimingTests {
    /// One clip of a source.
    struct Case: Sendable, CustomTestStringConvertible {
        var rate: String
        var start: Int64 = 0
        var end: Int64?
        var speed: Int64 = 1_000
        /// Of the source, in seconds.
        var seconds = 2.0

        /// How long it is played, in seconds.
        var played: Double {
            let end = end.map { Double($0) / 1_000 } ?? seconds
            return (end - Double(start) / 1_000) * 1_000 / Double(speed)
        }
        var testDescription: String { "\(rate), \(start) to \(end.map(String.init) ?? "the end"), speed \(speed)" }
    }

    @Test(
        "the video is as long as its clip, within a frame, whatever the source's frame rate, the cut and the speed",
        arguments: [
            Case(rate: "24000/1001", end: 1_234), Case(rate: "25"), Case(rate: "30000/1001", start: 333, end: 1_666),
            Case(rate: "50", start: 17), Case(rate: "60", start: 1, end: 1_999), Case(rate: "30", speed: 300),
            Case(rate: "30", speed: 3_000), Case(rate: "25", start: 100, end: 1_100, speed: 1_700),
            Case(rate: "60000/1001", speed: 500),
        ])
    func durations(clip: Case) async throws {
        let stage = try await Stage()
        let source = try await stage.video(
            1, picture: "testsrc2=size=360x640:rate=\(clip.rate)", sound: "sine=440", seconds: clip.seconds)
        let made = try await stage.render(
            Composition(clips: [
                Clip(
                    mediaID: source.0, start: Milliseconds(clip.start), end: clip.end.map { Milliseconds($0) },
                    speed: Factor(thousandths: clip.speed))
            ]), [source])
        let frame = 1.0 / 30
        let decoded = try await Decoded(made.path)
        #expect(abs(Double(decoded.frames.count) * frame - clip.played) <= frame, "\(decoded.frames.count) frames")
        let facts = try await stage.probe.facts(ofFileAt: made.path, kind: .video)
        let told = Double(try #require(facts.duration).count) / 1_000
        #expect(abs(told - clip.played) <= frame + 0.001, "\(told) s, not \(clip.played)")
        let sound = try await Sound(made.path)
        #expect(abs(Double(sound.samples.count) / 48_000 - clip.played) <= frame)
        // To its end, and at the pitch that it had.
        let end = clip.played - 0.05
        #expect(sound.level(of: 440, from: end - 0.25, to: end) > 0.04)
    }

    @Test("at 0.3 and 3 times the speed each picture comes when it should", arguments: [300, 3_000])
    func speeds(speed: Int64) async throws {
        let stage = try await Stage()
        let source = try await stage.video(
            1, picture: "color=black:size=360x640:rate=30,geq=lum='16+N*3':cb=128:cr=128", seconds: 2)
        let made = try await stage.render(
            Composition(clips: [Clip(mediaID: source.0, speed: Factor(thousandths: speed))]), [source])
        let decoded = try await Decoded(made.path)
        // The brightness of a picture is its number.
        for frame in stride(from: 3, to: decoded.frames.count - 3, by: 5) {
            let expected = Double(frame) * Double(speed) / 1_000
            let found = Double(decoded.pixel(frame, 0.5, 0.5).green) * 219 / 255 / 3
            #expect(abs(found - expected) < 1.6, "frame \(frame): picture \(found), not \(expected)")
        }
    }

    @Test("many clips with many transitions end with their sound, to the frame")
    func manyClips() async throws {
        let stage = try await Stage()
        let source = try await stage.video(
            1, picture: "testsrc2=size=360x640:rate=25", sound: "sine=440", seconds: 1)
        let clips = (0..<12).map { position in
            Clip(
                mediaID: source.0, end: Milliseconds(433),
                transition: position % 3 == 1 ? Milliseconds(166) : nil)
        }
        let made = try await stage.render(Composition(clips: clips), [source])
        // Thirteen frames each; four times five frames are two clips' own.
        let frames = 12 * 13 - 4 * 5
        #expect(made.video.frames == frames)
        #expect(try await Decoded(made.path).frames.count == frames)
        #expect(abs(try await Sound(made.path).samples.count - frames * 1_600) <= 1_024)
    }
}
