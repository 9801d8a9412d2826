// The service and the programs that it runs: it does not wait for them, and takes them with it.

import Glibc
import JSON
import Testing

@Suite("The service and its ffmpeg", .enabled(if: VideoFile.canBeMade, "ffmpeg is not installed"))
struct ToolTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("the service listens before ffmpeg has answered, and who needs the answer gets the true one")
    func slowTools() async throws {
        let found = try await blocking { [folder] in
            // An ffmpeg that waits for this lock before it is the real one.
            let lock = unsafe open(folder.path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            defer { close(lock) }
            try #require(flock(lock, LOCK_EX) == 0)
            let path = unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? "/usr/bin:/bin"
            try FileReading.writeProgram(
                """
                #!/bin/sh
                flock --shared '\(folder.path)/lock' true
                PATH='\(path)' exec ffmpeg "$@"

                """, to: folder.path + "/bin/ffmpeg")
            let server = try RunningServer(
                data: folder.path + "/data", environment: ["PATH": folder.path + "/bin:" + path])
            let waiting = try HTTPConnection(port: server.port)
            try waiting.send(Array("GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
            let health = try HTTPConnection(port: server.port).request("GET", "/healthz").status
            try #require(health == 200)
            try #require(flock(lock, LOCK_UN) == 0)
            return try waiting.readAnswer().json
        }
        #expect(found["rendering"] == "available" && found["probing"] == "available")
    }

    @Test("a service that is killed takes its ffmpeg with it, and the next one renders the video again")
    func killedWhileRendering() async throws {
        let result = try await blocking { [folder] in
            let data = folder.path + "/data"
            let server = try RunningServer(data: data)
            var connection = try HTTPConnection(port: server.port)
            let maya = try Account(handle: "maya", on: server.port)
            let media = try connection.request(
                "POST", "/v1/media", token: maya.token, type: "video/mp4",
                body: try VideoFile.make(in: folder.path, seconds: 4)
            ).json["id"]?.string
            // Slowly, so that the kill comes long before the end.
            let draft = try connection.request(
                "POST", "/v1/drafts", token: maya.token,
                body: Array(#"{"clips": [{"media_id": "\#(media ?? "")", "speed": 0.4}]}"#.utf8)
            ).json["id"]?.string
            let preview = "/v1/drafts/\(draft ?? "")/preview"
            let job = try connection.request("GET", preview, token: maya.token).json["job"]?["id"]?.string
            let jobPath = "/v1/jobs/\(job ?? "")"
            try eventually("ffmpeg is at work") {
                Self.processes(in: data + "/rendering").count == 1
                    && FileReading.files(below: data + "/rendering").contains { $0.hasSuffix("video.mp4") }
            }
            _ = try server.stop(with: SIGKILL)
            try eventually("ffmpeg is gone") { Self.processes(in: data + "/rendering").isEmpty }
            let name = FileReading.files(below: data + "/rendering").first { $0.hasSuffix("video.mp4") }
            let unfinished = try FileReading.bytes(data + "/rendering/" + (name ?? ""))

            let second = try RunningServer(data: data)
            connection = try HTTPConnection(port: second.port)
            let begun = try connection.request("GET", jobPath, token: maya.token).json
            try eventually("the video is there") {
                try connection.request("GET", jobPath, token: maya.token).json["state"] == "succeeded"
            }
            let video = try connection.request("GET", preview, token: maya.token)
            return (
                unfinished: unfinished, begun: begun, video: video, left: FileReading.files(below: data + "/rendering")
            )
        }
        // Its index is written last.
        #expect(!result.unfinished.contains(Array("moov".utf8)))
        #expect(result.begun["state"] != "succeeded" && result.begun["state"] != "failed", "\(result.begun)")
        #expect(result.video.status == 200 && result.video.body.dropFirst(4).starts(with: "ftyp".utf8))
        #expect(result.left.isEmpty)
    }

    @Test(
        "the doctor says what can be rendered, and what is missing",
        arguments: [
            ("", "rendering is available", nil), ("exit 1", "rendering is unavailable", "notice: tool_missing: ffmpeg"),
        ] as [(String, String, String?)])
    func doctor(program: String, line: String, finding: String?) async throws {
        let (end, text) = try await blocking { [folder] in
            let server = try RunningServer(data: folder.path + "/data")
            _ = try server.stop(with: SIGTERM)
            let path = unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? "/usr/bin:/bin"
            // An ffmpeg that can do nothing comes before the real one.
            if !program.isEmpty {
                try FileReading.writeProgram("#!/bin/sh\n\(program)\n", to: folder.path + "/bin/ffmpeg")
            }
            let doctor = try ChildProcess(
                RunningServer.executable, ["doctor", "--data-dir", folder.path + "/data"],
                environment: ["PATH": folder.path + "/bin:" + path])
            let text = try doctor.remainingOutput()
            return (try doctor.waitForEnd(), text)
        }
        #expect(end == .exited(0))
        #expect(text.contains(line + "\n"))
        #expect(text.contains("tool_missing") == (finding != nil))
        if let finding { #expect(text.contains(finding + "\n")) }
    }

    /// The processes that run in a directory or below.
    private static func processes(in directory: String) -> [String] {
        guard let resolved = unsafe realpath(directory, nil) else { return [] }
        defer { unsafe free(resolved) }
        let prefix = unsafe String(cString: resolved)
        return FileReading.names(in: "/proc").filter { name in
            guard Int(name) != nil else { return false }
            var buffer = [CChar](repeating: 0, count: 4_096)
            let length = unsafe readlink("/proc/\(name)/cwd", &buffer, buffer.count)
            let place = String(decoding: buffer.prefix(max(0, length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
            return place.hasPrefix(prefix)
        }
    }
}

/// A real video.
private enum VideoFile {
    static let canBeMade: Bool = {
        let path = unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? ""
        return path.split(separator: ":").contains { unsafe access("\($0)/ffmpeg", X_OK) == 0 }
    }()

    /// Its bytes; it is as large as a finished one.
    static func make(in folder: String, seconds: Int) throws -> [UInt8] {
        let path = folder + "/made.mp4"
        let end = try ChildProcess(
            "ffmpeg",
            [
                "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=size=1080x1920:rate=30", "-t", "\(seconds)",
                "-pix_fmt", "yuv420p", "-preset", "ultrafast", path,
            ]
        ).waitForEnd()
        guard end == .exited(0) else { throw TestFailure("ffmpeg: \(end)") }
        return try FileReading.bytes(path)
    }
}
