import DraftModel
import Foundation
import Media
import Testing

/// Files by short names, and what the renderer makes of them.
final class Stage: Sendable {
    let directory: TemporaryDirectory
    let renderer: Renderer
    let probe: MediaProbe

    init() async throws {
        directory = try TemporaryDirectory()
        renderer = try #require(await Renderer.find())
        probe = try #require(await MediaProbe.find())
    }

    static func id(_ number: UInt64) -> MediaID {
        MediaID(timestamp: Timestamp(millisecondsSince1970: 1_795_348_800_000), random: (number, 0))
    }

    /// A video for the composition, known by its number.
    func video(
        _ number: UInt64, picture: String, sound: String? = nil, seconds: Double, options: [String] = []
    ) async throws -> (MediaID, RenderInput.File) {
        let path = directory.file("\(number).mp4")
        try await FFmpeg.video(path, picture: picture, sound: sound, seconds: seconds, options: options)
        return (Self.id(number), try await file(path, .video))
    }

    func photo(_ number: UInt64, picture: String) async throws -> (MediaID, RenderInput.File) {
        let path = directory.file("\(number).png")
        try await FFmpeg.run("ffmpeg", ["-y", "-f", "lavfi", "-i", picture, "-frames:v", "1", path])
        return (Self.id(number), try await file(path, .image))
    }

    func sound(_ number: UInt64, _ source: String, seconds: Double) async throws -> (MediaID, RenderInput.File) {
        let path = directory.file("\(number).wav")
        try await FFmpeg.run("ffmpeg", ["-y", "-f", "lavfi", "-i", source, "-t", "\(seconds)", path])
        return (Self.id(number), try await file(path, .audio))
    }

    private func file(_ path: String, _ kind: MediaKind) async throws -> RenderInput.File {
        let facts = try await probe.facts(ofFileAt: path, kind: kind)
        return RenderInput.File(path: path, kind: kind, facts: facts)
    }

    /// Renders and returns the path of the video.
    func render(
        _ composition: Composition, _ files: [(MediaID, RenderInput.File)], tracks: [MusicTrack: String] = [:],
        progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws -> (path: String, video: Renderer.Video) {
        let place = directory.file(UUID().uuidString)
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        let input = RenderInput(
            composition: composition, files: Dictionary(files) { first, _ in first }, tracks: tracks)
        let video = try await renderer.render(input, in: place, as: "video.mp4", progress: progress)
        return (place + "/video.mp4", video)
    }
}
