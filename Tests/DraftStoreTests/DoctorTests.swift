import Crypto
import DraftModel
import Foundation
import JSON
import Testing

@testable import DraftStore

@Suite("The doctor")
struct DoctorTests {
    /// A stopped data directory with an upload in parts, a draft with history, a post, and a saved video.
    fileprivate struct Patient {
        let directory: TemporaryDirectory
        let blob: String
        let otherBlob: String
        let saved: String

        init() async throws {
            let test = try await TestStore()
            let media = try await test.store.makeMedia(test.maya.id, "a video")
            let draft = try await test.store.makeDraft(test.maya.id, [media.id])
            let now = test.clock.now
            try await test.store.write {
                try $0.updateDraft(draft.id, owner: test.maya.id) {
                    try $0.applying(mergePatch: ["clips": []], at: now)
                }
            }
            let posting = try await test.store.makePosting(test.maya.id, "another video")
            let item = try #require(try await test.store.saveNext())
            let upload = try await test.store.write {
                try $0.createUpload(owner: test.maya.id, length: 100, metadata: nil, fileName: nil)
            }
            let lock = try #require(test.store.blobs.uploads.lock(upload.id))
            let file = try test.store.blobs.uploads.open(lock, at: 0)
            try file.write(Array("the first part".utf8), at: 0)
            try file.sync()
            _ = try await test.store.write { try $0.advanceUpload(upload, to: 14, length: 100) }
            test.store.close()

            directory = test.directory
            saved = item.path
            let path = directory.path + "/" + item.path
            try FileManager.default.createDirectory(
                atPath: URL(filePath: path).deletingLastPathComponent().path(), withIntermediateDirectories: true)
            try Data("another video".utf8).write(to: URL(filePath: path))
            blob = "blobs/\(media.sha256.prefix(2))/\(media.sha256)"
            let other = try #require(posting.post.post.video?.sha256)
            otherBlob = "blobs/\(other.prefix(2))/\(other)"
        }

        func url(_ path: String) -> URL { URL(filePath: directory.path + "/" + path) }

        func examine() throws -> DoctorReport { try Doctor.examine(dataDirectory: directory.path) }

        /// The findings but for the free space, which is this machine's.
        func findings() throws -> [String] {
            try examine().findings.filter { $0.code != .littleSpace }.map {
                "\($0.severity.rawValue) \($0.code.rawValue) \($0.subject)"
            }
        }
    }

