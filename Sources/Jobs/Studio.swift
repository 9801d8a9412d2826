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
}
