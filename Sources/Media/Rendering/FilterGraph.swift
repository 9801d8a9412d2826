// The graph of ffmpeg filters that makes a composition a video. Pure: a composition and facts in, a text out.
//
// - Everything is counted in frames of 1/30 s and samples of 1/48,000 s, of which 1,600 go into a frame. Each clip is cut
//   or padded to exactly its frames and samples, so picture and sound never drift apart, however many clips there are.
// - Every clip has picture and sound when they are joined: silence where there is none.
// - No text of a user is in the graph. Texts go into a script of their own, files are inputs by number, and all else is
//   numbers and names that the model has checked.

internal import DraftModel

struct FilterGraph {
    /// Samples each second, of the sound.
    static let sampleRate = 48_000
    static let samplesPerFrame = sampleRate / Composition.frameRate
    /// The name of the script with the texts, in the directory in which ffmpeg runs.
    static let scriptName = "texts.ass"

    private(set) var chains: [String] = []
    private let input: RenderInput
    private let timeline: Timeline

    init(_ input: RenderInput, timeline: Timeline) {
        self.input = input
        self.timeline = timeline
    }

    var text: String { chains.joined(separator: ";") }

    // MARK: Clips

    /// Picture and sound of one clip, as `[vN]` and `[aN]`.
    mutating func addClip(_ position: Int, input number: Int, file: RenderInput.File) {
        let clip = input.composition.clips[position]
        let frames = timeline.segments[position].frames
        chains.append("[\(number):v:0]\(picture(clip, file, frames: frames))[v\(position)]")

        let samples = frames * Self.samplesPerFrame
        guard file.hasSound, !clip.isMuted, clip.volume > .zero else {
            chains.append("\(Self.silence(samples: samples))[a\(position)]")
            return
        }
        var sound = ["aresample=\(Self.sampleRate):async=1:first_pts=0"] + Self.stereo(file.soundChannels)
        sound += Self.tempo(clip.speed)
        if clip.volume != .one { sound.append("volume=\(clip.volume.decimal)") }
        sound += ["apad", "atrim=end_sample=\(samples)", "asetpts=PTS-STARTPTS"]
        chains.append("[\(number):a:0]\(sound.joined(separator: ","))[a\(position)]")
    }

    /// How colours are written into the video. ffmpeg by itself keeps the matrix of the source, and takes that of BT.601
    /// for what was RGB, which a player that reads BT.709 shows in other colours.
    private static let outputColors = "out_color_matrix=bt709:out_range=tv"

    private func picture(_ clip: Clip, _ file: RenderInput.File, frames: Int) -> String {
        let size = "\(Composition.width):\(Composition.height)"
        var filters: [String] = []
        if clip.speed != .one { filters.append("setpts=PTS/\(clip.speed.decimal)") }
        filters.append("fps=\(Composition.frameRate):start_time=0")
        // Pixels that are not square become square, so that shapes are right from here on.
        filters += ["scale=w=iw*sar:h=ih", "setsar=1"]
        if let crop = clip.crop {
            filters.append(
                "crop=w=max(2\\,iw*\(crop.width.decimal)):h=max(2\\,ih*\(crop.height.decimal))"
                    + ":x=iw*\(crop.x.decimal):y=ih*\(crop.y.decimal)")
        }
        switch clip.rotation {
        case 90: filters.append("transpose=clock")
        case 180: filters += ["hflip", "vflip"]
        case 270: filters.append("transpose=cclock")
        default: break
        }
        let colors = (file.colorMatrix.map { "in_color_matrix=\($0.rawValue):" } ?? "") + Self.outputColors
        switch clip.fit {
        case .fit:
            filters.append("scale=\(size):force_original_aspect_ratio=decrease:force_divisible_by=2:\(colors)")
            filters += ["format=yuv420p", "pad=\(size):(ow-iw)/2:(oh-ih)/2"]
        case .fill:
            filters.append("scale=\(size):force_original_aspect_ratio=increase:force_divisible_by=2:\(colors)")
            filters += ["format=yuv420p", "crop=\(size)"]
        }
        // The last picture stays for as long as the sound goes on, and a photo for as long as it is shown.
        filters += [
            "setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709", "setsar=1",
            "tpad=stop=-1:stop_mode=clone", "trim=end_frame=\(frames)", "setpts=PTS-STARTPTS",
            "settb=1/\(Composition.frameRate)",
        ]
        return filters.joined(separator: ",")
    }

