public import DraftModel
internal import JSON

/// Asks ffprobe what is in a media file, and ffmpeg, where it is there, whether it can be played to its end.
///
/// The service runs without them too; then nothing is known of a file but its format.
public struct MediaProbe: Sendable {
    private let ffprobe: FencedProcess
    private let ffmpeg: FencedProcess?

    /// Files of users can be made to take for ever, or all memory.
    private static let limits = FencedProcess.Limits(
        memory: 2 << 30, processorSeconds: 20, fileSize: 1 << 20, deadline: .seconds(30))
    /// Pixels of the largest picture that is decoded: a little more than `MediaLimits.pictureSides` allows.
    static let maximumPixels = 8_192 * 8_192

    /// Finds ffprobe on the search path; nil when there is none.
    public static func find() async -> MediaProbe? {
        guard let ffprobe = await FencedProcess.find("ffprobe") else { return nil }
        return MediaProbe(ffprobe: ffprobe, ffmpeg: await FencedProcess.find("ffmpeg"))
    }

    /// Why a file could not be probed.
    public enum Failure: Error, Sendable {
        /// There is no media in it that can be played. ffprobe's own words, for the log.
        case notMedia(String)
        /// It says that it is longer than it is: its end is missing.
        case incomplete
        /// ffprobe could not be run.
        case unavailable(String)
    }

    /// Reads the facts of the file at `path`, which is absolute.
    ///
    /// - Parameter checksPlayable: whether to decode a little of its beginning and end, too: for files that have just
    ///   come.
    public func facts(
        ofFileAt path: String, kind: MediaKind, checksPlayable: Bool = true
    ) async throws(Failure) -> MediaFacts {
        // A photo says with its picture how it was held, and not in its header.
        let ofPhoto = kind == .image
        let arguments =
            [
                "-v", "fatal", "-print_format", "json", "-show_entries",
                "format=duration:stream=codec_type,codec_name,width,height,channels,duration,avg_frame_rate,color_space:stream_side_data=rotation"
                    + ":stream_disposition=attached_pic" + (ofPhoto ? ":frame_side_data=rotation" : ""),
            ] + (ofPhoto ? ["-read_intervals", "%+#1"] : []) + Demuxers.options + [
                "-max_pixels", "\(Self.maximumPixels)", "-i", "file:" + path,
            ]
        let outcome = try await run(ffprobe, arguments)
        guard outcome.isSuccess else { throw .notMedia(outcome.messages) }
        let facts = try ProbeOutput.facts(in: outcome.output, kind: kind)
        // A file that breaks a limit is refused for that; it need not be decoded, and had better not be.
        let problems = MediaLimits.problems(
            kind: kind, duration: facts.duration, width: facts.width, height: facts.height, frameRate: facts.frameRate)
        if checksPlayable, problems.isEmpty { try await checkPlayable(path, kind, facts) }
        return facts
    }

    /// Decodes one frame of the beginning, and one near the end of a video: a file whose second half is missing has an
    /// index that promises it all the same.
    private func checkPlayable(_ path: String, _ kind: MediaKind, _ facts: MediaFacts) async throws(Failure) {
        guard let ffmpeg else { return }
        guard try await canDecode(path, with: ffmpeg, kind, from: nil) else {
            throw .notMedia("no frame can be decoded")
        }
        guard kind == .video, let duration = facts.pictureDuration ?? facts.duration, duration.count > 1_000 else {
            return
        }
        let nearEnd = duration.count - max(500, duration.count / 20)
        guard try await canDecode(path, with: ffmpeg, kind, from: Milliseconds(nearEnd)) else { throw .incomplete }
    }

    private func canDecode(
        _ path: String, with ffmpeg: FencedProcess, _ kind: MediaKind, from start: Milliseconds?
    ) async throws(Failure) -> Bool {
        var arguments = ["-v", "fatal", "-nostdin"] + Demuxers.options + ["-max_pixels", "\(Self.maximumPixels)"]
        if let start { arguments += ["-ss", Factor(thousandths: start.count).decimal] }
        arguments += ["-i", "file:" + path, "-map", kind == .audio ? "0:a:0" : "0:v:0"]
        arguments += [kind == .audio ? "-frames:a" : "-frames:v", "1", "-f", "framecrc", "pipe:1"]
        let outcome = try await run(ffmpeg, arguments)
        // One line for each frame, behind lines of comments.
        return outcome.isSuccess
            && String(decoding: outcome.output, as: UTF8.self).split(separator: "\n").contains { !$0.hasPrefix("#") }
    }

    private func run(_ process: FencedProcess, _ arguments: [String]) async throws(Failure) -> FencedProcess.Outcome {
        do {
            let outcome = try await process.run(arguments, limits: Self.limits)
            guard !outcome.wasInterrupted else { throw Failure.unavailable("it was ended by a signal") }
            return outcome
        } catch let failure as Failure {
            throw failure
        } catch FencedProcess.Failure.saidTooMuch {
            throw .notMedia("it makes ffprobe complain without end")
        } catch FencedProcess.Failure.deadlineExceeded {
            throw .notMedia("it keeps ffprobe busy for over \(Self.limits.deadline)")
        } catch {
            throw .unavailable("\(error)")
        }
    }
}
