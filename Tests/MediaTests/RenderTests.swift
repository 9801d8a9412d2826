import DraftModel
import Foundation
import Media
import Synchronization
import Testing

/// Real videos, rendered and looked into.
@Suite(.enabled(if: FFmpeg.isInstalled, "ffmpeg is not installed"), .serialized)
struct RenderTests {
    /// Each frame has its number written into it in black and white: six columns, a bit each, the lowest on the left.
    private static let counting =
        "color=black:size=360x640:rate=30,geq=lum='if(mod(floor(N/pow(2,floor(X/60))),2),235,16)':cb=128:cr=128"

    /// The number of a frame of `counting`.
    private static func number(_ decoded: Decoded, _ frame: Int) -> Int {
        (0..<6).reduce(0) { number, bit in
            let pixel = decoded.pixel(frame, (Double(bit) + 0.5) / 6, 0.5)
            return number + (pixel.green > 128 ? 1 << bit : 0)
        }
    }

    @Test("a trimmed clip begins and ends at exactly its frames, and the video is an MP4 that plays while it loads")
    func trim() async throws {
        let stage = try await Stage()
        let source = try await stage.video(1, picture: Self.counting, sound: "sine=440", seconds: 2)
        let clip = Clip(mediaID: source.0, start: Milliseconds(500), end: Milliseconds(1_300))
        let told = Mutex<[Int]>([])
        let made = try await stage.render(Composition(clips: [clip]), [source]) { percent in
            told.withLock { $0.append(percent) }
        }
        #expect(made.video.frames == 24 && made.video.duration == Milliseconds(800))
        let decoded = try await Decoded(made.path)
        #expect(decoded.frames.count == 24)
        let numbers: [Int] = decoded.frames.indices.map { Self.number(decoded, $0) }
        #expect(numbers == Array(15..<39))
        let sound = try await Sound(made.path)
        #expect(abs(sound.samples.count - 38_400) <= 1_024)
        let percents: [Int] = told.withLock { $0 }
        #expect(!percents.isEmpty)
        #expect(percents == percents.sorted())
        #expect(percents.allSatisfy { (0...100).contains($0) })

        let facts = try await stage.probe.facts(ofFileAt: made.path, kind: .video)
        #expect(facts.videoCodec == "h264" && facts.audioCodec == "aac")
        #expect(facts.width == 1_080 && facts.height == 1_920 && facts.frameRate == Factor(thousandths: 30_000))
        let bytes = try Data(contentsOf: URL(filePath: made.path))
        let index = try #require(bytes.range(of: Data("moov".utf8)))
        let media = try #require(bytes.range(of: Data("mdat".utf8)))
        #expect(index.lowerBound < media.lowerBound)
    }

    @Test("a wide clip is shown between bars, or fills the canvas")
    func fit() async throws {
        let stage = try await Stage()
        let source = try await stage.video(1, picture: "color=white:size=640x360:rate=30", seconds: 0.5)
        let made = try await stage.render(
            Composition(clips: [Clip(mediaID: source.0), Clip(mediaID: source.0, fit: .fill)]), [source])
        let decoded = try await Decoded(made.path)
        #expect(decoded.frames.count == 30)
        #expect(decoded.pixel(5, 0.5, 0.5).sum > 700)
        #expect(decoded.pixel(5, 0.5, 0.1).sum < 30 && decoded.pixel(5, 0.5, 0.9).sum < 30)
        #expect(decoded.pixel(20, 0.5, 0.1).sum > 700 && decoded.pixel(20, 0.5, 0.9).sum > 700)
    }

