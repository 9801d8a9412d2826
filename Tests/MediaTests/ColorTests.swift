import DraftModel
import Media
import Testing

/// A colour is the same after rendering, whatever it came in.
@Suite(.enabled(if: FFmpeg.isInstalled, "ffmpeg is not installed"), .serialized)
struct ColorTests {
    private static let colors = [
        Decoded.RGB(red: 0xe0, green: 0x10, blue: 0x10), Decoded.RGB(red: 0x20, green: 0xc0, blue: 0x30),
        Decoded.RGB(red: 0x20, green: 0x30, blue: 0xe0),
    ]

    private static func name(_ color: Decoded.RGB) -> String {
        "0x" + [color.red, color.green, color.blue].map { Color.hex(UInt8($0)) }.joined()
    }

    @Test("the colours of a photo and of a sticker stay what they are", arguments: colors)
    func pictures(color: Decoded.RGB) async throws {
        let stage = try await Stage()
        let photo = try await stage.photo(1, picture: "color=\(Self.name(color)):size=400x400,format=rgb24")
        let grey = try await stage.photo(2, picture: "color=gray:size=400x400,format=rgb24")
        let clips = [
            Clip(mediaID: photo.0, duration: Milliseconds(100)),
            Clip(mediaID: photo.0, duration: Milliseconds(100), fit: .fill),
            Clip(mediaID: grey.0, duration: Milliseconds(100), fit: .fill),
        ]
        let sticker = Sticker(
            mediaID: photo.0, y: Factor(thousandths: 800), span: TimeSpan(start: Milliseconds(200)))
        let made = try await stage.render(Composition(clips: clips, stickers: [sticker]), [photo, grey])
        let decoded = try await Decoded(made.path)
        for (frame, y) in [(1, 0.5), (4, 0.5), (7, 0.8)] {
            let pixel = decoded.pixel(frame, 0.5, y)
            #expect(pixel.isNear(color, within: 5), "\(frame): \(pixel), not \(color)")
        }
    }

    /// How the colours of a video are written, and whether it says so.
    struct Writing: Sendable, CustomTestStringConvertible {
        var size: String
        var matrix: String
        var saysSo: Bool
        var testDescription: String { "\(size) \(matrix) \(saysSo ? "said" : "not said")" }
    }

    @Test(
        "the colours of a video stay what they are, also when it does not say how they are written",
        arguments: [
            Writing(size: "720x1280", matrix: "bt709", saysSo: true),
            Writing(size: "720x1280", matrix: "bt709", saysSo: false),
            Writing(size: "360x640", matrix: "smpte170m", saysSo: true),
            Writing(size: "360x640", matrix: "smpte170m", saysSo: false),
            Writing(size: "360x640", matrix: "bt709", saysSo: true),
        ])
    func videos(writing: Writing) async throws {
        let stage = try await Stage()
        let color = Self.colors[0]
        let matrix = writing.matrix
        let source = try await stage.video(
            1,
            picture:
                "color=\(Self.name(color)):size=\(writing.size):rate=30,format=rgb24,scale=out_color_matrix=\(matrix),format=yuv420p",
            seconds: 0.2, options: writing.saysSo ? ["-colorspace", matrix] : [])
        let made = try await stage.render(Composition(clips: [Clip(mediaID: source.0)]), [source])
        let pixel = try await Decoded(made.path).pixel(2, 0.5, 0.5)
        #expect(pixel.isNear(color, within: 5), "\(pixel), not \(color)")
    }
}
