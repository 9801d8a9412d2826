import DraftModel
import Foundation
import JSON
import Media
import Testing

/// What uploads are found to be, good and bad.
@Suite(.enabled(if: FFmpeg.isInstalled, "ffmpeg is not installed"))
struct ProbeTests {
    private let directory: TemporaryDirectory
    private let probe: MediaProbe

    init() async throws {
        directory = try TemporaryDirectory()
        probe = try #require(await MediaProbe.find())
    }

    private func video(
        _ picture: String, sound: String? = nil, seconds: Double, options: [String] = [], name: String = "a.mp4"
    )
        async throws -> String
    {
        let path = directory.file(name)
        try await FFmpeg.video(path, picture: picture, sound: sound, seconds: seconds, options: options)
        return path
    }

    /// `notMedia`, `incomplete` or nothing.
    private func failure(_ path: String, _ kind: MediaKind = .video) async throws -> String? {
        do {
            _ = try await probe.facts(ofFileAt: path, kind: kind)
            return nil
        } catch {
            switch error {
            case .notMedia: return "notMedia"
            case .incomplete: return "incomplete"
            case .unavailable(let why): return "unavailable: \(why)"
            }
        }
    }

    @Test("length, size, codecs and frame rate of a video")
    func facts() async throws {
        let path = try await video(
            "testsrc2=size=640x360:rate=30000/1001", sound: "sine=440", seconds: 2.002)
        let facts = try await probe.facts(ofFileAt: path, kind: .video)
        #expect(facts.duration.map { abs($0.count - 2_002) < 50 } == true)
        #expect(facts.width == 640 && facts.height == 360 && facts.rotation == 0)
        #expect(facts.videoCodec == "h264" && facts.audioCodec == "aac")
        #expect(facts.frameRate == Factor(thousandths: 29_970))
    }

    @Test(
        "a phone's upright video is as wide as it is shown",
        arguments: [
            (90, [0, 0x1_0000, 0, 0xffff_0000, 0]), (180, [0xffff_0000, 0, 0, 0, 0xffff_0000]),
            (270, [0, 0xffff_0000, 0, 0x1_0000, 0]),
        ] as [(Int, [UInt32])])
    func rotation(degrees: Int, matrix: [UInt32]) async throws {
        let plain = try await video("testsrc2=size=640x360:rate=30", seconds: 1)
        // The matrix of the track's header (ISO/IEC 14496-12 §8.3.2) begins 40 bytes behind the type.
        var bytes = try Data(contentsOf: URL(filePath: plain))
        let start = try #require(bytes.firstRange(of: Data("tkhd".utf8))).upperBound + 40
        for (position, number) in matrix.enumerated() {
            for byte in 0..<4 {
                bytes[start + position * 4 + byte] = UInt8(truncatingIfNeeded: number >> (24 - 8 * byte))
            }
        }
        let turned = directory.file("turned.mp4")
        try bytes.write(to: URL(filePath: turned))
        let facts = try await probe.facts(ofFileAt: turned, kind: .video)
        #expect(facts.rotation == degrees)
        let (width, height) = degrees == 180 ? (640, 360) : (360, 640)
        #expect(facts.width == width)
        #expect(facts.height == height)
    }

    @Test("a phone's upright photo is as wide as it is shown, and upright in the video")
    func photoRotation() async throws {
        let stage = try await Stage()
        let plain = stage.directory.file("plain.jpg")
        try await FFmpeg.run(
            "ffmpeg",
            [
                "-y", "-f", "lavfi", "-i", "color=blue:size=800x400,drawbox=w=400:h=400:c=red:t=fill,format=yuvj420p",
                "-frames:v", "1", plain,
            ])
        // Behind the start of the image an Exif segment, big-endian, of one entry: the orientation is 6, to be turned
        // clockwise.
        let exif: [UInt8] =
            Array("Exif\0\0MM\0*".utf8) + [0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]
        var bytes = try Data(contentsOf: URL(filePath: plain))
        bytes.insert(contentsOf: [0xff, 0xe1, 0, UInt8(exif.count + 2)] + exif, at: 2)
        let path = stage.directory.file("upright.jpg")
        try bytes.write(to: URL(filePath: path))
        let facts = try await stage.probe.facts(ofFileAt: path, kind: .image)
        #expect(facts.width == 400 && facts.height == 800 && facts.rotation == 90)
        let file = RenderInput.File(path: path, kind: .image, facts: facts)
        let made = try await stage.render(
            Composition(clips: [Clip(mediaID: Stage.id(1), duration: Milliseconds(100))]), [(Stage.id(1), file)])
        let decoded = try await Decoded(made.path)
        #expect(decoded.pixel(1, 0.5, 0.25).red > 200 && decoded.pixel(1, 0.5, 0.75).blue > 200)
    }

    @Test("a sound has a length and no picture, although there is one on its sleeve")
    func sleeve() async throws {
        let picture = directory.file("sleeve.png")
        try await FFmpeg.run(
            "ffmpeg", ["-y", "-f", "lavfi", "-i", "color=red:size=100x100", "-frames:v", "1", picture])
        let path = directory.file("song.mp3")
        try await FFmpeg.run(
            "ffmpeg",
            [
                "-y", "-f", "lavfi", "-i", "sine=440", "-i", picture, "-map", "0:a", "-map", "1:v", "-t", "1",
                "-disposition:v", "attached_pic", path,
            ])
        let facts = try await probe.facts(ofFileAt: path, kind: .audio)
        #expect(facts.audioCodec == "mp3" && facts.videoCodec == nil && facts.width == nil)
        #expect(try await failure(path, .video) == "notMedia")
    }