    @Test("a transition blends picture and sound; a cut does not")
    func crossfade() async throws {
        let stage = try await Stage()
        let red = try await stage.video(1, picture: "color=red:size=360x640:rate=30", sound: "sine=500", seconds: 1)
        let blue = try await stage.video(2, picture: "color=blue:size=360x640:rate=30", sound: "sine=2000", seconds: 1)
        let made = try await stage.render(
            Composition(clips: [
                Clip(mediaID: red.0), Clip(mediaID: blue.0, transition: Milliseconds(600)), Clip(mediaID: red.0),
            ]), [red, blue])
        let decoded = try await Decoded(made.path)
        // Three clips of 30 frames, 18 of which two of them share.
        let frames: Int = 30 + 30 - 18 + 30
        #expect(decoded.frames.count == frames)
        let before = decoded.pixel(10, 0.5, 0.5)
        let middle = decoded.pixel(21, 0.5, 0.5)
        let after = decoded.pixel(36, 0.5, 0.5)
        #expect(before.red > 200 && before.blue < 40)
        #expect((80...180).contains(middle.red) && (80...180).contains(middle.blue))
        #expect(after.blue > 200 && after.red < 40)
        // The cut: from one frame to the next.
        #expect(decoded.pixel(41, 0.5, 0.5).blue > 200 && decoded.pixel(42, 0.5, 0.5).red > 200)
        let sound = try await Sound(made.path)
        #expect(sound.level(of: 500, from: 0.1, to: 0.35) > 4 * sound.level(of: 2_000, from: 0.1, to: 0.35))
        #expect(sound.level(of: 2_000, from: 1.05, to: 1.35) > 4 * sound.level(of: 500, from: 1.05, to: 1.35))
        let both = [500.0, 2_000].map { sound.level(of: $0, from: 0.65, to: 0.75) }
        #expect(both.allSatisfy { $0 > 0.02 })
    }

