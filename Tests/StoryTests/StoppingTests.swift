import Glibc
import JSON
import Testing

@Suite("SIGTERM and SIGINT stop the service in good order")
struct StoppingTests {
    private let folder: TemporaryFolder
    private var data: String { folder.path + "/data" }

    init() throws { folder = try TemporaryFolder() }

    @Test("an idle service ends with 0 and closes idle connections and event streams", arguments: [SIGTERM, SIGINT])
    func idle(signal: Int32) async throws {
        let (end, isClosed, streamEnded) = try await blocking { [data] in
            let server = try RunningServer(data: data)
            let account = try Account(handle: "maya", on: server.port)
            let idle = try HTTPConnection(port: server.port)
            _ = try idle.request("GET", "/healthz")
            let stream = try HTTPConnection(port: server.port)
            // Its head: the stream has begun, and goes on.
            guard try stream.request("GET", "/v1/events", token: account.token).status == 200 else {
                throw TestFailure("no stream")
            }
            server.process.send(signal)
            let isClosed = idle.isClosedByPeer()
            return (try server.process.waitForEnd(), isClosed, try stream.endsWithLastChunk())
        }
        #expect(end == .exited(0))
        #expect(isClosed)
        #expect(streamEnded)
    }

    @Test("an upload in flight is finished and answered; new connections are refused", arguments: [SIGTERM, SIGINT])
    func uploadInFlight(signal: Int32) async throws {
        let video = try await blocking { try Video(label: "in flight", size: 400_000) }
        let (answer, end, kept) = try await blocking { [data] in
            let server = try RunningServer(data: data)
            let account = try Account(handle: "maya", on: server.port)
            let connection = try HTTPConnection(port: server.port)
            let head = """
                POST /v1/media HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(account.token)\r\n\
                Content-Type: video/mp4\r\nContent-Length: \(video.bytes.count)\r\n\r\n
                """
            try connection.send(Array(head.utf8) + video.bytes[..<200_000])
            try eventually("the upload has begun") { !FileReading.files(below: data + "/incoming").isEmpty }
            server.process.send(signal)
            try eventually("new connections are refused") { (try? HTTPConnection(port: server.port)) == nil }
            try connection.send(Array(video.bytes[200_000...]))
            let answer = try connection.readAnswer()
            let end = try server.process.waitForEnd()
            let next = try RunningServer(data: data)
            let id = answer.json["id"]?.string ?? ""
            let kept = try HTTPConnection(port: next.port).request("GET", "/v1/media/\(id)", token: account.token)
            return (answer, end, kept)
        }
        #expect(answer.status == 201)
        #expect(answer.fields["connection"] == "close")
        #expect(end == .exited(0))
        #expect(kept.json["sha256"]?.string == video.sha256)
    }

    @Test(
        "an upload that nobody goes on with is cut after the grace period and leaves nothing", .timeLimit(.minutes(2)))
    func abandonedUpload() async throws {
        let (end, left) = try await blocking { [data] in
            let server = try RunningServer(data: data)
            let account = try Account(handle: "maya", on: server.port)
            let connection = try HTTPConnection(port: server.port)
            let head = """
                POST /v1/media HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(account.token)\r\n\
                Content-Type: video/mp4\r\nContent-Length: 1000000\r\n\r\n
                """
            try connection.send(Array(head.utf8) + Video.base())
            try eventually("the upload has begun") { !FileReading.files(below: data + "/incoming").isEmpty }
            let end = try server.stop(with: SIGTERM)
            return (end, FileReading.files(below: data + "/incoming"))
        }
        #expect(end == .exited(0))
        #expect(left.isEmpty)
    }

    @Test(
        "a copy that runs stops with the service, and is one whole file after the next start",
        arguments: [SIGTERM, SIGINT])
    func runningJob(signal: Int32) async throws {
        let (end, partial, job, files, sums, expected) = try await blocking { [data] in
            let video = try Video(label: "long", size: 48 << 20)
            let server = try RunningServer(data: data)
            let account = try Account(handle: "maya", on: server.port)
            let connection = try HTTPConnection(port: server.port)
            let draft = try connection.makeDraft(of: try connection.upload(video, as: account), as: account)
            let job = try connection.post(draft, as: account)
            let roll = data + "/camera-roll"
            try eventually("the copy has begun") { !FileReading.files(below: roll).isEmpty }
            let end = try server.stop(with: signal)
            let partial = FileReading.files(below: roll).filter { $0.hasSuffix(".part") }
            let next = try RunningServer(data: data)
            let ended = try HTTPConnection(port: next.port).endedJob(job, as: account)
            let files = FileReading.files(below: roll)
            return (end, partial, ended, files, try files.map { try FileReading.sha256(roll + "/" + $0) }, video.sha256)
        }
        #expect(end == .exited(0))
        #expect(partial.isEmpty, "a stopped copy leaves no piece")
        #expect(job["state"] == "succeeded")
        #expect(files == ["maya/iphone/DCIM/100APPLE/IMG_0001.MP4"])
        #expect(sums == [expected])
    }

    @Test("however often the service is stopped in good order, a copy does not run out of attempts")
    func manyStops() async throws {
        let (interrupted, job) = try await blocking { [data] in
            let video = try Video(label: "long", size: 48 << 20)
            var server = try RunningServer(data: data)
            let account = try Account(handle: "maya", on: server.port)
            var connection = try HTTPConnection(port: server.port)
            let draft = try connection.makeDraft(of: try connection.upload(video, as: account), as: account)
            let job = try connection.post(draft, as: account)
            var interrupted = 0
            for _ in 0..<7 {
                try eventually("the copy runs or has ended") {
                    try connection.request("GET", "/v1/jobs/\(job)", token: account.token).json["state"] != "queued"
                }
                _ = try server.stop(with: SIGTERM)
                server = try RunningServer(data: data)
                connection = try HTTPConnection(port: server.port)
                interrupted += 1
            }
            return (interrupted, try connection.endedJob(job, as: account))
        }
        #expect(interrupted == 7)
        #expect(job["state"] == "succeeded")
    }
}

extension HTTPConnection {
    /// Whether a chunked body that was begun ends as it should, with its last chunk (RFC 9112 §7.1), and not midway.
    fileprivate func endsWithLastChunk() throws -> Bool {
        while !isClosedByPeer() {}
        return hasReceived(suffix: "0\r\n\r\n")
    }
}
