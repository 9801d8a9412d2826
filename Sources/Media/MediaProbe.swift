internal import JSON
internal import Subprocess
internal import SystemPackage

/// Asks ffprobe what is in a media file.
///
/// The service runs without ffprobe too; then nothing is known of a file but its format.
public struct MediaProbe: Sendable {
    /// Where ffprobe was found.
    private let executable: FilePath

    /// How long one file may take; files of users can be made to take for ever.
    private static let timeLimit = Duration.seconds(15)
    /// How much ffprobe may say, in bytes.
    private static let outputLimit = 1 << 20

    /// Finds ffprobe on the search path; nil when there is none.
    public static func find() async -> MediaProbe? {
        do {
            return MediaProbe(executable: try await Executable.name("ffprobe").resolveExecutablePath(in: .inherit))
        } catch {
            return nil
        }
    }

    /// Why a file could not be probed.
    public enum Failure: Error, Sendable {
        /// ffprobe finds no media in it. Its own words, for the log.
        case notMedia(String)
        /// ffprobe could not be run, or did not finish in time.
        case unavailable(String)
    }

    /// Reads the facts of the file at `path`. It must be an absolute path.
    public func facts(ofFileAt path: String) async throws(Failure) -> MediaFacts {
        let arguments: Arguments = [
            "-v", "error", "-print_format", "json", "-show_entries",
            "format=duration:stream=codec_type,width,height,duration:stream_side_data=rotation:stream_tags=rotate",
            // Nothing in a file may make ffprobe open another file or the network.
            "-protocol_whitelist", "file", "-i", "file:" + path,
        ]
        let executable = executable
        do {
            return try await withThrowingTaskGroup(of: MediaFacts?.self) { group in
                group.addTask {
                    let result = try await Subprocess.run(
                        .path(executable), arguments: arguments, output: .bytes(limit: Self.outputLimit),
                        error: .string(limit: 65_536))
                    guard result.terminationStatus.isSuccess else {
                        throw Failure.notMedia(result.standardError)
                    }
                    return try Self.facts(in: result.standardOutput)
                }
                group.addTask {
                    try await Task.sleep(for: Self.timeLimit)
                    return nil
                }
                defer { group.cancelAll() }
                guard let facts = try await group.next() ?? nil else {
                    throw Failure.unavailable("ffprobe took over \(Self.timeLimit)")
                }
                return facts
            }
        } catch let failure as Failure {
            throw failure
        } catch {
            throw .unavailable("\(error)")
        }
    }

    private static func facts(in output: [UInt8]) throws -> MediaFacts {
        let json: JSONValue
        do {
            json = try JSONValue.parse(output)
        } catch {
            throw Failure.unavailable("ffprobe's output: \(error)")
        }
        guard case .object(let root) = json, case .array(let streams) = root["streams"] ?? .null else {
            throw Failure.notMedia("no streams")
        }
        let objects = streams.compactMap { stream -> JSONObject? in
            if case .object(let object) = stream { object } else { nil }
        }
        let picture = objects.first { $0["codec_type"] == .string("video") }
        guard picture != nil || objects.contains(where: { $0["codec_type"] == .string("audio") }) else {
            throw Failure.notMedia("neither picture nor sound")
        }
        var facts = MediaFacts()
        if case .object(let format) = root["format"] ?? .null {
            facts.durationMilliseconds = milliseconds(format["duration"])
        }
        if let picture {
            facts.width = integer(picture["width"])
            facts.height = integer(picture["height"])
            if isTurned(picture) { swap(&facts.width, &facts.height) }
        }
        return facts
    }

    /// Whether the picture is shown turned by 90 or 270 degrees.
    private static func isTurned(_ stream: JSONObject) -> Bool {
        guard case .array(let sideData) = stream["side_data_list"] ?? .null else { return false }
        for case .object(let data) in sideData {
            if let rotation = integer(data["rotation"]), rotation % 180 != 0 { return true }
        }
        return false
    }

    private static func integer(_ value: JSONValue?) -> Int? {
        guard case .number(let number) = value else { return nil }
        return number.int64.flatMap { Int(exactly: $0) }
    }

    /// ffprobe writes seconds as a decimal string: `"3.033000"`.
    private static func milliseconds(_ value: JSONValue?) -> Int64? {
        guard case .string(let text) = value, let seconds = Double(text), seconds.isFinite, seconds >= 0,
            seconds < 1e9
        else { return nil }
        return Int64((seconds * 1_000).rounded())
    }
}
