import Crypto
import DraftStore
import Foundation
import Glibc
import JSON
import Synchronization
import Testing

@testable import DraftAPI

@Suite("Uploads are taken whole or not at all")
struct UploadTests {
    private static let bytes = video("an upload", size: 100_000)

    /// A way of sending a file, and what comes of it.
    private struct Way: Sendable, CustomTestStringConvertible {
        let what: String
        /// The head's lines behind the first, and the body.
        let request: @Sendable (_ bytes: [UInt8]) throws -> (fields: [String], body: [UInt8])
        var status = 201
        var code: String?
        var fileName: String?
        var testDescription: String { what }
    }

    private static func raw(_ fields: String...) -> @Sendable ([UInt8]) throws -> ([String], [UInt8]) {
        { (fields + ["Content-Length: \($0.count)"], $0) }
    }

    private static func form(_ parts: [(head: String, isFile: Bool)])
        -> @Sendable ([UInt8]) throws -> ([String], [UInt8])
    {
        { bytes in
            var body: [UInt8] = []
            for part in parts {
                body += Array("--edge\r\n\(part.head)\r\n\r\n".utf8) + (part.isFile ? bytes : Array("other".utf8))
                body += Array("\r\n".utf8)
            }
            body += Array("--edge--\r\n".utf8)
            return (["Content-Type: multipart/form-data; boundary=edge", "Content-Length: \(body.count)"], body)
        }
    }

    private static func chunked(_ size: Int, _ fields: String...) -> @Sendable ([UInt8]) throws -> ([String], [UInt8]) {
        { bytes in
            var body: [UInt8] = []
            var start = 0
            while start < bytes.count {
                let end = min(start + size, bytes.count)
                body += Array("\(String(end - start, radix: 16))\r\n".utf8) + bytes[start..<end] + Array("\r\n".utf8)
                start = end
            }
            return (fields + ["Transfer-Encoding: chunked"], body + Array("0\r\n\r\n".utf8))
        }
    }

    private static func sha256(_ bytes: [UInt8]) throws -> String { Base64.encode(try SHA256.hash(bytes).bytes) }

    private static func md5(_ bytes: [UInt8]) throws -> String {
        var md5 = MD5()
        md5.update(bytes)
        return Base64.encode(try md5.finalize())
    }

    private static let fileDisposition = "Content-Disposition: form-data; name=\"file\"; filename=\"C:\\\\clip.mp4\""

