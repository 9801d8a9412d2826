internal import DraftModel
internal import JSON

/// Everything that ffmpeg is told to make a composition a video. Pure: the same input gives the same plan.
struct RenderPlan: Sendable, Hashable {
    /// The arguments, without the name of the output.
    let arguments: [String]
    /// The script with the texts, to be put beside the output as ``FilterGraph/scriptName``; nil without texts.
    let script: String?
    /// How many frames the video has.
    let frames: Int
    let duration: Milliseconds

    /// - Throws: `RenderError.impossible`, with what cannot be rendered.
    init(_ input: RenderInput) throws(RenderError) {
        let composition = input.composition
        let timeline = try Self.timeline(of: input)
        var inputs = Inputs()
        var graph = FilterGraph(input, timeline: timeline)
        for (position, clip) in composition.clips.enumerated() {
            let file = try Self.file(clip.mediaID, in: input)
            guard file.hasPicture else { throw .impossible("Clip \(position + 1) has no picture.") }
            graph.addClip(position, input: inputs.add(clip, file), file: file)
        }
        graph.joinClips()
        var stickerInputs: [Int] = []
        for sticker in composition.stickers {
            stickerInputs.append(inputs.add(path: try Self.file(sticker.mediaID, in: input).path))
        }
        graph.addPicture(stickerInputs: stickerInputs)
        let music = try composition.music.map { music throws(RenderError) -> FilterGraph.SoundInput in
            let source = try Self.source(of: music, in: input)
            let number = inputs.add(["-stream_loop", "-1", "-ss", Self.seconds(music.start)], path: source.path)
            return FilterGraph.SoundInput(number: number, channels: source.channels)
        }
        let voiceOver = try composition.voiceOver.map { voiceOver throws(RenderError) -> FilterGraph.SoundInput in
            let file = try Self.file(voiceOver.mediaID, in: input)
            guard file.hasSound else { throw .impossible("The file of the voice-over has no sound.") }
            return FilterGraph.SoundInput(number: inputs.add(path: file.path), channels: file.soundChannels)
        }
        graph.addSound(music: music, voiceOver: voiceOver)

        arguments =
            ["-v", "error", "-nostdin", "-y"] + inputs.arguments + ["-filter_complex", graph.text]
            + ["-map", "[video]", "-map", "[audio]"] + Self.output
        script =
            composition.texts.isEmpty
            ? nil : SubtitleScript.make(composition.texts, duration: timeline.duration)
        frames = timeline.frames
        duration = timeline.duration
    }

    /// H.264 and AAC in an MP4 whose index comes first, so that it plays while it loads. No metadata of the sources, in
    /// which a phone writes where it was.
    private static let output = [
        "-c:v", "libx264", "-preset", "veryfast", "-crf", "22", "-profile:v", "high", "-pix_fmt", "yuv420p",
        "-r", "\(Composition.frameRate)", "-g", "\(Composition.frameRate * 2)",
        "-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709",
        "-c:a", "aac", "-b:a", "128k", "-ar", "\(FilterGraph.sampleRate)", "-ac", "2",
        "-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact",
        "-flags:a", "+bitexact", "-movflags", "+faststart", "-f", "mp4",
    ]

    private struct Inputs {
        var arguments: [String] = []
        private var count = 0

        /// Adds an input and returns its number.
        mutating func add(_ options: [String] = [], path: String) -> Int {
            arguments += Demuxers.options + options + ["-i", "file:" + path]
            defer { count += 1 }
            return count
        }

        mutating func add(_ clip: Clip, _ file: RenderInput.File) -> Int {
            guard !file.isPhoto else { return add(path: file.path) }
            var options: [String] = []
            if clip.start.count > 0 { options += ["-ss", RenderPlan.seconds(clip.start)] }
            // A little more than is shown: what is too much is cut to the frame by the graph.
            if let end = clip.end {
                options += ["-t", RenderPlan.seconds(Milliseconds(end.count - clip.start.count + 200))]
            }
            return add(options, path: file.path)
        }
    }

    private static func timeline(of input: RenderInput) throws(RenderError) -> Timeline {
        guard !input.composition.clips.isEmpty else { throw .impossible("There are no clips.") }
        var lengths: [Milliseconds?] = []
        for (position, clip) in input.composition.clips.enumerated() {
            let file = try file(clip.mediaID, in: input)
            guard file.isPhoto || file.duration != nil else {
                throw .impossible("It cannot be found out how long the file of clip \(position + 1) is.")
            }
            lengths.append(file.isPhoto ? nil : file.duration)
        }
        do {
            return try Timeline(input.composition.clips, lengths: lengths)
        } catch {
            throw .impossible(error.errors.map { "\($0.path): \($0.detail)" }.joined(separator: " "))
        }
    }

    private static func file(_ id: MediaID, in input: RenderInput) throws(RenderError) -> RenderInput.File {
        guard let file = input.files[id] else { throw .impossible("The file \(id) is missing.") }
        return file
    }

    private static func source(
        of music: Music, in input: RenderInput
    ) throws(RenderError) -> (path: String, channels: Int) {
        switch music.source {
        case .media(let id):
            let file = try file(id, in: input)
            guard file.hasSound else { throw .impossible("The file of the music has no sound.") }
            guard file.duration.map({ music.start < $0 }) ?? true else {
                throw .impossible("The music begins after its file ends.")
            }
            return (file.path, file.soundChannels)
        case .track(let track):
            guard music.start < track.duration else {
                throw .impossible("The music begins after the track ends, which is \(track.duration.count) ms long.")
            }
            guard let path = input.tracks[track] else { throw .impossible("The track \(track.rawValue) is missing.") }
            return (path, Synthesizer.channels)
        }
    }

    /// Seconds with three decimals.
    private static func seconds(_ time: Milliseconds) -> String { Factor(thousandths: time.count).decimal }
}
