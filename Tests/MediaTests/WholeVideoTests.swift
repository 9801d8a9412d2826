import DraftModel
import Foundation
import Media
import Testing

/// Every part at once, and what the tests of single parts leave out.
@Suite(.enabled(if: FFmpeg.isInstalled, "ffmpeg is not installed"), .serialized)
struct WholeVideoTests {
    @Test("a composition with every part shows and sounds each of them in its place")
    func everyPart() async throws {
        let stage = try await Stage()
        let red = try await stage.video(
            1, picture: "color=0xC03030:size=720x1280:rate=30", sound: "sine=500", seconds: 2)
        let green = try await stage.video(
            2, picture: "color=0x30C030:size=640x360:rate=25", sound: "sine=2000", seconds: 2)
        let photo = try await stage.photo(3, picture: "color=0x3030C0:size=400x400")
        let sticker = try await stage.photo(4, picture: "color=white:size=100x100")
        let voice = try await stage.sound(5, "sine=5000", seconds: 0.5)
        let library = MusicLibrary(directory: stage.directory.file("music"))
        let composition = Composition(
            clips: [
                // 0 to 1 s: half as fast.
                Clip(mediaID: red.0, start: Milliseconds(500), end: Milliseconds(1_000), speed: .half),
                // Crosses over from 0.6 to 1 s, and ends at 1.6 s.
                Clip(
                    mediaID: green.0, end: Milliseconds(1_000), volume: .half, fit: .fill, rotation: 90,
                    crop: Clip.Crop(x: .zero, y: .zero, width: .half, height: .half), transition: Milliseconds(400)),
                Clip(mediaID: photo.0, duration: Milliseconds(1_000), fit: .fill),
            ],
            music: Music(source: .track(.sunrise), volume: .half, fadeIn: Milliseconds(200)),
            voiceOver: VoiceOver(mediaID: voice.0, start: Milliseconds(1_800)),
            filter: Filter(name: .bright, intensity: .half),
            effects: [Effect(name: .blur, span: TimeSpan(start: Milliseconds(2_400)))],
            texts: [
                TextOverlay(
                    text: try OverlayText("NOW"), y: Factor(thousandths: 250), size: 200,
                    span: TimeSpan(start: Milliseconds(1_700), end: Milliseconds(2_300)))
            ],
            stickers: [
                Sticker(
                    mediaID: sticker.0, x: Factor(thousandths: 250), y: Factor(thousandths: 800),
                    width: Factor(thousandths: 300), rotation: 45,
                    span: TimeSpan(start: Milliseconds(200), end: Milliseconds(2_600)))
            ], cover: .at(Milliseconds(100)))
        let made = try await stage.render(
            composition, [red, green, photo, sticker, voice], tracks: [.sunrise: try library.file(of: .sunrise)])
        let decoded = try await Decoded(made.path)
        #expect(decoded.frames.count == 78 && made.video.duration == Milliseconds(2_600))

        func colour(_ frame: Int) -> Decoded.RGB { decoded.pixel(frame, 0.8, 0.5) }
        #expect(colour(5).red > 190 && colour(5).green < 110, "\(colour(5))")
        // Half way over, both are seen.
        #expect((90...190).contains(colour(24).red) && (90...190).contains(colour(24).green), "\(colour(24))")
        #expect(colour(40).green > 190 && colour(40).red < 110, "\(colour(40))")
        #expect(colour(60).blue > 190 && colour(60).red < 110, "\(colour(60))")
        // Brighter than the photo by itself.
        #expect(colour(60).sum > 0x30 + 0x30 + 0xc0 + 30)

        func whites(_ frame: Int, _ y: ClosedRange<Double>) -> Int {
            decoded.count(frame, y: y) { $0.red > 200 && $0.green > 200 && $0.blue > 200 }
        }
        #expect(whites(45, 0.15...0.35) == 0 && whites(55, 0.15...0.35) > 60 && whites(71, 0.15...0.35) == 0)
        #expect(whites(3, 0.6...1) == 0)
        // A square of 32 of these pixels on its tip: its middle is white, and the corners of its frame are not.
        #expect(decoded.pixel(30, 0.25, 0.8).sum > 690)
        #expect(decoded.pixel(30, 0.25, 0.8 - 0.1).sum > 690)
        #expect(decoded.pixel(30, 0.25 + 0.14, 0.8 - 0.08).sum < 600)
        // The same sticker without its sharp edges.
        #expect(whites(76, 0.6...1) > 100)

        let sound = try await Sound(made.path)
        #expect(abs(sound.samples.count - 78 * 1_600) <= 1_024)
        // The bass of the track's first chord: an octave below A at 220 Hz.
        #expect(sound.level(of: 110, from: 0.1, to: 0.6) > 0.02)
        #expect(sound.level(of: 500, from: 0.1, to: 0.5) > 0.05)
        #expect(sound.level(of: 2_000, from: 1.05, to: 1.55) > 0.02)
        #expect(sound.level(of: 2_000, from: 1.7, to: 2.5) < 0.005)
        #expect(sound.level(of: 5_000, from: 1.85, to: 2.25) > 0.05)
        #expect(sound.level(of: 5_000, from: 1.2, to: 1.75) < 0.005)
    }

    @Test("a clip is turned by each of its angles", arguments: [0, 90, 180, 270])
    func rotations(degrees: Int) async throws {
        let stage = try await Stage()
        // A red quarter on the left above.
        let photo = try await stage.photo(
            1, picture: "color=black:size=400x400,drawbox=w=200:h=200:c=red:t=fill")
        let made = try await stage.render(
            Composition(clips: [
                Clip(mediaID: photo.0, duration: Milliseconds(100), fit: .fill, rotation: degrees)
            ]), [photo])
        let decoded = try await Decoded(made.path)
        let corners = [(0.25, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75)]
        for (position, corner) in corners.enumerated() {
            let isRed = decoded.pixel(1, corner.0, corner.1).red > 150
            #expect(isRed == (position == degrees / 90), "corner \(position)")
        }
    }

    @Test("music fades in and out, and does so at its own volume")
    func fades() async throws {
        let stage = try await Stage()
        let photo = try await stage.photo(1, picture: "color=gray:size=360x640")
        let music = try await stage.sound(2, "sine=1000:sample_rate=48000", seconds: 3)
        func levels(_ volume: Int64) async throws -> [Double] {
            let made = try await stage.render(
                Composition(
                    clips: [Clip(mediaID: photo.0, duration: Milliseconds(2_000))],
                    music: Music(
                        source: .media(music.0), volume: Factor(thousandths: volume), fadeIn: Milliseconds(1_000),
                        fadeOut: Milliseconds(500))), [photo, music])
            let sound = try await Sound(made.path)
            return [(0.0, 0.1), (0.45, 0.55), (1.1, 1.4), (1.7, 1.8), (1.95, 2.0)].map {
                sound.level(of: 1_000, from: $0.0, to: $0.1)
            }
        }
        let whole = try await levels(1_000)
        #expect(whole[0] < whole[2] / 5 && whole[1] < whole[2] * 0.7 && whole[1] > whole[2] * 0.3, "\(whole)")
        #expect(whole[3] < whole[2] * 0.8 && whole[4] < whole[2] / 5, "\(whole)")
        let louder = try await levels(2_000)
        #expect(abs(louder[2] / whole[2] - 2) < 0.2, "\(louder) \(whole)")
    }
}
