import ArgumentParser
import Crypto
import DraftrollClient
import Foundation

extension Phone {
    /// Lists jobs.
    struct Jobs: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List what is being saved.")

        @ParentCommand var phone: Phone
        @Option(help: "queued, running, retrying, succeeded, failed or cancelled.") var state: Job.State?

        func run() async throws {
            var table = Table("job", "state", "done", "attempts", "error")
            for try await job in try await phone.connection.signedIn().jobs(state) {
                table.add(
                    job.id.rawValue, job.state.rawValue, "\(Int(job.progress.fraction * 100)) %",
                    "\(job.attempts) of \(job.maximumAttempts)", job.error?.code ?? "")
            }
            table.show(orIfEmpty: "No jobs. Post a draft with --save.")
        }
    }

    /// Lists saved videos.
    struct Gallery: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Open the camera roll.")

        @ParentCommand var phone: Phone
        @Option(help: "The device's id; all devices if left out.") var device: String?

        func run() async throws {
            let client = try await phone.connection.signedIn()
            var table = Table("video", "file", "size", "saved", "path")
            for try await item in client.cameraRoll(of: device.map { ResourceID(rawValue: $0) }) {
                table.add(
                    item.id.rawValue, item.fileName, Text.size(item.size), Text.time(item.savedAt), item.path)
            }
            table.show(orIfEmpty: "No saved videos. Post a draft with --save.")
        }
    }

    /// Downloads a saved video.
    struct SaveFile: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "save-file", abstract: "Copy a saved video to this computer.")

        @ParentCommand var phone: Phone
        @Argument(help: "The saved video's id.") var item: String
        @Argument(help: "The file to write; one that is there is replaced.", completion: .file()) var path: String

        func run() async throws {
            let client = try await phone.connection.signedIn()
            let item = try await client.cameraRollItem(ResourceID(rawValue: item))
            let file = URL(filePath: path)
            try await client.download(item.contentURL, to: file)
            let digest = try sha256(of: file).hex
            guard digest == item.sha256 else {
                print("\(path) is damaged: its SHA-256 is \(digest) instead of \(item.sha256). Download it again.")
                throw ExitCode.failure
            }
            print("\(path)  \(Text.size(item.size)), sha256: \(digest)")
        }
    }
}
