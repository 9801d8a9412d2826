import Foundation
import Testing

/// A directory that goes with its owner.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "/media-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }
}

/// The tests' own way to ffmpeg, which shares nothing with the code under test.
enum FFmpeg {
    static let isInstalled = ["ffmpeg", "ffprobe"].allSatisfy { name in
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
        }
    }

    /// Whether there are fonts with all of these characters.
    static func hasFonts(with characters: String) -> Bool {
        characters.unicodeScalars.allSatisfy { scalar in
            let code = String(scalar.value, radix: 16)
            return (try? runNow("fc-list", [":charset=\(code)", "file"], isQuiet: false))?.isEmpty == false
        }
    }

    struct Failed: Error { let arguments: [String] }

    /// Runs a program and returns what it writes.
    @discardableResult
    static func run(_ program: String = "ffmpeg", _ arguments: [String]) async throws -> [UInt8] {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try runNow(program, arguments) })
            }
        }
    }

    private static func runNow(
        _ program: String, _ arguments: [String], isQuiet: Bool = true
    ) throws -> [UInt8] {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + (isQuiet ? ["-v", "error"] : []) + arguments
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(arguments: arguments) }
        return Array(bytes)
    }

    /// Makes a video of a lavfi picture and, if given, a lavfi sound.
    static func video(
        _ path: String, picture: String, sound: String? = nil, seconds: Double, options: [String] = []
    ) async throws {
        var arguments = ["-y", "-f", "lavfi", "-i", picture]
        if let sound { arguments += ["-f", "lavfi", "-i", sound] }
        arguments += ["-t", "\(seconds)", "-c:v", "libx264", "-preset", "ultrafast", "-qp", "4", "-pix_fmt", "yuv420p"]
        try await run("ffmpeg", arguments + options + [path])
    }
}

/// A video that was decoded, small.
struct Decoded: Sendable {
    static let width = 108
    static let height = 192

    /// Each frame as RGB bytes.
    let frames: [[UInt8]]

    init(_ path: String) async throws {
        let bytes = try await FFmpeg.run(
            "ffmpeg",
            [
                "-i", path, "-vf", "scale=\(Self.width):\(Self.height):flags=area", "-pix_fmt", "rgb24", "-f",
                "rawvideo",
                "pipe:1",
            ])
        let size = Self.width * Self.height * 3
        frames = (0..<bytes.count / size).map { Array(bytes[$0 * size..<($0 + 1) * size]) }
    }

    struct RGB: Hashable, CustomStringConvertible {
        var red, green, blue: Int
        var sum: Int { red + green + blue }
        /// How far it is from grey.
        var spread: Int { max(red, green, blue) - min(red, green, blue) }

        func distance(to other: RGB) -> Int {
            let parts: [Int] = [red - other.red, green - other.green, blue - other.blue]
            return parts.reduce(0) { $0 + abs($1) }
        }
        var description: String { "(\(red) \(green) \(blue))" }

        func isNear(_ other: RGB, within distance: Int = 12) -> Bool {
            abs(red - other.red) <= distance && abs(green - other.green) <= distance
                && abs(blue - other.blue) <= distance
        }
    }

    func pixel(_ frame: Int, _ x: Double, _ y: Double) -> RGB {
        let column = min(Self.width - 1, Int(x * Double(Self.width)))
        let row = min(Self.height - 1, Int(y * Double(Self.height)))
        let start = (row * Self.width + column) * 3
        return RGB(
            red: Int(frames[frame][start]), green: Int(frames[frame][start + 1]), blue: Int(frames[frame][start + 2]))
    }

    /// Where in a frame pixels are of a kind: row times width plus column.
    func places(_ frame: Int, where isMeant: (RGB) -> Bool) -> Set<Int> {
        let bytes = frames[frame]
        return Set(
            (0..<Self.width * Self.height).filter { place in
                isMeant(
                    RGB(
                        red: Int(bytes[place * 3]), green: Int(bytes[place * 3 + 1]), blue: Int(bytes[place * 3 + 2])))
            })
    }

    /// How many pixels of a part of a frame are of a kind.
    func count(
        _ frame: Int, x: ClosedRange<Double> = 0...1, y: ClosedRange<Double> = 0...1, where isMeant: (RGB) -> Bool
    )
        -> Int
    {
        var count = 0
        for row in 0..<Self.height where y.contains(Double(row) / Double(Self.height)) {
            for column in 0..<Self.width where x.contains(Double(column) / Double(Self.width)) {
                let start = (row * Self.width + column) * 3
                let bytes = frames[frame]
                let pixel = RGB(red: Int(bytes[start]), green: Int(bytes[start + 1]), blue: Int(bytes[start + 2]))
                if isMeant(pixel) { count += 1 }
            }
        }
        return count
    }
}

/// The sound of a file, mono at 48 kHz.
struct Sound: Sendable {
    let samples: [Float]

    init(_ path: String) async throws {
        let bytes = try await FFmpeg.run(
            "ffmpeg", ["-i", path, "-map", "0:a:0", "-ac", "1", "-ar", "48000", "-f", "s16le", "pipe:1"])
        samples = (0..<bytes.count / 2).map {
            Float(Int16(truncatingIfNeeded: Int(bytes[2 * $0]) | Int(bytes[2 * $0 + 1]) << 8)) / 32_768
        }
    }

    /// How loud a frequency is in a stretch of time, as the amplitude of its sine (Goertzel).
    func level(of frequency: Double, from start: Double, to end: Double) -> Double {
        let range = max(0, Int(start * 48_000))..<min(samples.count, Int(end * 48_000))
        guard range.count > 1 else { return 0 }
        let coefficient = 2 * cos(2 * Double.pi * frequency / 48_000)
        var (last, before) = (0.0, 0.0)
        for index in range { (last, before) = (Double(samples[index]) + coefficient * last - before, last) }
        let power = last * last + before * before - coefficient * last * before
        return 2 * max(0, power).squareRoot() / Double(range.count)
    }

    /// The root mean square of a stretch of time.
    func loudness(from start: Double, to end: Double) -> Double {
        let part = samples[max(0, Int(start * 48_000))..<min(samples.count, Int(end * 48_000))]
        guard !part.isEmpty else { return 0 }
        return (part.reduce(0.0) { $0 + Double($1 * $1) } / Double(part.count)).squareRoot()
    }
}
