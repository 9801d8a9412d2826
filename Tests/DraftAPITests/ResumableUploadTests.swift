import Crypto
import DraftModel
import DraftStore
import Foundation
import Testing

@testable import DraftAPI

/// A request to `/v1/uploads` that is refused, and how.
private struct RefusedUpload: Sendable, CustomTestStringConvertible {
    let what: String
    var fields: [(key: String, value: String)]
    var bytes: [UInt8]?
    let status: Int
    let code: String
    var testDescription: String { what }

    init(_ what: String, _ fields: KeyValuePairs<String, String>, bytes: [UInt8]? = nil, _ status: Int, _ code: String)
    {
        self.what = what
        self.fields = fields.map { ($0.key, $0.value) }
        self.bytes = bytes
        self.status = status
        self.code = code
    }
}

@Suite("Resumable uploads by tus 1.0")
struct ResumableUploadTests {
    private let options = ServiceOptions(runsJobs: false)

    @Test("a file in parts becomes the media that one request would have made")
    func parts() async throws {
        try await withService(options) { service in
            let bytes = video(size: 300_000)
            let name = Base64.encode(Array("a/b/sunset ☀.mp4".utf8))
            let upload = try await service.beginUpload(
                of: bytes.count, as: service.maya, metadata: "filename \(name),later")
            var at = 0
            for size in [1, 63, 100_000, 199_936] {
                let answer = try await service.append(
                    Array(bytes[at..<(at + size)]), to: upload, at: at, as: service.maya)
                at += size
                #expect(answer.status == 204 && answer["upload-offset"] == String(at))
                #expect((answer["draftroll-media"] != nil) == (at == bytes.count))
                #expect(try await service.offset(of: upload, as: service.maya) == at)
            }
            let head = try await service.head(upload, as: service.maya)
            #expect(head["upload-length"] == String(bytes.count) && head["cache-control"] == "no-store")
            #expect(head["upload-metadata"] == "filename \(name),later" && head["tus-resumable"] == "1.0.0")
            let media = try await service.get("/v1/media/\(try #require(head["draftroll-media"]))", as: service.maya)
            #expect(try media.string("sha256") == (try SHA256.hash(bytes).hex))
            #expect(try media.string("file_name") == "sunset ☀.mp4")
            #expect(try media.string("content_type") == "video/mp4")
            #expect(try await service.get(try media.string("content_url")).body == bytes)
            #expect(service.directory.files(in: "incoming").isEmpty)
            // The client that missed the last answer asks again, and is told the same.
            let again = try await service.append([], to: upload, at: bytes.count, as: service.maya)
            #expect(again.status == 204 && again["draftroll-media"] == head["draftroll-media"])
        }
    }

    @Test("the same bytes uploaded both ways are stored once, and go when the last media goes")
    func sameBytes() async throws {
        try await withService(options) { service in
            let bytes = video(size: 10_000)
            let first = try await service.upload(bytes, as: service.maya)
            let upload = try await service.beginUpload(of: bytes.count, as: service.maya)
            let answer = try await service.append(bytes, to: upload, at: 0, as: service.maya)
            let second = try #require(answer["draftroll-media"])
            #expect(service.directory.files(in: "blobs").count == 1)
            #expect(try await service.delete("/v1/media/\(first)", as: service.maya).status == 204)
            #expect(try await service.get("/v1/media/\(second)/content", as: service.maya).body == bytes)
            // The upload can be ended; what it has become stays.
            #expect(try await service.send("DELETE", upload, as: service.maya, TestService.tus).status == 204)
            #expect(try await service.head(upload, as: service.maya).status == 404)
            #expect(try await service.get("/v1/media/\(second)/content", as: service.maya).status == 200)
        }
    }