    /// Joins the clips, as `[vall]` and `[aall]`: cuts in one go, transitions one by one.
    mutating func joinClips() {
        var joined: (video: String, audio: String, frames: Int)?
        var group: [Int] = []
        for position in input.composition.clips.indices {
            if timeline.segments[position].transition > 0 {
                joined = concatenate(joined, group)
                group = []
                joined = cross(joined, into: position)
            } else {
                group.append(position)
            }
        }
        joined = concatenate(joined, group)
        if let joined {
            chains.append("[\(joined.video)]null[vall]")
            chains.append("[\(joined.audio)]anull[aall]")
        }
    }

    private mutating func concatenate(
        _ first: (video: String, audio: String, frames: Int)?, _ positions: [Int]
    ) -> (video: String, audio: String, frames: Int)? {
        var parts = positions.map { (video: "v\($0)", audio: "a\($0)", frames: timeline.segments[$0].frames) }
        if let first { parts.insert(first, at: 0) }
        guard parts.count > 1 else { return parts.first }
        let name = "c\(chains.count)"
        let inputs = parts.map { "[\($0.video)][\($0.audio)]" }.joined()
        chains.append(
            "\(inputs)concat=n=\(parts.count):v=1:a=1[v\(name)x][a\(name)]")
        chains.append("[v\(name)x]settb=1/\(Composition.frameRate),fps=\(Composition.frameRate)[v\(name)]")
        return ("v\(name)", "a\(name)", parts.reduce(0) { $0 + $1.frames })
    }

    private mutating func cross(
        _ first: (video: String, audio: String, frames: Int)?, into position: Int
    ) -> (video: String, audio: String, frames: Int)? {
        let segment = timeline.segments[position]
        guard let first else { return ("v\(position)", "a\(position)", segment.frames) }
        let name = "x\(chains.count)"
        chains.append(
            "[\(first.video)][v\(position)]xfade=transition=fade:duration=\(Self.seconds(segment.transition))"
                + ":offset=\(Self.seconds(first.frames - segment.transition))[v\(name)]")
        chains.append(
            "[\(first.audio)][a\(position)]acrossfade=ns=\(segment.transition * Self.samplesPerFrame):c1=tri:c2=tri[a\(name)]"
        )
        return ("v\(name)", "a\(name)", first.frames + segment.frames - segment.transition)
    }

    // MARK: What lies over the clips

    /// Filter, effects, stickers and texts: from `[vall]` to `[video]`.
    ///
    /// - Parameter stickerInputs: the numbers of the stickers' inputs, in order.
    mutating func addPicture(stickerInputs: [Int]) {
        let composition = input.composition
        var filters: [String] = []
        if let filter = composition.filter, let chain = ColorFilters.chain(filter) { filters.append(chain) }
        for effect in composition.effects {
            let enable = enable(effect.span)
            switch effect.name {
            case .glitch: filters.append("format=gbrp,rgbashift=rh=-24:bh=24:gv=6\(enable),format=yuv420p")
            case .blur: filters.append("gblur=sigma=24:steps=2\(enable)")
            }
        }
        chains.append("[vall]\(filters.isEmpty ? "null" : filters.joined(separator: ","))[v_look]")
        var last = "v_look"
        for (position, sticker) in composition.stickers.enumerated() where position < stickerInputs.count {
            let width = max(2, sticker.width.thousandths * Int64(Composition.width) / 1_000)
            var chain = "[\(stickerInputs[position]):v:0]scale=w=iw*sar:h=ih,scale=\(width):-1,format=rgba"
            if sticker.rotation != 0 {
                let angle = "\(sticker.rotation)*PI/180"
                chain += ",rotate=a=\(angle):ow=rotw(\(angle)):oh=roth(\(angle)):c=none"
            }
            chains.append("\(chain),scale=\(Self.outputColors),format=yuva420p[s\(position)]")
            chains.append(
                "[\(last)][s\(position)]overlay=x=W*\(sticker.x.decimal)-w/2:y=H*\(sticker.y.decimal)-h/2"
                    + ":eof_action=repeat\(enable(sticker.span))[v_s\(position)]")
            last = "v_s\(position)"
        }
        var end = composition.texts.isEmpty ? [] : ["ass=filename=\(Self.scriptName)"]
        end += ["format=yuv420p", "trim=end_frame=\(timeline.frames)", "setpts=PTS-STARTPTS"]
        chains.append("[\(last)]\(end.joined(separator: ","))[video]")
    }