    private static let ways: [Way] = [
        Way(what: "raw", request: raw("Content-Type: video/mp4")),
        Way(what: "raw without a type", request: raw()),
        Way(
            what: "raw with a file name",
            request: raw("Content-Disposition: attachment; filename=\"a/b/sunset.mp4\""), fileName: "sunset.mp4"),
        Way(
            what: "raw with an encoded file name",
            request: raw("Content-Disposition: attachment; filename=x.mp4; filename*=UTF-8''%C3%A4.mp4"),
            fileName: "ä.mp4"),
        Way(what: "chunks of one byte", request: { bytes in try chunked(1)(bytes) }),
        Way(what: "chunks of 10,000 bytes", request: chunked(10_000, "Content-Type: video/mp4")),
        Way(what: "a form", request: form([(fileDisposition, true)]), fileName: "clip.mp4"),
        Way(
            what: "a form with other parts",
            request: form([
                ("Content-Disposition: form-data; name=\"title\"", false), (fileDisposition, true),
                ("Content-Disposition: form-data; name=\"after\"", false),
            ]), fileName: "clip.mp4"),
        Way(
            what: "a form without a file", request: form([("Content-Disposition: form-data; name=\"title\"", false)]),
            status: 400, code: "malformed_request"),
        Way(
            what: "a form without a boundary",
            request: { (["Content-Type: multipart/form-data", "Content-Length: \($0.count)"], $0) }, status: 400,
            code: "malformed_request"),
        Way(
            what: "a form that breaks off",
            request: { bytes in
                let (fields, body) = try form([(fileDisposition, true)])(bytes)
                let short = Array(body.dropLast(20))
                return ([fields[0], "Content-Length: \(short.count)"], short)
            }, status: 400, code: "malformed_request"),
        Way(
            what: "the right Repr-Digest",
            request: { bytes in
                (["Repr-Digest: md5=:AAAA:, sha-256=:\(try sha256(bytes)):", "Content-Length: \(bytes.count)"], bytes)
            }),
        Way(
            what: "a wrong Repr-Digest",
            request: { bytes in
                (["Repr-Digest: sha-256=:\(try sha256([1])):", "Content-Length: \(bytes.count)"], bytes)
            }, status: 400, code: "digest_mismatch"),
        Way(
            what: "a Repr-Digest without colons",
            request: { bytes in
                (["Repr-Digest: sha-256=\(try sha256(bytes))", "Content-Length: \(bytes.count)"], bytes)
            },
            status: 400, code: "digest_mismatch"),
        Way(
            what: "the right Content-MD5",
            request: { bytes in (["Content-MD5: \(try md5(bytes))", "Content-Length: \(bytes.count)"], bytes) }),
        Way(
            what: "a wrong Content-MD5",
            request: { bytes in (["Content-MD5: \(try md5([1]))", "Content-Length: \(bytes.count)"], bytes) },
            status: 400,
            code: "digest_mismatch"),
        Way(
            what: "a Content-MD5 that is none",
            request: { bytes in (["Content-MD5: none", "Content-Length: \(bytes.count)"], bytes) }, status: 400,
            code: "digest_mismatch"),
        Way(
            what: "the digest of a form's file",
            request: { bytes in
                let (fields, body) = try form([(fileDisposition, true)])(bytes)
                return (fields + ["Repr-Digest: sha-256=:\(try sha256(bytes)):"], body)
            }, fileName: "clip.mp4"),
        Way(
            what: "fewer bytes than Content-Length says",
            request: { bytes in (["Content-Length: \(bytes.count + 1)"], bytes) }, status: 400, code: "incomplete_body"),
        Way(
            what: "chunks without an end",
            request: { bytes in
                let (fields, body) = try chunked(10_000)(bytes)
                return (fields, Array(body.dropLast(5)))
            }, status: 400, code: "incomplete_body"),
        Way(
            what: "a chunk size that is none",
            request: { bytes in
                (
                    ["Transfer-Encoding: chunked"],
                    Array("400\r\n".utf8) + bytes.prefix(1_024) + Array("\r\nxyz\r\n".utf8)
                )
            },
            status: 400),
        Way(
            what: "no bytes", request: { _ in (["Content-Length: 0"], []) }, status: 415, code: "unsupported_media_type"
        ),
        Way(
            what: "a text that says it is a video",
            request: { _ in (["Content-Type: video/mp4", "Content-Length: 200"], Array(repeating: 0x61, count: 200)) },
            status: 415, code: "unsupported_media_type"),
        Way(
            what: "a page that says it is a picture",
            request: { _ in (["Content-Type: image/svg+xml", "Content-Length: 11"], Array("<svg></svg>".utf8)) },
            status: 415, code: "unsupported_media_type"),
        Way(
            what: "more than the limit, before a byte of it is sent",
            request: { _ in (["Content-Length: 4294967297"], []) }, status: 413, code: "body_too_large"),
    ]