    @Test("the length may come later, and the first bytes with the creation")
    func deferred() async throws {
        try await withService(options) { service in
            let bytes = video(size: 5_000)
            let created = try await service.send(
                "POST", "/v1/uploads", as: service.maya,
                [
                    "Tus-Resumable": "1.0.0", "Upload-Defer-Length": "1",
                    "Content-Type": "application/offset+octet-stream",
                ], bytes: Array(bytes[..<1_000]))
            #expect(created.status == 201 && created["upload-offset"] == "1000")
            let upload = try #require(created["location"])
            let head = try await service.head(upload, as: service.maya)
            #expect(head["upload-defer-length"] == "1" && head["upload-length"] == nil)
            let wrong = try await service.append([], to: upload, at: 1_000, as: service.maya, ["Upload-Length": "999"])
            #expect(wrong.code == "malformed_request")
            let said = try await service.append(
                Array(bytes[1_000..<2_000]), to: upload, at: 1_000, as: service.maya, ["Upload-Length": "5000"])
            #expect(said.status == 204)
            #expect(try await service.head(upload, as: service.maya)["upload-length"] == "5000")
            let changed = try await service.append(
                [], to: upload, at: 2_000, as: service.maya, ["Upload-Length": "6000"])
            #expect(changed.code == "malformed_request")
            let last = try await service.append(Array(bytes[2_000...]), to: upload, at: 2_000, as: service.maya)
            #expect(last["draftroll-media"] != nil)
        }
    }

    @Test("a whole file in the creation is media at once, also when the creation is repeated with its key")
    func wholeCreation() async throws {
        try await withService(options) { service in
            let bytes = video(size: 2_000)
            func create() async throws -> Answer {
                try await service.send(
                    "POST", "/v1/uploads", as: service.maya,
                    [
                        "Tus-Resumable": "1.0.0", "Upload-Length": "2000", "Idempotency-Key": "k1",
                        "Content-Type": "application/offset+octet-stream",
                    ], bytes: bytes)
            }
            let first = try await create()
            let second = try await create()
            #expect(first.status == 201 && first["draftroll-media"] != nil)
            #expect(second["location"] == first["location"] && second["draftroll-media"] == first["draftroll-media"])
            #expect(try await service.get("/v1/media", as: service.maya).items().count == 1)
        }
    }