    @Test("text that calls itself a video is none")
    func text() async throws {
        let path = directory.file("text.mp4")
        try Data("this is no video, whatever it is called".utf8).write(to: URL(filePath: path))
        #expect(try await failure(path) == "notMedia")
        for bytes in [Data(), Data("ftypisom".utf8)] {
            try bytes.write(to: URL(filePath: path))
            #expect(try await failure(path) == "notMedia")
        }
    }

    @Test("a playlist that begins as a video does opens no other file")
    func playlist() async throws {
        let secret = try await video("testsrc2=size=640x360:rate=30", seconds: 1, name: "secret.mp4")
        for playlist in [
            "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://\(secret)\n#EXT-X-ENDLIST\n",
            "ffconcat version 1.0\nfile '\(secret)'\n",
        ] {
            let path = directory.file("list.mp4")
            try Data(playlist.utf8).write(to: URL(filePath: path))
            #expect(try await failure(path) == "notMedia")
            try Data([0, 0, 0, 16] + Array("ftypisom\0\0\0\0".utf8) + Array(playlist.utf8)).write(
                to: URL(filePath: path))
            #expect(try await failure(path) == "notMedia")
        }
    }

    @Test("a video that was cut off is refused, wherever its index is")
    func truncated() async throws {
        let last = try await video("testsrc2=size=640x360:rate=30", sound: "sine=440", seconds: 5, name: "last.mp4")
        let first = try await video(
            "testsrc2=size=640x360:rate=30", sound: "sine=440", seconds: 5, options: ["-movflags", "+faststart"],
            name: "first.mp4")
        #expect(try await failure(last) == nil)
        #expect(try await failure(first) == nil)
        for path in [last, first] {
            let bytes = try Data(contentsOf: URL(filePath: path))
            for part in [bytes.count / 2, bytes.count * 8 / 10, 40] {
                try bytes.prefix(part).write(to: URL(filePath: directory.file("cut.mp4")))
                let found = try await failure(directory.file("cut.mp4"))
                #expect(found == "notMedia" || found == "incomplete", "\(path) \(part): \(found ?? "taken")")
            }
        }
    }

    @Test("a video of one pixel is known for what it is, so that its size can be refused")
    func pixel() async throws {
        let path = directory.file("pixel.mkv")
        try await FFmpeg.run(
            "ffmpeg",
            ["-y", "-f", "lavfi", "-i", "color=red:size=1x1:rate=30,format=bgr0", "-t", "1", "-c:v", "ffv1", path])
        let facts = try await probe.facts(ofFileAt: path, kind: .video)
        #expect(facts.width == 1 && facts.height == 1)
        let problems = MediaLimits.problems(
            kind: .video, duration: facts.duration, width: facts.width, height: facts.height,
            frameRate: facts.frameRate)
        #expect(problems.map(\.path) == ["/width", "/height"])
    }

    @Test("a video that claims three hours is found too long, without waiting for them")
    func claimedDuration() async throws {
        let plain = try await video("testsrc2=size=640x360:rate=30", seconds: 1)
        var bytes = try Data(contentsOf: URL(filePath: plain))
        // Movie, track and media header: the length in the movie's or track's timescale.
        for (name, scale, length) in [("mvhd", 12, 16), ("mdhd", 12, 16)] {
            let box = try #require(bytes.range(of: Data(name.utf8))).upperBound
            let timescale = bytes[(box + scale)..<(box + scale + 4)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let claimed = UInt32(timescale * 10_800)
            for byte in 0..<4 { bytes[box + length + byte] = UInt8(truncatingIfNeeded: claimed >> (24 - 8 * byte)) }
        }
        let path = directory.file("long.mp4")
        try bytes.write(to: URL(filePath: path))
        let facts = try await probe.facts(ofFileAt: path, kind: .video)
        #expect(facts.duration == Milliseconds(10_800_000))
    }

    @Test("a picture that unpacks to gigabytes is known by its header")
    func decompressionBomb() async throws {
        // 50,000 by 50,000 pixels, of which next to nothing is there.
        var header: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13] + Array("IHDR".utf8)
        for side in [50_000, 50_000] as [UInt32] {
            header += (0..<4).map { UInt8(truncatingIfNeeded: side >> (24 - 8 * $0)) }
        }
        header += [8, 6, 0, 0, 0]
        let size = try #require(MediaFormat.pngSize(header))
        #expect(size.width == 50_000 && size.height == 50_000)
        let problems = MediaLimits.problems(
            kind: .image, duration: nil, width: size.width, height: size.height, frameRate: nil)
        #expect(problems.count == 2)
        #expect(MediaFormat.pngSize(Array(header.prefix(23))) == nil)
        #expect(MediaFormat.pngSize([0xff, 0xd8, 0xff] + header) == nil)
        // Whoever asks ffprobe all the same gets no gigabytes either.
        let path = directory.file("bomb.png")
        try Data(header + [UInt8](repeating: 0, count: 64)).write(to: URL(filePath: path))
        do {
            let facts = try await probe.facts(ofFileAt: path, kind: .image)
            let found = MediaLimits.problems(
                kind: .image, duration: nil, width: facts.width, height: facts.height, frameRate: nil)
            #expect(!found.isEmpty, "\(facts)")
        } catch {
            guard case .notMedia = error else { throw error }
        }
    }
}
