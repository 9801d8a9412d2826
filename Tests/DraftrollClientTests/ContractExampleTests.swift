import Foundation
import Testing

@testable import DraftrollClient

@Suite("Every example of the contract is understood")
struct ContractExampleTests {
    /// What the client makes of each schema.
    private static let decoders: [String: @Sendable (Data) throws -> Void] = [
        "SignedUp": decode(SignedUp.self), "SignedIn": decode(SignedIn.self), "Me": decode(Me.self),
        "Device": decode(Device.self), "DeviceList": decode(Page<Device>.self),
        "Media": decode(Media.self), "MediaList": decode(Page<Media>.self),
        "Draft": decode(Draft.self), "DraftList": decode(Page<Draft>.self), "RevisionList": decode(Page<Revision>.self),
        "PostingPage": decode(PostingPage.self), "Preview": decode(Preview.self),
        "MusicList": decode(Page<LibraryTrack>.self),
        "Post": decode(Post.self), "PostList": decode(Page<Post>.self), "Posted": decode(Posted.self),
        "Job": decode(Job.self), "JobList": decode(Page<Job>.self),
        "CameraRollItem": decode(CameraRollItem.self), "CameraRollList": decode(Page<CameraRollItem>.self),
        "Server": decode(ServerInfo.self), "Readiness": decode(Readiness.self), "Demo": decode(Demo.self),
        "Problem": decode(Problem.self),
    ]

    private static func decode<Value: Decodable & SendableMetatype>(_ type: Value.Type)
        -> @Sendable (Data) throws -> Void
    {
        { _ = try JSONCoding.decode(type, from: $0) }
    }

    /// Health is for probes, not for apps.
    private static let ignored: Set<String> = ["Health"]

    @Test("an answer decodes", arguments: try Contract().answers())
    func answerDecodes(_ example: Contract.Example) throws {
        let schema = try #require(example.schema)
        guard !Self.ignored.contains(schema) else { return }
        let decode = try #require(Self.decoders[schema], "The client has no type for \(schema).")
        try decode(example.json)
    }

    @Test("a draft decodes to what it says")
    func draft() throws {
        let example = try #require(try Contract().answers().first { $0.name == "get /v1/drafts/{draft_id} 200 draft" })
        let draft = try JSONCoding.decode(Draft.self, from: example.json)
        #expect(draft.id == "drf_01m81j1dc8p1xpa7z3dj8fssz5")
        #expect(draft.whoCanWatch == .onlyMe)
        #expect(draft.clips == [Clip("med_01m81j18g04mnpzx45hy43kwjr")])
        #expect(draft.saveToDevice == SaveToDevice(enabled: true, deviceID: "dev_01m81ekcw06cq643dzvmxxqkfb"))
        #expect(draft.createdAt == Date(timeIntervalSince1970: 1_795_348_805))
        #expect(draft.postID == nil)
    }

    @Test("a job without error and one with it decode")
    func jobs() throws {
        let answers = try Contract().answers().filter { $0.name.hasPrefix("get /v1/jobs/{job_id} 200") }
        let jobs = try answers.map { try JSONCoding.decode(Job.self, from: $0.json) }
        #expect(Set(jobs.map(\.state)) == [.queued, .running, .succeeded, .failed])
        #expect(jobs.first { $0.state == .running }?.progress.fraction == 0.5)
        #expect(jobs.first { $0.state == .failed }?.error?.code == "storage_full")
        #expect(jobs.first { $0.state == .queued }?.error == nil)
    }

    @Test(
        "a request is written as the contract's example",
        arguments: [
            ("post /v1/users maya", try JSONCoding.encode(newUser)),
            (
                "post /v1/sessions maya",
                try JSONCoding.encode(Credentials(handle: "maya", password: "correct horse battery"))
            ),
            (
                "post /v1/devices android",
                try JSONCoding.encode(NewDevice(name: "Pixel 12", platform: .android, storageLimitBytes: 2_000_000_000))
            ),
            (
                "patch /v1/devices/{device_id} limit",
                try JSONCoding.encode(DeviceChanges(name: "Maya's iPhone", storageLimit: .unlimited))
            ),
            ("post /v1/drafts empty", try JSONCoding.encode(DraftContent())),
            (
                "patch /v1/drafts/{draft_id} caption",
                try JSONCoding.encode(DraftContent(caption: "Golden hour at the pier #sunset"))
            ),
            ("put /v1/drafts/{draft_id}/privacy only_me", try JSONCoding.encode(PrivacyChoice(whoCanWatch: .onlyMe))),
            (
                "put /v1/drafts/{draft_id}/save-to-device on",
                try JSONCoding.encode(SaveToDevice(enabled: true, deviceID: "dev_01m81ekcw06cq643dzvmxxqkfb"))
            ),
            ("post /v1/drafts/{draft_id}/post empty", try JSONCoding.encode(NoContent())),
        ])
    func requestIsWritten(_ name: String, _ written: Data) throws {
        let example = try #require(try Contract().requests().first { $0.name == name })
        let expected = try #require(try JSONSerialization.jsonObject(with: example.json) as? NSDictionary)
        #expect(try JSONSerialization.jsonObject(with: written) as? NSDictionary == expected)
    }

    private static let newUser = NewUser(
        handle: "maya", password: "correct horse battery", displayName: "Maya",
        device: NewDevice(name: "iPhone", platform: .ios))
}