    @Test("a checksum that fits is fine; with another nothing is kept", arguments: ["sha1", "md5", "sha256"])
    func checksums(algorithm: String) async throws {
        try await withService(options) { service in
            let bytes = video(size: 3_000)
            let upload = try await service.beginUpload(of: bytes.count, as: service.maya)
            func checksum(_ bytes: [UInt8]) throws -> String {
                let checksum = Checksum(try #require(Checksum.Algorithm(rawValue: algorithm)))
                checksum.update(bytes)
                return "\(algorithm) \(Base64.encode(try checksum.finalize()))"
            }
            let half = Array(bytes[..<1_500])
            let fits = try await service.append(
                half, to: upload, at: 0, as: service.maya, ["Upload-Checksum": try checksum(half)])
            #expect(fits.status == 204 && fits["upload-offset"] == "1500")
            let rest = Array(bytes[1_500...])
            let differs = try await service.append(
                rest, to: upload, at: 1_500, as: service.maya, ["Upload-Checksum": try checksum(half)])
            #expect(differs.status == 460 && differs.code == "checksum_mismatch")
            #expect(try await service.offset(of: upload, as: service.maya) == 1_500)
            let unknown = try await service.append(
                rest, to: upload, at: 1_500, as: service.maya, ["Upload-Checksum": "crc32 AAAAAA=="])
            #expect(unknown.status == 400)
            let last = try await service.append(
                rest, to: upload, at: 1_500, as: service.maya, ["Upload-Checksum": try checksum(rest)])
            #expect(last["draftroll-media"] != nil)
        }
    }

    @Test("what came before a broken connection is kept; under a checksum it is not", arguments: [false, true])
    func brokenConnection(hasChecksum: Bool) async throws {
        try await withService(options) { service in
            let bytes = video(size: 1_000_000)
            let upload = try await service.beginUpload(of: bytes.count, as: service.maya)
            var head = """
                PATCH \(upload) HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(service.maya.token)\r
                Tus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r
                Content-Length: 1000000\r\n
                """
            if hasChecksum { head += "Upload-Checksum: sha1 qvTGHdzF6KLavt4PO0gs2a6pQ00=\r\n" }
            let sent = Array((head + "\r\n").utf8) + bytes[..<700_000]
            // The answer to a body that ended early comes when the bytes have been kept.
            let broken = try await service.exchange(sent, thenFinish: true)
            #expect(broken.code == "incomplete_body")
            let kept = hasChecksum ? 0 : 700_000
            #expect(try await service.offset(of: upload, as: service.maya) == kept)
            let rest = try await service.append(Array(bytes[kept...]), to: upload, at: kept, as: service.maya)
            let media = try #require(rest["draftroll-media"])
            #expect(try await service.get("/v1/media/\(media)/content", as: service.maya).body == bytes)
        }
    }

    @Test("while one request works on an upload, another is told to wait")
    func twoAtOnce() async throws {
        try await withService(options) { service in
            let upload = try await service.beginUpload(of: 1_000, as: service.maya)
            let id = try #require(UploadID(String(upload.dropFirst("/v1/uploads/".count))))
            let lock = service.store.blobs.uploads.lock(id)
            let second = try await service.append(video(size: 1_000), to: upload, at: 0, as: service.maya)
            #expect(second.status == 423 && second.code == "upload_locked" && second["retry-after"] != nil)
            #expect(try await service.send("DELETE", upload, as: service.maya, TestService.tus).status == 423)
            #expect(try await service.offset(of: upload, as: service.maya) == 0)
            withExtendedLifetime(lock) {}
        }
    }

    @Test("of two parts sent at once to the same place one wins, and the file is whole")
    func race() async throws {
        try await withService(options) { service in
            let bytes = video(size: 2_000_000)
            let upload = try await service.beginUpload(of: bytes.count, as: service.maya)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<2 {
                    group.addTask {
                        try await service.append(Array(bytes[..<1_000_000]), to: upload, at: 0, as: service.maya).status
                    }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses.sorted()[0] == 204 && [409, 423].contains(statuses.sorted()[1]), "\(statuses)")
            let last = try await service.append(Array(bytes[1_000_000...]), to: upload, at: 1_000_000, as: service.maya)
            let media = try #require(last["draftroll-media"])
            #expect(try await service.get("/v1/media/\(media)/content", as: service.maya).body == bytes)
        }
    }

    @Test("an upload that rests for a day is gone, and each part puts that off")
    func expiration() async throws {
        try await withService(options) { service in
            let upload = try await service.beginUpload(of: 2_000, as: service.maya)
            service.clock.advance(.seconds(20 * 3_600))
            let part = try await service.append(
                Array(video(size: 2_000)[..<1_000]), to: upload, at: 0, as: service.maya)
            #expect(part["upload-expires"]?.hasSuffix("GMT") == true)
            service.clock.advance(.seconds(20 * 3_600))
            #expect(try await service.store.purgeExpired().uploads.isEmpty)
            #expect(try await service.offset(of: upload, as: service.maya) == 1_000)
            service.clock.advance(.seconds(5 * 3_600))
            let late = try await service.append([0], to: upload, at: 1_000, as: service.maya)
            #expect(late.status == 410 && late.code == "upload_expired")
            #expect(try await service.store.purgeExpired().uploads.count == 1)
            #expect(try await service.head(upload, as: service.maya).status == 404)
            #expect(service.directory.files(in: "incoming").isEmpty)
        }
    }

    @Test("what is no media is refused at its first bytes, or when it is whole, and forgotten")
    func noMedia() async throws {
        try await withService(options) { service in
            let text = [UInt8](repeating: 0x61, count: 100)
            let early = try await service.beginUpload(of: 10_000_000, as: service.maya)
            #expect(try await service.append(text, to: early, at: 0, as: service.maya).code == "unsupported_media_type")
            #expect(try await service.head(early, as: service.maya).status == 404)
            let late = try await service.beginUpload(of: 20, as: service.maya)
            #expect(try await service.append(Array(text[..<10]), to: late, at: 0, as: service.maya).status == 204)
            let whole = try await service.append(Array(text[..<10]), to: late, at: 10, as: service.maya)
            #expect(whole.code == "unsupported_media_type" && whole["tus-resumable"] == "1.0.0")
            #expect(try await service.head(late, as: service.maya).status == 404)
            #expect(service.directory.files(in: "incoming").isEmpty)
            #expect(try await service.get("/v1/media", as: service.maya).items().isEmpty)
        }
    }

    @Test("an upload is its owner's alone")
    func privacy() async throws {
        try await withService(options) { service in
            let upload = try await service.beginUpload(of: 1_000, as: service.maya)
            #expect(try await service.head(upload, as: service.leo).status == 404)
            #expect(try await service.append(video(), to: upload, at: 0, as: service.leo).status == 404)
            #expect(try await service.send("DELETE", upload, as: service.leo, TestService.tus).status == 404)
            #expect(try await service.send("HEAD", upload, TestService.tus).status == 401)
            #expect(try await service.offset(of: upload, as: service.maya) == 0)
        }
    }

    private static let refusedCreations = [
        RefusedUpload("no version", ["Upload-Length": "10"], 412, "tus_version_unsupported"),
        RefusedUpload(
            "another version", ["Tus-Resumable": "0.2.2", "Upload-Length": "10"], 412, "tus_version_unsupported"),
        RefusedUpload("no length", ["Tus-Resumable": "1.0.0"], 400, "malformed_request"),
        RefusedUpload(
            "a length now and later", ["Tus-Resumable": "1.0.0", "Upload-Length": "10", "Upload-Defer-Length": "1"],
            400,
            "malformed_request"),
        RefusedUpload(
            "a length later, said oddly", ["Tus-Resumable": "1.0.0", "Upload-Defer-Length": "2"], 400,
            "malformed_request"),
        RefusedUpload(
            "a negative length", ["Tus-Resumable": "1.0.0", "Upload-Length": "-1"], 400, "malformed_request"),
        RefusedUpload("a signed length", ["Tus-Resumable": "1.0.0", "Upload-Length": "+1"], 400, "malformed_request"),
        RefusedUpload(
            "a length beyond counting", ["Tus-Resumable": "1.0.0", "Upload-Length": "99999999999999999999"], 400,
            "malformed_request"),
        RefusedUpload(
            "a length over the limit", ["Tus-Resumable": "1.0.0", "Upload-Length": "4294967297"], 413, "body_too_large"),
        RefusedUpload(
            "an empty file", ["Tus-Resumable": "1.0.0", "Upload-Length": "0"], 415, "unsupported_media_type"),
        RefusedUpload(
            "metadata that are no base64",
            ["Tus-Resumable": "1.0.0", "Upload-Length": "10", "Upload-Metadata": "filename sunset.mp4"], 400,
            "malformed_request"),
        RefusedUpload(
            "metadata with a key twice",
            ["Tus-Resumable": "1.0.0", "Upload-Length": "10", "Upload-Metadata": "a YQ==,a YQ=="], 400,
            "malformed_request"),
        RefusedUpload(
            "a part to be concatenated",
            ["Tus-Resumable": "1.0.0", "Upload-Length": "10", "Upload-Concat": "partial"], 400, "malformed_request"),
        RefusedUpload(
            "first bytes of another type",
            ["Tus-Resumable": "1.0.0", "Upload-Length": "10", "Content-Type": "video/mp4"], bytes: video(), 415,
            "unsupported_media_type"),
        RefusedUpload(
            "more bytes than the file has",
            ["Tus-Resumable": "1.0.0", "Upload-Length": "10", "Content-Type": "application/offset+octet-stream"],
            bytes: video(), 413, "body_too_large"),
    ]

    @Test("a creation that is not well-formed is refused", arguments: refusedCreations)
    private func refusedCreation(_ refused: RefusedUpload) async throws {
        try await withService(options) { service in
            let answer = try await service.send(
                "POST", "/v1/uploads", as: service.maya, lines: refused.fields, bytes: refused.bytes)
            #expect(answer.status == refused.status && answer.code == refused.code, "\(answer.text)")
            #expect(answer["tus-resumable"] == "1.0.0")
            #expect((answer["tus-version"] == "1.0.0") == (refused.status == 412))
            #expect(service.directory.files(in: "incoming").isEmpty)
        }
    }

    private static let refusedParts = [
        RefusedUpload(
            "no type", ["Tus-Resumable": "1.0.0", "Upload-Offset": "0"], bytes: video(), 415, "unsupported_media_type"),
        RefusedUpload(
            "no offset", ["Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"], bytes: video(),
            400, "malformed_request"),
        RefusedUpload(
            "an offset elsewhere",
            ["Tus-Resumable": "1.0.0", "Upload-Offset": "1", "Content-Type": "application/offset+octet-stream"],
            bytes: video(), 409, "upload_offset_mismatch"),
        RefusedUpload(
            "more than the rest",
            ["Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"],
            bytes: video(size: 1_001), 413, "body_too_large"),
        RefusedUpload(
            "no version", ["Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"], bytes: video(),
            412,
            "tus_version_unsupported"),
    ]

    @Test("a part that does not fit is refused and changes nothing", arguments: refusedParts)
    private func refusedPart(_ refused: RefusedUpload) async throws {
        try await withService(options) { service in
            let upload = try await service.beginUpload(of: 1_000, as: service.maya)
            let answer = try await service.send(
                "PATCH", upload, as: service.maya, lines: refused.fields, bytes: refused.bytes)
            #expect(answer.status == refused.status && answer.code == refused.code, "\(answer.text)")
            #expect(try await service.offset(of: upload, as: service.maya) == 0)
        }
    }

    @Test("OPTIONS says what is spoken, to anybody")
    func options() async throws {
        try await withService(options) { service in
            let answer = try await service.send("OPTIONS", "/v1/uploads")
            #expect(answer.status == 204 && answer["allow"] == "OPTIONS, POST")
            #expect(answer["tus-version"] == "1.0.0" && answer["tus-resumable"] == "1.0.0")
            #expect(answer["tus-max-size"] == "4294967296")
            #expect(answer["tus-checksum-algorithm"] == "sha1,md5,sha256")
            let extensions = Set((answer["tus-extension"] ?? "").split(separator: ","))
            #expect(
                extensions == [
                    "creation", "creation-with-upload", "creation-defer-length", "termination", "checksum",
                    "expiration",
                ])
        }
    }

    @Test("a full disk is told, and the upload goes on when there is room")
    func fullDisk() async throws {
        let faults = Faults()
        var options = options
        options.faults = faults.storage
        try await withService(options) { service in
            let bytes = video(size: 2_000)
            let upload = try await service.beginUpload(of: bytes.count, as: service.maya)
            _ = try await service.append(Array(bytes[..<1_000]), to: upload, at: 0, as: service.maya)
            for step in [Faults.Step.write, .sync, .rename, .commit] {
                faults.fail(step, with: ENOSPC)
                let full = try await service.append(Array(bytes[1_000...]), to: upload, at: 1_000, as: service.maya)
                #expect(full.code == "storage_full", "\(step)")
                faults.heal()
                #expect(try await service.offset(of: upload, as: service.maya) == 1_000, "\(step)")
            }
            let last = try await service.append(Array(bytes[1_000...]), to: upload, at: 1_000, as: service.maya)
            let media = try #require(last["draftroll-media"])
            #expect(try await service.get("/v1/media/\(media)/content", as: service.maya).body == bytes)
        }
    }
}
