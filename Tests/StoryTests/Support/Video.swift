import Crypto
import Glibc

/// Real, small MP4 files, as many different ones as a test wants.
struct Video: Sendable, Hashable {
    let bytes: [UInt8]
    let sha256: String

    init(bytes: [UInt8]) throws {
        self.bytes = bytes
        sha256 = try SHA256.hash(bytes).hex
    }

    /// Half a second of picture and sound.
    static func base() throws -> [UInt8] { try made.get() }

    private static let made = Result {
        let folder = try TemporaryFolder()
        let path = folder.path + "/base.mp4"
        let encoder = try ChildProcess(
            "ffmpeg",
            [
                "-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", "testsrc2=size=360x640:rate=25:duration=0.5",
                "-f", "lavfi", "-i", "sine=frequency=440:duration=0.5", "-c:v", "libx264", "-preset", "ultrafast",
                "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest", "-movflags", "+faststart", path,
            ], errorPath: folder.path + "/errors")
        guard try encoder.waitForEnd() == .exited(0) else { throw TestFailure("ffmpeg: \(encoder.errors)") }
        return try FileReading.bytes(path)
    }

    /// A video that differs from every other by its label and is of about `size` bytes: a `free` box, which players
    /// skip, follows what they play (ISO/IEC 14496-12 §8.1.2).
    init(label: String, size: Int = 0) throws {
        var bytes = try Self.base()
        let filler = max(0, size - bytes.count - label.utf8.count - 8)
        let length = UInt32(8 + label.utf8.count + filler)
        for shift in [24, 16, 8, 0] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: length >> shift)) }
        bytes += "free".utf8
        bytes += label.utf8
        // No zeros, which a file system might keep as a hole.
        bytes += [UInt8](repeating: 0x5a, count: filler)
        try self.init(bytes: bytes)
    }
}