    /// The option that limits a filter to a part of the video, by its frames; nothing for all of it.
    private func enable(_ span: TimeSpan) -> String {
        if span.start.count == 0, span.end == nil { return "" }
        let start = Self.seconds(Timeline.frames(in: span.start))
        // Half a frame before the end's: comparing for equality would hang on the last bit of a double.
        let end = span.end.map { "\(Self.seconds(Timeline.frames(in: $0)))-0.5/\(Composition.frameRate)" } ?? "86400"
        return ":enable=between(t\\,\(start)-0.5/\(Composition.frameRate)\\,\(end))"
    }

    // MARK: Sound

    /// An input with a sound.
    struct SoundInput {
        var number: Int
        var channels: Int
    }

    /// The clips' sound, music and voice-over together: from `[aall]` to `[audio]`.
    mutating func addSound(music musicInput: SoundInput?, voiceOver voiceOverInput: SoundInput?) {
        let composition = input.composition
        let samples = timeline.frames * Self.samplesPerFrame
        chains.append("[aall]volume=\(composition.originalSoundVolume.decimal)[a_own]")
        var tracks = ["a_own"]
        if let music = composition.music, let musicInput {
            var filters = Self.additional(musicInput) + ["volume=\(music.volume.decimal)"]
            if music.fadeIn.count > 0 {
                filters.append("afade=t=in:ns=\(Self.samples(in: music.fadeIn))")
            }
            if music.fadeOut.count > 0 {
                let length = min(Self.samples(in: music.fadeOut), samples)
                filters.append("afade=t=out:ss=\(samples - length):ns=\(length)")
            }
            filters.append("atrim=end_sample=\(samples)")
            chains.append("[\(musicInput.number):a:0]\(filters.joined(separator: ","))[a_music]")
            tracks.append("a_music")
        }
        if let voiceOver = composition.voiceOver, let voiceOverInput {
            let filters =
                Self.additional(voiceOverInput) + [
                    "volume=\(voiceOver.volume.decimal)", "adelay=delays=\(voiceOver.start.count):all=1",
                    "atrim=end_sample=\(samples)",
                ]
            chains.append("[\(voiceOverInput.number):a:0]\(filters.joined(separator: ","))[a_voice]")
            tracks.append("a_voice")
        }
        let names = tracks.map { "[\($0)]" }.joined()
        let mix = tracks.count > 1 ? "amix=inputs=\(tracks.count):duration=first:dropout_transition=0:normalize=0," : ""
        // Several sounds together can be too loud; the limiter lowers what would be cut off, without delay.
        chains.append(
            "\(names)\(mix)alimiter=limit=0.97:level=0:latency=1,apad,atrim=end_sample=\(samples)[audio]")
    }

    // MARK: Parts

    private static let soundFormat = "aformat=sample_fmts=fltp:channel_layouts=stereo"

    /// Two channels. One is copied into both, as loud as it is: ffmpeg by itself would make it 3 dB quieter.
    private static func stereo(_ channels: Int) -> [String] {
        channels == 1 ? ["pan=stereo|c0=c0|c1=c0", soundFormat] : [soundFormat]
    }

    /// Sound beside the clips' own. Its samples are numbered anew: those of an input that is read over and over carry
    /// times that a fade does not find its place by.
    private static func additional(_ input: SoundInput) -> [String] {
        ["aresample=\(sampleRate)"] + stereo(input.channels) + ["asetpts=N/SR/TB"]
    }

    private static func silence(samples: Int) -> String {
        "anullsrc=r=\(sampleRate):cl=stereo,\(soundFormat),atrim=end_sample=\(samples)"
    }

    /// `atempo` takes 0.5 to 100 for each; slower is done in two steps.
    private static func tempo(_ speed: Factor) -> [String] {
        if speed == .one { return [] }
        guard speed < .half else { return ["atempo=\(speed.decimal)"] }
        return ["atempo=0.5", "atempo=\(Factor(thousandths: speed.thousandths * 2).decimal)"]
    }

    private static func samples(in time: Milliseconds) -> Int { Int(time.count) * sampleRate / 1_000 }

    /// Frames as seconds with six decimals.
    private static func seconds(_ frames: Int) -> String {
        let microseconds = (frames * 1_000_000 + Composition.frameRate / 2) / Composition.frameRate
        let fraction = String(microseconds % 1_000_000)
        return "\(microseconds / 1_000_000).\(String(repeating: "0", count: 6 - fraction.count))\(fraction)"
    }
}
