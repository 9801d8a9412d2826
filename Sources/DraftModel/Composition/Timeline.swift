public import JSON

/// When each clip is seen in the finished video, counted in its frames, so that nothing is off by a fraction of one.
public struct Timeline: Sendable, Hashable {
    /// One clip's part.
    public struct Segment: Sendable, Hashable {
        /// The first frame it is in. During a transition two clips are.
        public var start: Int
        /// How many frames it is in, at least 1.
        public var frames: Int
        /// How many of these the clip before crosses over into it.
        public var transition: Int
    }

    public let segments: [Segment]

    /// How many frames the video has.
    public var frames: Int { segments.last.map { $0.start + $0.frames } ?? 0 }

    public var duration: Milliseconds {
        Milliseconds((Int64(frames) * 1_000 + Int64(Composition.frameRate) / 2) / Int64(Composition.frameRate))
    }

    /// How many frames that time takes, to the nearest.
    public static func frames(in time: Milliseconds) -> Int {
        Int((time.count * Int64(Composition.frameRate) + 500) / 1_000)
    }

    /// Lays out clips whose files have these lengths, one for each clip; a photo's does not matter.
    ///
    /// - Throws: what does not fit: transitions longer than their clips, clips that begin after their file ends, a video
    ///   of more than ``Composition/maximumDuration``.
    public init(_ clips: [Clip], lengths: [Milliseconds?]) throws(JSONFieldErrors) {
        var segments: [Segment] = []
        var problems: [JSONFieldError] = []
        for (position, clip) in clips.enumerated() {
            let length = position < lengths.count ? lengths[position] : nil
            if let length, clip.start >= length {
                problems.append(
                    JSONFieldError(
                        path: "/clips/\(position)/start_ms", code: "out_of_range",
                        detail: "Expected less than \(length.count), which is how long the file is."))
            }
            let frames = max(1, Self.frames(in: Self.played(clip, of: length)))
            var transition = 0
            if let wanted = clip.transition, let previous = segments.last {
                transition = Self.frames(in: wanted)
                // What is left of the clip before when its own transition is over; a frame of each clip stands alone.
                let room = min(previous.frames - previous.transition, frames) - 1
                if transition > room {
                    let most = max(0, room) * 1_000 / Composition.frameRate
                    problems.append(
                        JSONFieldError(
                            path: "/clips/\(position)/transition/duration_ms", code: "out_of_range",
                            detail: "Expected at most \(most), because the clips it joins are not longer."))
                    transition = max(0, room)
                }
            }
            let start = (segments.last.map { $0.start + $0.frames } ?? 0) - transition
            segments.append(Segment(start: start, frames: frames, transition: transition))
        }
        self.segments = segments
        if duration > Composition.maximumDuration {
            problems.append(
                JSONFieldError(
                    path: "/clips", code: "out_of_range",
                    detail: "Expected at most 10 minutes of video, but these clips make \(duration.count / 1_000) s."))
        }
        if !problems.isEmpty { throw JSONFieldErrors(problems) }
    }

    /// How long a clip is seen; `length` is nil for a photo.
    private static func played(_ clip: Clip, of length: Milliseconds?) -> Milliseconds {
        guard let length else { return clip.duration ?? Clip.photoDuration }
        let end = min(clip.end ?? length, length)
        return Milliseconds(max(0, end.count - clip.start.count) * 1_000 / max(clip.speed.thousandths, 1))
    }
}
