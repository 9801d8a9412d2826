import ArgumentParser
import DraftrollClient
import Foundation

extension Phone {
    /// Shows the posting page.
    struct Next: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Press Next: show the posting page as the device lays it out.")

        @ParentCommand var phone: Phone
        @Argument(help: "The draft's id.") var draft: String
        @Option(help: "The device's id; your first one if left out.") var device: String?

        func run() async throws {
            let page = try await phone.connection.signedIn().postingPage(
                of: ResourceID(rawValue: draft), on: device.map { ResourceID(rawValue: $0) })
            for line in PageDrawing(page: page).lines() { print(line) }
        }
    }

    /// Posts a draft.
    struct PostDraft: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "post", abstract: "Post a draft, and save it to the device if you like.")

        @ParentCommand var phone: Phone
        @Argument(help: "The draft's id.") var draft: String
        @Option(help: "everyone, followers, friends or only_me; as the draft says if left out.") var who: WhoCanWatch?
        @Flag(inversion: .prefixedNo, help: "Save to device; as the draft says if left out.") var save: Bool?
        @Option(help: "The device's id; your first one if left out.") var device: String?
        @Flag(help: "Do not wait until the video is saved.") var noWait = false

        func run() async throws {
            let client = try await phone.connection.signedIn()
            let id = ResourceID<Draft>(rawValue: draft)
            if let who { _ = try await client.setPrivacy(of: id, to: who) }
            if let save {
                let choice = SaveToDevice(enabled: save, deviceID: device.map { ResourceID(rawValue: $0) })
                _ = try await client.setSaveToDevice(of: id, to: choice)
            } else if device != nil {
                throw ValidationError("--device goes together with --save.")
            }
            let posted = try await client.post(id)
            print("posted: \(posted.post.id), \(posted.post.whoCanWatch.label)")
            guard let job = posted.job else { return }
            print("saving: \(job.id)")
            if noWait { return }
            let finished = try await client.waitForJob(job.id) { JobProgress(indent: "  ").show($0) }
            guard finished.state == .succeeded, let item = finished.cameraRollItemID else {
                print(
                    "The post is there; saving it was not possible: \(finished.error?.detail ?? finished.state.rawValue)"
                )
                throw ExitCode.failure
            }
            print("saved:  \(try await client.cameraRollItem(item).path)")
        }
    }
}