    @Test("a file arrives as it was sent, or leaves nothing behind", arguments: ways)
    private func sends(_ way: Way) async throws {
        try await withService { service in
            let before = try await service.state(of: service.maya)
            let (fields, body) = try way.request(Self.bytes)
            let answer = try await service.exchange(Self.head(service, fields) + body, thenFinish: true)
            #expect(answer.status == way.status, "\(answer.text)")
            if let code = way.code { #expect(answer.code == code, "\(answer.text)") }
            #expect(service.directory.files(in: "incoming").isEmpty)
            guard way.status == 201 else {
                #expect(try await service.state(of: service.maya) == before)
                return
            }
            let contract = try Contract.shared.get()
            let upload = Contract.Operation(method: "POST", path: "/v1/media")
            #expect(contract.violations(in: answer, to: upload).isEmpty)
            #expect(try answer.json["size"]?.int64 == Int64(Self.bytes.count))
            #expect(try answer.string("sha256") == SHA256.hash(Self.bytes).hex)
            #expect(try answer.json["file_name"] == way.fileName.map { .string($0) } ?? .null)
            #expect(try answer["location"] == "/v1/media/\(answer.string("id"))")
            #expect(try await service.get(answer.string("content_url")).body == Self.bytes)
        }
    }

    private static func head(_ service: TestService, _ fields: [String]) -> [UInt8] {
        let lines = ["POST /v1/media HTTP/1.1", "Host: localhost", "Authorization: Bearer \(service.maya.token)"]
        return Array(((lines + fields).joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    @Test("bytes behind Content-Length belong to the next request")
    func longer() async throws {
        try await withService { service in
            let request = Self.head(service, ["Content-Length: \(Self.bytes.count)"]) + Self.bytes
            let next = Array("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
            let answers = try await Wire.blocking { [port = service.port] in
                let wire = try Wire(port: port)
                try wire.send(request + next)
                var reader = AnswerReader(wire: wire)
                return [try reader.next(), try reader.next()]
            }
            #expect(answers[0].status == 201)
            #expect(try answers[0].number("size") == Int64(Self.bytes.count))
            #expect(answers[1].status == 200 && answers[1].text == #"{"status":"ok"}"#)
        }
    }

    @Test("a client that waits is invited, or refused before it sends", arguments: [true, false])
    func invitation(_ isSignedIn: Bool) async throws {
        try await withService { service in
            let head = Array(
                """
                POST /v1/media HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: \(Self.bytes.count)\r\n\
                Authorization: Bearer \(isSignedIn ? service.maya.token : "drt_none")\r\n\r\n
                """.utf8)
            let answer = try await Wire.blocking { [port = service.port] in
                let wire = try Wire(port: port)
                try wire.send(head)
                var reader = AnswerReader(wire: wire)
                let (status, fields) = try reader.head()
                guard status == 100 else { return Answer(status: status, fields: fields) }
                try wire.send(Self.bytes)
                return try reader.next()
            }
            #expect(answer.status == (isSignedIn ? 201 : 401))
            if !isSignedIn { #expect(answer["connection"] == "close") }
        }
    }

    @Test("what is no media is refused before all of it has come")
    func early() async throws {
        try await withService { service in
            let request = Self.head(service, ["Content-Length: 4000000000"]) + [UInt8](repeating: 0x61, count: 300_000)
            let answer = try await service.exchange(request)
            #expect(answer.status == 415 && answer["connection"] == "close")
            #expect(service.directory.files(in: "incoming").isEmpty)
        }
    }

    @Test("the same bytes twice are two uploads and one blob, which goes with the second")
    func twice() async throws {
        try await withService { service in
            let first = try await service.upload(Self.bytes, as: service.maya)
            let second = try await service.upload(Self.bytes, as: service.leo)
            #expect(first != second)
            #expect(service.directory.files(in: "blobs").count == 1)
            #expect(try await service.delete("/v1/media/\(first)", as: service.maya).status == 204)
            #expect(try await service.get("/v1/media/\(second)/content", as: service.leo).body == Self.bytes)
            #expect(try await service.delete("/v1/media/\(second)", as: service.leo).status == 204)
            // The blob is removed behind the commit; the next commit's answer comes after it.
            _ = try await service.draft(as: service.leo)
            #expect(service.directory.files(in: "blobs").isEmpty)
        }
    }

    @Test("eight uploads of the same bytes at once are one blob")
    func concurrent() async throws {
        try await withService { service in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 { group.addTask { _ = try await service.upload(Self.bytes, as: service.maya) } }
                try await group.waitForAll()
            }
            #expect(try await service.get("/v1/media", as: service.maya).items().count == 8)
            #expect(service.directory.files(in: "blobs").count == 1 && service.directory.files(in: "incoming").isEmpty)
        }
    }

    @Test("a connection that is cut leaves nothing behind")
    func cut() async throws {
        try await withService { service in
            let before = try await service.state(of: service.maya)
            let request = Self.head(service, ["Content-Length: \(Self.bytes.count)"]) + Self.bytes.prefix(50_000)
            // The answer is made after the upload was given up.
            let answer = try await service.exchange(request, thenFinish: true)
            #expect(answer.code == "incomplete_body")
            #expect(try await service.state(of: service.maya) == before)
        }
    }

    @Test(
        "a full disk is told as such and leaves nothing behind, whichever step meets it",
        arguments: [
            StorageFaults.Step.create, .write, .sync, .rename, .syncDirectory, .commit,
        ])
    func fullDisk(_ step: StorageFaults.Step) async throws {
        let failing = Mutex(false)
        let faults = StorageFaults { step == $0 && failing.withLock { $0 } ? ENOSPC : 0 }
        try await withService(ServiceOptions(faults: faults)) { service in
            let before = try await service.state(of: service.maya)
            failing.withLock { $0 = true }
            let answer = try await service.send(
                "POST", "/v1/media", as: service.maya, ["Content-Type": "video/mp4"], bytes: Self.bytes)
            #expect(answer.status == 507 && answer.code == "storage_full", "\(answer.text)")
            failing.withLock { $0 = false }
            // The next commit's answer comes after what a failed one released.
            let draft = try await service.draft(as: service.leo)
            _ = try await service.delete("/v1/drafts/\(draft)", as: service.leo)
            #expect(try await service.state(of: service.maya) == before)
            #expect(try await service.upload(Self.bytes, as: service.maya).hasPrefix("med_"))
        }
    }

    @Test("the facts of a real video are found, and a broken one is refused")
    func probing() async throws {
        try await withService(ServiceOptions(probes: true)) { service in
            let clip = try await SampleVideo.shared.bytes()
            let answer = try await service.send("POST", "/v1/media", as: service.maya, bytes: clip)
            #expect(answer.status == 201)
            #expect(try answer.json["duration_ms"] == 2_000)
            #expect(try answer.json["width"] == 360 && answer.json["height"] == 640)
            let before = try await service.state(of: service.maya)
            let broken = try await service.send("POST", "/v1/media", as: service.maya, bytes: Array(clip.prefix(3_000)))
            #expect(broken.status == 415 && broken.code == "unsupported_media_type")
            #expect(try await service.state(of: service.maya) == before)
        }
    }

    @Test("a client that goes while its file is looked into does not get a broken one past the look")
    func resetWhileProbing() async throws {
        try await withService(ServiceOptions(probes: true)) { service in
            let broken = Array(try await SampleVideo.shared.bytes().prefix(3_000))
            let before = try await service.state(of: service.maya)
            let head = """
                POST /v1/media HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(service.maya.token)\r\n\
                Content-Length: \(broken.count)\r\n\r\n
                """
            let directory = service.directory
            let (port, sent) = (service.port, Array(head.utf8) + broken)
            try await Wire.blocking {
                let wire = try Wire(port: port)
                wire.resetOnClose()
                try wire.send(sent)
                // All of it is there; only the look is left, which takes a process of its own.
                while try directory.files(in: "incoming").allSatisfy({
                    try directory.bytes(of: "incoming/" + $0).count < broken.count
                }) { sched_yield() }
            }
            try await Wire.blocking {
                while !directory.files(in: "incoming").isEmpty { sched_yield() }
            }
            // The next answer comes after what the request has left behind, if it left anything.
            _ = try await service.draft(as: service.leo)
            #expect(try await service.state(of: service.maya) == before)
        }
    }
}
