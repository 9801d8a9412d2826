import Foundation
import Testing

@testable import DraftrollClient

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

@Suite("A download ends in one whole file or in none")
struct DownloadTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "draftroll-\(UUID().uuidString)")

    @Test("it replaces the file that was there")
    func replaces() async throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "video.mp4")
        try Data("old".utf8).write(to: file)
        let transport = ScriptedTransport([.status(200, "new")])
        try await transport.client().download("/v1/media/med_1/content?signature=x", to: file)
        #expect(try Data(contentsOf: file) == Data("new".utf8))
        let request = try #require(transport.requests.first)
        #expect(request.url?.absoluteString == "http://server.example/v1/media/med_1/content?signature=x")
        #expect(request.value(forHTTPHeaderField: "Authorization") == nil)
    }

    @Test("a refusal leaves the file that was there")
    func refusal() async throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "video.mp4")
        try Data("old".utf8).write(to: file)
        let problem = #"{"type":"/problems#not_found","title":"","status":404,"code":"not_found","detail":"d"}"#
        let transport = ScriptedTransport([.status(404, problem)])
        let error = await #expect(throws: DraftrollError.self) {
            try await transport.client().download("/v1/media/med_1/content", to: file)
        }
        #expect(error?.code == .notFound)
        #expect(try Data(contentsOf: file) == Data("old".utf8))
    }

    @Test("a file that cannot be read is not uploaded")
    func missingUpload() async {
        let transport = ScriptedTransport([])
        let error = await #expect(throws: DraftrollError.self) {
            try await transport.client().upload(folder.appending(path: "nothing.mp4"))
        }
        #expect(error?.code == .fileUnusable)
        #expect(transport.requests.isEmpty)
    }
}
