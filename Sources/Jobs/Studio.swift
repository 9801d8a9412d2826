public import Media

/// What rendering takes: ffmpeg, ffprobe, and the music library.
public struct Studio: Sendable {
    public let renderer: Renderer
    public let probe: MediaProbe
    public let music: MusicLibrary

    public init(renderer: Renderer, probe: MediaProbe, music: MusicLibrary) {
        self.renderer = renderer
        self.probe = probe
        self.music = music
    }

    /// Finds ffmpeg and ffprobe on the search path; nil where one of them is missing.
    ///
    /// - Parameter dataDirectory: the tracks of the music library are kept below it.
    public static func find(dataDirectory: String) async -> Studio? {
        guard let renderer = await Renderer.find(), let probe = await MediaProbe.find() else { return nil }
        return Studio(renderer: renderer, probe: probe, music: MusicLibrary(directory: dataDirectory + "/music"))
    }
}