    @Test("finds nothing in what the service left, and changes nothing")
    func healthy() async throws {
        let patient = try await Patient()
        let before = try patient.directory.files(in: "")
        let report = try patient.examine()
        #expect(try patient.findings() == [])
        #expect(report.isHealthy && report.blobs == 2 && report.savedFiles == 1)
        #expect(report.blobBytes == 20 && report.freeBytes > 0)
        // Two media, a post, a saved video, an upload, two drafts with two revisions each.
        #expect(report.references == 11)
        let after = try patient.directory.files(in: "").filter { !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") }
        #expect(after == before.filter { !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") })
    }

    @Test("names one wrong byte, a blob that is gone, and a file that nobody put there, all in one report")
    func damages() async throws {
        let patient = try await Patient()
        var bytes = try Data(contentsOf: patient.url(patient.blob))
        bytes[3] ^= 1
        try bytes.write(to: patient.url(patient.blob))
        try FileManager.default.removeItem(at: patient.url(patient.otherBlob))
        try Data("?".utf8).write(to: patient.url("blobs/ab/notes.txt"))
        let report = try patient.examine()
        #expect(!report.isHealthy)
        let findings = try patient.findings()
        // Both the media and the post need the one that is gone.
        #expect(findings.filter { $0 == "problem blob_missing \(patient.otherBlob)" }.count == 2)
        #expect(findings.contains("problem blob_damaged \(patient.blob)"))
        #expect(findings.contains("problem stray_file blobs/ab/notes.txt"))
        #expect(findings.count == 4, "\(findings)")
        let json = String(decoding: report.json, as: UTF8.self)
        #expect(json.contains(#""healthy":false"#) && json.contains(patient.otherBlob))
    }

    fileprivate static let cases: [(what: String, finding: String, damage: @Sendable (Patient) throws -> Void)] = [
        (
            "a saved video that is gone", "problem saved_file_missing",
            { try FileManager.default.removeItem(at: $0.url($0.saved)) }
        ),
        (
            "a saved video with other bytes", "problem saved_file_damaged",
            { try Data("another Video".utf8).write(to: $0.url($0.saved)) }
        ),
        (
            "an upload that lost bytes it had acknowledged", "problem upload_damaged",
            { patient in
                let name = try #require(try patient.directory.files(in: "incoming").first)
                try Data("the first".utf8).write(to: patient.url("incoming/\(name)"))
            }
        ),
        (
            "a blob that nobody needs", "notice blob_unreferenced",
            { patient in
                let name = try SHA256.hash("left").hex
                try Data("left".utf8).write(to: patient.url("blobs/\(name.prefix(2))/\(name)"))
            }
        ),
        ("what is left of an upload", "notice stray_file", { try Data("?".utf8).write(to: $0.url("incoming/7")) }),
        ("a file of somebody else", "notice stray_file", { try Data("?".utf8).write(to: $0.url("notes.txt")) }),
        (
            "a video that somebody else put on the phone", "notice stray_file",
            { try Data("?".utf8).write(to: $0.url("camera-roll/mine.mp4")) }
        ),
        (
            "a database that is no database", "problem database_damaged",
            { try Data(repeating: 7, count: 9_000).write(to: $0.url("draftroll.db")) }
        ),
        (
            "a database that is gone", "problem database_missing",
            { try FileManager.default.removeItem(at: $0.url("draftroll.db")) }
        ),
        (
            "a figure that is wrong", "problem wrong_storage_figure",
            { try $0.run("UPDATE devices SET storage_used = storage_used + 1") }
        ),
        (
            "a row that names nothing", "problem broken_reference",
            { try $0.run("DELETE FROM users") }
        ),
        (
            "a draft that cannot be read", "problem unreadable_draft",
            { try $0.run("UPDATE drafts SET json = '{}' WHERE state = 'draft'") }
        ),
        (
            "a revision whose clip nothing keeps", "problem broken_reference",
            { try $0.run("DELETE FROM draft_media") }
        ),
        (
            "a database of a newer version", "problem other_schema", { try $0.run("PRAGMA user_version = 99") }
        ),
    ]

    @Test("finds", arguments: cases.indices)
    func finds(index: Int) async throws {
        let (what, finding, damage) = Self.cases[index]
        let patient = try await Patient()
        try damage(patient)
        let findings = try patient.findings()
        #expect(findings.contains { $0.hasPrefix(finding) }, "\(what): \(findings)")
        #expect(try patient.examine().isHealthy == finding.hasPrefix("notice"), "\(what): \(findings)")
    }

    @Test("stays out while a service has the directory open")
    func inUse() async throws {
        let test = try await TestStore()
        #expect { try Doctor.examine(dataDirectory: test.directory.path) } throws: {
            ($0 as? StoreError)?.code == .inUse
        }
    }

    @Test("lets go of the lock though a child still has its file, as one has until it becomes its program")
    func inherited() async throws {
        let patient = try await Patient()
        let path = patient.directory.path + "/draftroll.lock"
        let lock = try LockFile(path)
        // What a fork does to the descriptor.
        let child = try #require(try inheritedDescriptor(of: path))
        defer { close(child) }
        #expect { try patient.examine() } throws: { ($0 as? StoreError)?.code == .inUse }
        _ = consume lock
        #expect(try patient.examine().isHealthy)
    }

    /// Another descriptor of the open file that this process has at a path.
    private func inheritedDescriptor(of path: String) throws -> Int32? {
        let wanted = URL(filePath: path).resolvingSymlinksInPath().path()
        for name in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            guard let number = Int32(name),
                let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)"),
                target == wanted
            else { continue }
            let copy = dup(number)
            return copy < 0 ? nil : copy
        }
        return nil
    }

    @Test("says that there is no such directory, and makes none")
    func noDirectory() throws {
        let directory = try TemporaryDirectory()
        #expect(throws: StoreError.self) { try Doctor.examine(dataDirectory: directory.path + "/none") }
        #expect(!FileManager.default.fileExists(atPath: directory.path + "/none"))
    }
}

extension DoctorTests.Patient {
    /// Changes the database behind the service's back.
    fileprivate func run(_ sql: String) throws {
        let connection = try SQLiteConnection(path: directory.path + "/draftroll.db", role: .writer)
        try connection.runScript("PRAGMA foreign_keys = OFF; " + sql)
    }
}