    @Test("speed, rotation, crop and a photo")
    func shapes() async throws {
        let stage = try await Stage()
        let source = try await stage.video(1, picture: Self.counting, sound: "sine=440", seconds: 1)
        // Left half red, right half green; below both, blue.
        let photo = try await stage.photo(
            2,
            picture:
                "color=red:size=400x400,drawbox=x=200:w=200:h=200:c=lime:t=fill,drawbox=y=200:w=400:h=200:c=blue:t=fill"
        )
        let made = try await stage.render(
            Composition(clips: [
                Clip(mediaID: source.0, speed: Factor(thousandths: 2_000)),
                Clip(mediaID: photo.0, duration: Milliseconds(500), rotation: 90),
                Clip(
                    mediaID: photo.0, duration: Milliseconds(300), fit: .fill,
                    crop: Clip.Crop(x: .half, y: .zero, width: .half, height: .half)),
            ]), [source, photo])
        let decoded = try await Decoded(made.path)
        #expect(decoded.frames.count == 39)
        // Twice as fast: every other frame.
        let numbers = (0..<15).map { Self.number(decoded, $0) }
        let isEveryOther = zip(numbers, 0..<15).allSatisfy { (number: Int, frame: Int) in abs(number - frame * 2) <= 1 }
        #expect(isEveryOther, "\(numbers)")
        // Turned clockwise, what was below is on the left, and what was on the left above is on the right above.
        #expect(decoded.pixel(20, 0.25, 0.5).blue > 200)
        #expect(decoded.pixel(20, 0.75, 0.4).red > 200)
        #expect(decoded.pixel(20, 0.75, 0.6).green > 200)
        // The right upper quarter alone.
        for place in [0.05, 0.5, 0.95] { #expect(decoded.pixel(34, place, place).green > 200) }
        let sound = try await Sound(made.path)
        // The same pitch at twice the speed, then silence under the photos.
        #expect(sound.level(of: 440, from: 0.1, to: 0.4) > 4 * sound.level(of: 880, from: 0.1, to: 0.4))
        #expect(sound.loudness(from: 0.6, to: 1.2) < 0.001)
    }

    @Test(
        "each filter changes the colours as its name says",
        arguments: Filter.Name.allCases)
    func filters(name: Filter.Name) async throws {
        let stage = try await Stage()
        // A brownish and a dark grey half.
        let source = try await stage.photo(
            1, picture: "color=0xA07850:size=400x400,drawbox=x=200:w=200:h=400:c=0x404040:t=fill")
        func colours(_ filter: Filter?) async throws -> (left: Decoded.RGB, right: Decoded.RGB) {
            let clip = Clip(mediaID: source.0, duration: Milliseconds(100), fit: .fill)
            let made = try await stage.render(Composition(clips: [clip], filter: filter), [source])
            let decoded = try await Decoded(made.path)
            return (decoded.pixel(1, 0.2, 0.5), decoded.pixel(1, 0.8, 0.5))
        }
        let (left, right) = try await colours(nil)
        #expect(left.isNear(Decoded.RGB(red: 0xa0, green: 0x78, blue: 0x50)), "\(left)")
        let (newLeft, newRight) = try await colours(Filter(name: name))
        let (halfLeft, _) = try await colours(Filter(name: name, intensity: .half))
        let difference = left.distance(to: newLeft)
        let half = left.distance(to: halfLeft)
        #expect(difference > 15, "not visible: \(left) to \(newLeft)")
        #expect(half < difference && half > 3, "half: \(halfLeft)")
        let spread = newLeft.spread
        switch name {
        case .warm: #expect(newLeft.red - newLeft.blue > left.red - left.blue + 10)
        case .cool: #expect(newLeft.red - newLeft.blue < left.red - left.blue - 10)
        case .mono: #expect(spread <= 6 && abs(newRight.sum - right.sum) < 30)
        case .noir: #expect(spread <= 6 && newRight.sum < right.sum - 30)
        case .sepia: #expect(newRight.red > newRight.green && newRight.green > newRight.blue)
        case .vivid: #expect(spread > 0x50 + 20)
        case .fade: #expect(spread < 0x50 - 10 && newRight.sum > right.sum)
        case .bright: #expect(newLeft.sum > left.sum + 60 && newRight.sum > right.sum + 30)
        }
    }

    @Test("a text is seen where and while it should be, in its colour, and what it says is no command")
    func texts() async throws {
        let stage = try await Stage()
        let source = try await stage.photo(1, picture: "color=black:size=360x640")
        let yellow = Color(red: 255, green: 255, blue: 0)
        let texts = [
            TextOverlay(
                text: try OverlayText("HELLO"), y: Factor(thousandths: 250), size: 160, color: yellow,
                span: TimeSpan(start: Milliseconds(200), end: Milliseconds(600))),
            // As a command this would be invisible, somewhere else and for ever.
            TextOverlay(
                text: try OverlayText("{\\alpha&HFF&\\pos(0,0)}\\N':;,[x]%\nÄéß"),
                y: Factor(thousandths: 750), size: 60),
        ]
        let made = try await stage.render(
            Composition(clips: [Clip(mediaID: source.0, duration: Milliseconds(1_000))], texts: texts), [source])
        let decoded = try await Decoded(made.path)
        func yellows(_ frame: Int) -> Int {
            decoded.count(frame, y: 0.15...0.35) { $0.red > 150 && $0.green > 150 && $0.blue < 90 }
        }
        func whites(_ frame: Int) -> Int { decoded.count(frame, y: 0.6...0.9) { $0.red > 120 && $0.blue > 120 } }
        #expect(yellows(5) == 0)
        #expect(yellows(6) > 60)
        #expect(yellows(17) > 60)
        #expect(yellows(18) == 0)
        #expect(whites(0) > 60 && whites(29) > 60)
        #expect(decoded.count(10, y: 0...0.1) { $0.sum > 100 } == 0)
    }

    @Test("stickers, blur and glitch are seen while they should be")
    func overlays() async throws {
        let stage = try await Stage()
        let source = try await stage.photo(
            1, picture: "color=black:size=360x640,drawbox=x=170:w=20:h=640:c=white:t=fill")
        let sticker = try await stage.photo(2, picture: "color=lime:size=100x100")
        let made = try await stage.render(
            Composition(
                clips: [Clip(mediaID: source.0, duration: Milliseconds(1_000))],
                effects: [
                    Effect(name: .glitch, span: TimeSpan(start: Milliseconds(300), end: Milliseconds(500))),
                    Effect(name: .blur, span: TimeSpan(start: Milliseconds(700))),
                ],
                stickers: [
                    Sticker(
                        mediaID: sticker.0, x: Factor(thousandths: 200), y: Factor(thousandths: 800),
                        width: Factor(thousandths: 200), span: TimeSpan(end: Milliseconds(500)))
                ]), [source, sticker])
        let decoded = try await Decoded(made.path)
        func greens(_ frame: Int) -> Int { decoded.count(frame) { $0.green > 180 && $0.red < 80 && $0.blue < 80 } }
        // A fifth of the width, as high as wide: 21.6 by 21.6 of these pixels.
        #expect((380...540).contains(greens(2)))
        #expect(decoded.pixel(2, 0.2, 0.8).green > 200 && greens(15) < 30)
        func tinted(_ frame: Int) -> Int { decoded.count(frame, y: 0...0.5) { abs($0.red - $0.blue) > 100 } }
        #expect(tinted(5) == 0)
        #expect(tinted(10) > 100)
        #expect(tinted(16) == 0)
        // Blurred, the white stripe is wide and nowhere white.
        func bright(_ frame: Int) -> Int { decoded.count(frame, y: 0.2...0.4) { $0.red > 230 && $0.blue > 230 } }
        #expect(bright(18) > 50 && bright(25) < bright(18) / 2)
    }

    @Test("music begins at its offset, starts over at its end, fades, and plays beside the clip's own sound")
    func music() async throws {
        let stage = try await Stage()
        let source = try await stage.video(
            1, picture: "color=gray:size=360x640:rate=30", sound: "sine=300", seconds: 3)
        // One second of 1,000 Hz, then one of 3,000 Hz.
        let music = try await stage.sound(
            2, "aevalsrc='0.3*sin(2*PI*t*if(lt(t,1),1000,3000))':s=48000", seconds: 2)
        let composition = Composition(
            clips: [Clip(mediaID: source.0, volume: .half)],
            music: Music(
                source: .media(music.0), start: Milliseconds(800), volume: .one, fadeOut: Milliseconds(500)))
        let made = try await stage.render(composition, [source, music])
        let sound = try await Sound(made.path)
        #expect(abs(sound.samples.count - 144_000) <= 1_024)
        #expect(sound.level(of: 1_000, from: 0.02, to: 0.18) > 0.15)
        #expect(sound.level(of: 3_000, from: 0.02, to: 0.18) < 0.02)
        #expect(sound.level(of: 3_000, from: 0.25, to: 1.15) > 0.15)
        #expect(sound.level(of: 1_000, from: 0.3, to: 1.1) < 0.02)
        // 1.2 s in, the track starts over from its beginning.
        #expect(sound.level(of: 1_000, from: 1.3, to: 2.1) > 0.15)
        let loud = sound.level(of: 3_000, from: 2.25, to: 2.45)
        #expect(sound.level(of: 3_000, from: 2.8, to: 2.95) < loud / 2)
        #expect(sound.level(of: 300, from: 0.5, to: 2.5) > 0.03)
    }

    @Test("a muted clip is silent, volumes scale, and a voice is heard from its time on")
    func volumes() async throws {
        let stage = try await Stage()
        let source = try await stage.video(
            1, picture: "color=gray:size=360x640:rate=30", sound: "sine=300", seconds: 1)
        let voice = try await stage.sound(2, "sine=1500", seconds: 1)
        let composition = Composition(
            clips: [
                Clip(mediaID: source.0), Clip(mediaID: source.0, isMuted: true), Clip(mediaID: source.0, volume: .half),
            ],
            originalSoundVolume: .half, voiceOver: VoiceOver(mediaID: voice.0, start: Milliseconds(1_500)))
        let made = try await stage.render(composition, [source, voice])
        let sound = try await Sound(made.path)
        let whole = try await Sound(source.1.path).level(of: 300, from: 0.2, to: 0.8)
        let first = sound.level(of: 300, from: 0.2, to: 0.8)
        #expect(abs(first - whole / 2) < whole / 10)
        #expect(sound.loudness(from: 1.1, to: 1.4) < 0.001)
        #expect(abs(sound.level(of: 300, from: 2.6, to: 2.9) - whole / 4) < whole / 10)
        #expect(sound.level(of: 1_500, from: 1.1, to: 1.45) < 0.002)
        #expect(sound.level(of: 1_500, from: 1.55, to: 2.45) > 0.05)
        #expect(sound.level(of: 1_500, from: 2.6, to: 2.95) < 0.002)
    }

    @Test("every track of the library can be rendered, and begins where it ends", arguments: MusicTrack.allCases)
    func library(track: MusicTrack) async throws {
        let stage = try await Stage()
        let library = MusicLibrary(directory: stage.directory.file("music"))
        let path = try library.file(of: track)
        #expect(try library.file(of: track) == path)
        let facts = try await stage.probe.facts(ofFileAt: path, kind: .audio)
        #expect(facts.duration == track.duration && facts.audioCodec == "pcm_s16le")
        let sound = try await Sound(path)
        #expect(sound.loudness(from: 0, to: 4) > 0.02)
        #expect(sound.samples.allSatisfy { abs($0) < 0.99 })
        let (first, last) = (sound.samples[0], sound.samples[sound.samples.count - 1])
        #expect(abs(first) < 0.02)
        #expect(abs(last) < 0.02)
    }

    @Test("a cover is the frame of its time, and after the end the last one")
    func cover() async throws {
        let stage = try await Stage()
        let source = try await stage.video(
            1, picture: "color=red:size=360x640:rate=30,drawbox=c=blue:t=fill:enable='gte(t,1)'", seconds: 2)
        for (time, isBlue) in [(0, false), (900, false), (1_200, true), (600_000, true)] as [(Int64, Bool)] {
            let bytes = try await stage.renderer.frame(
                of: source.1.path, at: Milliseconds(time), duration: source.1.duration)
            #expect(bytes.starts(with: [0xff, 0xd8, 0xff]))
            let path = stage.directory.file("cover.jpg")
            try Data(bytes).write(to: URL(filePath: path))
            let pixel = try await Decoded(path).pixel(0, 0.5, 0.5)
            let (strong, weak) = isBlue ? (pixel.blue, pixel.red) : (pixel.red, pixel.blue)
            #expect(strong > 200 && weak < 40, "\(time): \(pixel)")
        }
    }

    @Test("a character that no font has is named, and nothing is rendered")
    func missingFont() async throws {
        let stage = try await Stage()
        let source = try await stage.photo(1, picture: "color=black:size=360x640")
        let text = TextOverlay(text: try OverlayText("ok \u{10FFFD} e\u{301}"))
        let error = await #expect(throws: RenderError.self) {
            try await stage.render(
                Composition(clips: [Clip(mediaID: source.0)], texts: [text]), [source])
        }
        #expect(error == .fontMissing(["\u{10FFFD}"]))
    }

    @Test("cancelling kills ffmpeg")
    func cancelling() async throws {
        let stage = try await Stage()
        let source = try await stage.photo(1, picture: "testsrc2=size=1080x1920")
        let clips = Array(repeating: Clip(mediaID: source.0, duration: Milliseconds(60_000)), count: 10)
        let (started, starting) = AsyncStream.makeStream(of: Int.self)
        let task = Task {
            try await stage.render(Composition(clips: clips), [source]) { starting.yield($0) }
        }
        // The first progress comes from the running ffmpeg.
        for await _ in started { break }
        #expect(try Self.processes(in: stage.directory.path) > 0)
        task.cancel()
        await #expect(throws: (any Error).self) { try await task.value }
        #expect(try Self.processes(in: stage.directory.path) == 0)
    }

    /// How many processes run in a directory or below.
    private static func processes(in directory: String) throws -> Int {
        let resolved = URL(filePath: directory).resolvingSymlinksInPath().path()
        return try FileManager.default.contentsOfDirectory(atPath: "/proc").count { name in
            guard Int(name) != nil,
                let place = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(name)/cwd")
            else { return false }
            return place.hasPrefix(resolved.hasSuffix("/") ? String(resolved.dropLast()) : resolved)
        }
    }
}
