public import JSON

/// What a composition must be like, given the files it names.
public enum CompositionRules {
    /// What is wrong with it; empty when it can be rendered. Files that are not in `media` are not judged, and neither is
    /// what depends on a length that is not known.
    ///
    /// - Parameter media: the files that the composition names, by id.
    public static func problems(_ composition: Composition, media: [MediaID: Media]) -> [JSONFieldError] {
        var problems: [JSONFieldError] = []
        for use in composition.mediaUses {
            guard let file = media[use.mediaID], !use.role.allows(file) else { continue }
            problems.append(
                JSONFieldError(
                    path: use.path, code: "wrong_kind",
                    detail: "Expected \(use.role.words), but this file is \(file.kind.words)."))
        }
        for (position, clip) in composition.clips.enumerated() {
            guard let file = media[clip.mediaID] else { continue }
            problems += Self.problems(clip, file, path: "/clips/\(position)")
        }
        if let music = composition.music, let length = music.length(in: media), music.start >= length {
            problems.append(
                JSONFieldError(
                    path: "/music/start_ms", code: "out_of_range",
                    detail: "Expected less than \(length.count), which is how long the music is."))
        }
        guard problems.isEmpty else { return problems }
        let files = composition.clips.map { media[$0.mediaID] }
        let areLengthsKnown = files.allSatisfy { $0?.kind == .image || ($0?.kind == .video && $0?.duration != nil) }
        guard areLengthsKnown else { return problems }
        do {
            _ = try Timeline(composition.clips, lengths: files.map { $0?.kind == .video ? $0?.duration : nil })
        } catch {
            problems += error.errors
        }
        return problems
    }

    private static func problems(_ clip: Clip, _ file: Media, path: String) -> [JSONFieldError] {
        switch file.kind {
        case .audio: []
        case .video:
            clip.duration == nil
                ? []
                : [
                    JSONFieldError(
                        path: path + "/duration_ms", code: "out_of_range",
                        detail: "Only photos have it; trim a video with start_ms and end_ms.")
                ]
        case .image:
            clip.start.count == 0 && clip.end == nil && clip.speed == .one
                ? []
                : [
                    JSONFieldError(
                        path: path + "/media_id", code: "wrong_kind",
                        detail: "A photo has no start_ms, end_ms and speed; set how long it is shown with duration_ms.")
                ]
        }
    }
}

extension Music {
    /// How long it is, if that is known.
    fileprivate func length(in media: [MediaID: Media]) -> Milliseconds? {
        switch source {
        case .track(let track): track.duration
        case .media(let id): media[id]?.duration
        }
    }
}

extension Composition.MediaUse.Role {
    fileprivate func allows(_ file: Media) -> Bool {
        switch self {
        case .clip: file.kind != .audio
        // A video without sound is a video all the same. What is not known is found out when it is rendered.
        case .sound: file.kind != .image
        case .picture: file.kind == .image
        }
    }

    fileprivate var words: String {
        switch self {
        case .clip: "a video or a picture"
        case .sound: "a sound, or a video for its sound"
        case .picture: "a picture"
        }
    }
}

extension MediaKind {
    fileprivate var words: String {
        switch self {
        case .video: "a video"
        case .audio: "a sound"
        case .image: "a picture"
        }
    }
}
