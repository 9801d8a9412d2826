import Crypto
import DraftrollClient
import Foundation

/// The story, from the upload to the file in the camera roll. Each step checks what the next one stands on.
struct Story {
    let client: DraftrollClient
    let video: URL
    let dataDirectory: URL?

    func play() async throws {
        print(
            Style.bold("Draftroll, from upload to camera roll") + Style.dim("  at \(client.baseURL.absoluteString)\n"))
        try await findServer()
        let people = try await step("People") {
            let people = try await DemoPeople.signIn(client)
            return (
                people, people.map { "\($0.handle) (\($0.devices.first?.name ?? "no device"))" }.joined(separator: ", ")
            )
        }
        guard let maya = people.first(where: { $0.handle == "maya" }),
            let sam = people.first(where: { $0.handle == "sam" })
        else { throw StoryFailure(step: "People", reason: "maya or sam is missing.") }

        let (media, digest) = try await upload(as: maya)
        let draft = try await edit(startDraft(with: media, as: maya), as: maya)
        let posted = try await post(prepare(draft, as: maya), as: maya)
        let item = try await save(posted, digest: digest, as: maya)
        try await checkPrivacy(of: posted.post, from: sam)
        let file = try await checkFile(of: item, digest: digest)
        StorySummary(client: client, people: people, posted: posted, item: item, file: file, digest: digest).show()
    }

    private func findServer() async throws {
        try await step("Server") {
            let server = try await client.server()
            let readiness = try await client.readiness()
            return ((), "\(server.name) \(server.version), \(readiness.status), rendering \(server.rendering)")
        }
    }

    private func upload(as maya: DemoPerson) async throws -> (Media, Digest256) {
        try await step("Upload") {
            let digest = try sha256(of: video)
            let media = try await maya.client.upload(video, sha256: digest.base64)
            try expect(
                media.sha256 == digest.hex, "The server has SHA-256 \(media.sha256), the file has \(digest.hex).")
            return ((media, digest), "\(video.lastPathComponent): \(Text.facts(media))")
        }
    }

    private func startDraft(with media: Media, as maya: DemoPerson) async throws -> Versioned<Draft> {
        let draft = try await step("Draft") {
            let draft = try await maya.client.createDraft(DraftContent(title: "Sunset", clips: [Clip(media.id)]))
            try expect(draft.whoCanWatch == .onlyMe, "A new draft is for \(draft.whoCanWatch.label), not for Only me.")
            return (draft, "\(draft.id), revision \(draft.revision), \(draft.whoCanWatch.label)")
        }
        return try await step("Come back later") {
            for try await listed in maya.client.drafts() where listed.id == draft.id {
                return (try await maya.client.draft(draft.id), "it is in maya's drafts")
            }
            throw Unexpected("maya's drafts do not have \(draft.id).")
        }
    }

    private func edit(_ draft: Versioned<Draft>, as maya: DemoPerson) async throws -> Versioned<Draft> {
        try await step("Autosave") {
            let changes = DraftContent(caption: "Golden hour at the pier 🌅 #sunset")
            let edited = try await maya.client.updateDraft(draft.id, changes, ifMatch: draft.etag)
            try expect(edited.caption == changes.caption, "The caption was not kept.")
            try await expectRefusal(.preconditionFailed, of: "An edit of the version before") {
                try await maya.client.updateDraft(draft.id, DraftContent(caption: "too late"), ifMatch: draft.etag)
            }
            return (edited, "revision \(edited.revision); an edit of revision \(draft.revision) is refused (412)")
        }
    }

    private func prepare(_ draft: Versioned<Draft>, as maya: DemoPerson) async throws -> Versioned<Draft> {
        try await step("Save directly?") {
            try await expectRefusal(.postToSave, of: "Saving a draft without posting it") {
                try await maya.client.saveDraft(draft.id)
            }
            return ((), "no: a draft is saved by posting it (409 post_to_save)")
        }
        let page = try await step("Next") {
            let page = try await maya.client.postingPage(of: draft.id)
            try expect(page.canPost, "It cannot be posted: \(page.problems.map(\.detail))")
            return (page, "the posting page on \(page.platform.rawValue)")
        }
        for line in PageDrawing(page: page).lines() { print("    " + Style.cyan(line)) }
        _ = try await step("Only me") {
            let onlyMe = try await maya.client.setPrivacy(of: draft.id, to: .onlyMe)
            return (onlyMe, "who can watch: \(onlyMe.whoCanWatch.label)")
        }
        return try await step("Save to device") {
            let choice = SaveToDevice(enabled: true, deviceID: page.deviceID)
            let saving = try await maya.client.setSaveToDevice(of: draft.id, to: choice)
            try expect(saving.saveToDevice.enabled, "The switch is still off.")
            return (saving, "on, to \(maya.devices.first { $0.id == page.deviceID }?.name ?? page.deviceID.rawValue)")
        }
    }

    private func post(_ draft: Versioned<Draft>, as maya: DemoPerson) async throws -> Posted {
        let key = UUID().uuidString.lowercased()
        return try await step("Post") {
            let posted = try await maya.client.post(draft.id, idempotencyKey: key)
            let again = try await maya.client.post(draft.id, idempotencyKey: key)
            try expect(posted.post.id == again.post.id, "The same request made two posts.")
            try await expectRefusal(.alreadyPosted, of: "Posting it again") { try await maya.client.post(draft.id) }
            return (posted, "\(posted.post.id); repeated, it is the same post; posted anew, it is refused (409)")
        }
    }
}
