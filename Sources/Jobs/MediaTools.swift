public import Media

/// What there is of ffmpeg and ffprobe.
///
/// ffmpeg takes a quarter of a second to say what it can do, so it is asked beside the start of the service, which listens
/// meanwhile; who needs the answer awaits it. It is asked once: what is installed later is found at the next start.
public struct MediaTools: Sendable {
    /// What was found.
    public struct Found: Sendable {
        /// nil where nothing can be rendered.
        public var studio: Studio?
        /// nil where ffprobe is not installed.
        public var probe: MediaProbe?

        public init(studio: Studio? = nil, probe: MediaProbe? = nil) {
            self.studio = studio
            self.probe = probe
        }
    }

    private let search: Task<Found, Never>

    /// Begins to search at once.
    public init(_ search: @escaping @Sendable () async -> Found) {
        self.search = Task { await search() }
    }

    /// Neither.
    public static var none: MediaTools { MediaTools { Found() } }

    /// Looks for ffmpeg and ffprobe on the search path.
    ///
    /// - Parameter dataDirectory: the tracks of the music library are kept below it.
    public static func search(dataDirectory: String) async -> Found {
        async let renderer = Renderer.find()
        let probe = await MediaProbe.find()
        guard let renderer = await renderer, let probe else { return Found(probe: probe) }
        let music = MusicLibrary(directory: dataDirectory + "/music")
        return Found(studio: Studio(renderer: renderer, probe: probe, music: music), probe: probe)
    }

    /// Gives up the search, if it is still going on, and ends what it runs. Whoever waits is told that there is nothing.
    func stop() async {
        search.cancel()
        _ = await search.value
    }

    /// What was found, when that is known.
    public var found: Found { get async { await search.value } }

    /// What renders; nil where nothing can.
    public var studio: Studio? { get async { await search.value.studio } }

    /// What looks into files; nil where ffprobe is not installed.
    public var probe: MediaProbe? { get async { await search.value.probe } }
}
