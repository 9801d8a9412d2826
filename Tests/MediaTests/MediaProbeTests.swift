import Foundation
import Testing

@testable import Media

@Suite("What ffprobe finds in real files")
struct MediaProbeTests {
    /// A file made with ffmpeg, and its facts.
    struct Sample: Sendable, CustomTestStringConvertible {
        let name: String
        let arguments: [String]
        let facts: MediaFacts
        var testDescription: String { name }
    }

    private static let picture = ["-f", "lavfi", "-i", "testsrc2=size=108x192:rate=10"]
    private static let sound = ["-f", "lavfi", "-i", "sine=frequency=440"]

    private static let samples = [
        Sample(
            name: "video.mp4", arguments: picture + sound + ["-t", "2", "-pix_fmt", "yuv420p"],
            facts: MediaFacts(durationMilliseconds: 2_000, width: 108, height: 192)),
        Sample(
            name: "silent.mp4", arguments: picture + ["-t", "0.5", "-pix_fmt", "yuv420p"],
            facts: MediaFacts(durationMilliseconds: 500, width: 108, height: 192)),
        Sample(
            name: "sound.wav", arguments: sound + ["-t", "1.25"],
            facts: MediaFacts(durationMilliseconds: 1_250, width: nil, height: nil)),
    ]

    @Test("length and picture size", arguments: samples)
    func facts(_ sample: Sample) async throws {
        let probe = try #require(await MediaProbe.find(), "ffprobe is needed for this test")
        let file = try SampleFile(sample.name, sample.arguments)
        #expect(try await probe.facts(ofFileAt: file.path) == sample.facts)
    }

    @Test("a picture has a size and no length that matters")
    func still() async throws {
        let probe = try #require(await MediaProbe.find())
        let file = try SampleFile("still.png", Self.picture + ["-frames:v", "1"])
        let facts = try await probe.facts(ofFileAt: file.path)
        #expect(facts.width == 108 && facts.height == 192 && facts.durationMilliseconds == nil)
    }

    @Test("a turned video has the size that is shown")
    func turned() async throws {
        let probe = try #require(await MediaProbe.find())
        let upright = try SampleFile("upright.mp4", Self.picture + ["-t", "1", "-pix_fmt", "yuv420p"])
        // The matrix of the track's header (ISO/IEC 14496-12 §8.3.2): 40 bytes behind the type, a quarter turn.
        var bytes = try Data(contentsOf: URL(filePath: upright.path))
        let header = try #require(bytes.firstRange(of: Data("tkhd".utf8)))
        let matrix: [UInt32] = [0, 0x1_0000, 0, 0xffff_0000, 0, 0, 108 << 16, 0, 0x4000_0000]
        let start = header.upperBound + 40
        let turned = matrix.flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) } }
        bytes.replaceSubrange(start..<(start + turned.count), with: turned)
        let file = try SampleFile(bytes)
        let facts = try await probe.facts(ofFileAt: file.path)
        #expect(facts.width == 192 && facts.height == 108)
    }

    @Test("what only begins like media, and what is none, is told apart from a probe that cannot run")
    func broken() async throws {
        let probe = try #require(await MediaProbe.find())
        let whole = try SampleFile("video.mp4", Self.picture + ["-t", "1", "-pix_fmt", "yuv420p"])
        for bytes in [try Data(contentsOf: URL(filePath: whole.path)).prefix(1_000), Data("ftypisom".utf8), Data()] {
            let file = try SampleFile(bytes)
            await #expect { _ = try await probe.facts(ofFileAt: file.path) } throws: { error in
                if case MediaProbe.Failure.notMedia = error { true } else { false }
            }
        }
    }

    @Test("a file cannot make ffprobe read another one")
    func playlist() async throws {
        let probe = try #require(await MediaProbe.find())
        let target = try SampleFile("video.mp4", Self.picture + ["-t", "1", "-pix_fmt", "yuv420p"])
        let list = try SampleFile(
            Data(
                "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:9/\(target.path)\n#EXT-X-ENDLIST\n".utf8
            ))
        await #expect(throws: MediaProbe.Failure.self) { _ = try await probe.facts(ofFileAt: list.path) }
    }
}

/// A file that goes with its owner.
final class SampleFile: Sendable {
    let path: String
    private let folder: String

    init(_ bytes: Data) throws {
        (folder, path) = try Self.place("file")
        try bytes.write(to: URL(filePath: path))
    }

    /// What ffmpeg makes.
    init(_ name: String, _ arguments: [String]) throws {
        (folder, path) = try Self.place(name)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["ffmpeg", "-v", "error"] + arguments + [path]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "ffmpeg failed")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private static func place(_ name: String) throws -> (folder: String, path: String) {
        let folder = NSTemporaryDirectory() + "/media-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return (folder, folder + "/" + name)
    }
}
