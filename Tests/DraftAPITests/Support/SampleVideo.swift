import Foundation
import Synchronization
import Testing

/// A real video, made once with ffmpeg: two seconds of 360x640 with sound.
final class SampleVideo: Sendable {
    static let shared = SampleVideo()
    /// Whether there is an ffmpeg to make one with.
    static let canBeMade = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
        FileManager.default.isExecutableFile(atPath: "\($0)/ffmpeg")
    }

    private let made = Mutex<[UInt8]?>(nil)

    func bytes() async throws -> [UInt8] {
        try await Wire.blocking { [self] in
            try made.withLock { made in
                if let made { return made }
                let directory = try TemporaryDirectory()
                let process = Process()
                process.executableURL = URL(filePath: "/usr/bin/env")
                process.arguments = [
                    "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=360x640:rate=25", "-f", "lavfi", "-i",
                    "sine=frequency=440", "-t", "2", "-pix_fmt", "yuv420p", directory.path + "/sample.mp4",
                ]
                try process.run()
                process.waitUntilExit()
                guard process.terminationStatus == 0 else { throw WireFailure("ffmpeg failed") }
                let bytes = try directory.bytes(of: "sample.mp4")
                made = bytes
                return bytes
            }
        }
    }
}
