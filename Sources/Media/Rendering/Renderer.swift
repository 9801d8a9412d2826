public import DraftModel
internal import Glibc
internal import Subprocess

/// Makes videos of compositions with ffmpeg.
public struct Renderer: Sendable {
    private let ffmpeg: FencedProcess
    private let fonts: Fonts?

    /// The longest a video may take, which is over ten times what ten minutes of video take on two cores.
    private static let limits = FencedProcess.Limits(
        processorSeconds: 6 * 3_600, fileSize: 4 << 30, deadline: .seconds(3 * 3_600))
    private static let pictureLimits = FencedProcess.Limits(
        memory: 3 << 30, processorSeconds: 60, fileSize: 64 << 20, deadline: .seconds(60))

    /// Finds ffmpeg on the search path; nil when there is none, or it cannot do what is needed here.
    public static func find() async -> Renderer? {
        guard let ffmpeg = await FencedProcess.find("ffmpeg") else { return nil }
        guard await hasParts(ffmpeg) else { return nil }
        return Renderer(ffmpeg: ffmpeg, fonts: await Fonts.find())
    }

    /// Whether this ffmpeg was built with an H.264 encoder and text.
    private static func hasParts(_ ffmpeg: FencedProcess) async -> Bool {
        async let canEncode = has([" libx264 ", " aac "], in: "-encoders", ffmpeg)
        async let canFilter = has([" ass ", " xfade "], in: "-filters", ffmpeg)
        let both = await (canEncode, canFilter)
        return both.0 && both.1
    }

    /// Whether ffmpeg lists all of these under an option. One that cannot even list its parts has none.
    private static func has(_ parts: [String], in option: String, _ ffmpeg: FencedProcess) async -> Bool {
        let limits = FencedProcess.Limits(
            memory: 1 << 30, processorSeconds: 20, fileSize: 1 << 20, deadline: .seconds(20))
        guard let outcome = try? await ffmpeg.run(["-v", "error", "-hide_banner", option], limits: limits) else {
            return false
        }
        let list = String(decoding: outcome.output, as: UTF8.self)
        return parts.allSatisfy { list.contains($0) }
    }

    /// What was rendered.
    public struct Video: Sendable, Hashable {
        public var duration: Milliseconds
        /// Pictures in it.
        public var frames: Int
    }

    /// Renders a composition into a new file.
    ///
    /// Cancelling the task kills ffmpeg; what it has written stays for the caller to remove.
    /// - Parameters:
    ///   - input: the composition and its files.
    ///   - directory: an empty directory for this alone, absolute.
    ///   - name: of the file to be made in it.
    ///   - progress: told how much is done, in percent, from another thread.
    /// - Throws: `RenderError`, `CancellationError`.
    public func render(
        _ input: RenderInput, in directory: String, as name: String, progress: @escaping @Sendable (Int) -> Void
    ) async throws -> Video {
        let plan = try RenderPlan(input)
        let texts = input.composition.texts.map(\.text)
        if let fonts, !texts.isEmpty {
            let missing = try await fonts.missing(in: texts)
            if !missing.isEmpty { throw RenderError.fontMissing(missing) }
        }
        if let script = plan.script { try Self.write(script, to: directory + "/" + FilterGraph.scriptName) }
        let arguments = plan.arguments + ["-nostats", "-progress", "pipe:1", name]
        let frames = plan.frames
        let outcome: FencedProcess.Outcome
        do {
            outcome = try await ffmpeg.run(arguments, in: directory, limits: Self.limits) { line in
                // `frame=123`, twice a second.
                guard line.hasPrefix("frame="), let done = Int(line.dropFirst(6).filter { $0.isNumber }) else { return }
                progress(min(99, done * 100 / max(frames, 1)))
            }
        } catch FencedProcess.Failure.deadlineExceeded {
            throw RenderError.failed("took over \(Self.limits.deadline)")
        } catch FencedProcess.Failure.saidTooMuch {
            throw RenderError.failed("complained without end")
        }
        guard outcome.isSuccess else { throw Self.error(outcome.messages) }
        return Video(duration: plan.duration, frames: frames)
    }

    /// One frame of a video as a JPEG.
    ///
    /// - Parameters:
    ///   - time: which; after the end, the last one.
    ///   - duration: how long the video is, if that is known.
    /// - Throws: `RenderError`, `CancellationError`.
    public func frame(of path: String, at time: Milliseconds, duration: Milliseconds?) async throws -> [UInt8] {
        var start = time
        // A little before the end there is surely a frame; the last ones may be shorter than they say.
        if let duration { start = min(start, Milliseconds(max(0, duration.count - 100))) }
        if let picture = try await picture(path, from: start) { return picture }
        guard start.count > 0, let picture = try await picture(path, from: Milliseconds(max(0, start.count - 1_000)))
        else {
            throw RenderError.failed("there is no frame at \(time.count) ms")
        }
        return picture
    }

    /// A picture as a JPEG of at most the size of a finished video.
    public func picture(of path: String) async throws -> [UInt8] {
        guard let picture = try await picture(path, from: Milliseconds(0)) else {
            throw RenderError.failed("there is no picture in it")
        }
        return picture
    }

    private func picture(_ path: String, from start: Milliseconds) async throws -> [UInt8]? {
        var arguments = ["-v", "error", "-nostdin"] + Demuxers.options
        arguments += ["-max_pixels", "\(MediaProbe.maximumPixels)"]
        if start.count > 0 { arguments += ["-ss", Factor(thousandths: start.count).decimal] }
        let size = "\(Composition.width):\(Composition.height)"
        arguments += [
            "-i", "file:" + path, "-map", "0:v:0", "-frames:v", "1",
            "-vf", "scale=w=iw*sar:h=ih,scale=\(size):force_original_aspect_ratio=decrease,setsar=1",
            "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-q:v", "3", "-f", "mjpeg",
            "pipe:1",
        ]
        do {
            let outcome = try await ffmpeg.run(arguments, limits: Self.pictureLimits, outputLimit: 16 << 20)
            guard outcome.isSuccess else { throw Self.error(outcome.messages) }
            return outcome.output.isEmpty ? nil : outcome.output
        } catch let failure as FencedProcess.Failure {
            throw RenderError.failed("\(failure)")
        }
    }

    private static func error(_ messages: String) -> RenderError {
        messages.contains("No space left on device") ? .storageFull : .failed(String(messages.prefix(4_000)))
    }

    private static func write(_ text: String, to path: String) throws(RenderError) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw errno == ENOSPC ? .storageFull : .failed("open: errno \(errno)") }
        defer { _ = close(descriptor) }
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw errno == ENOSPC ? .storageFull : .failed("write: errno \(errno)") }
            bytes = bytes.dropFirst(count)
        }
    }
}
