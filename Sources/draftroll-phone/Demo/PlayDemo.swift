import ArgumentParser
import DraftrollClient
import Foundation

extension Phone {
    /// Plays the story against any running server.
    struct PlayDemo: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "demo",
            abstract: "Play the whole story against a running server, and say where the saved video is.",
            discussion: """
                Upload, draft, edit, Next, Only me, Save to device, Post, camera roll: each step is checked and printed as it \
                happens; the exit code is not 0 if one failed. It can be played again on the same server: the demo people \
                maya, leo, rita and sam are made if they are not there, and signed in otherwise. Their passwords are \
                draftroll-demo and the handle in one word, for example draftroll-demomaya.
                """)

        @ParentCommand var phone: Phone
        @Option(help: "The video to post, an MP4 for example.", completion: .file()) var video: String
        @Option(
            help: "The server's data directory, if it is on this computer: the saved file is then checked there, too.",
            completion: .directory)
        var dataDir: String?
        @Option(help: "The server; as before the command.") var url: String?

        func run() async throws {
            var connection = phone.connection
            if let url { connection.url = url }
            let story = Story(
                client: try connection.client(), video: URL(filePath: video),
                dataDirectory: dataDir.map { URL(filePath: $0) })
            do {
                try await story.play()
            } catch let failure as StoryFailure {
                print("\n\(Style.red("The story broke off")) at: \(failure.step)\n\(failure.reason)")
                throw ExitCode.failure
            }
        }
    }
}
