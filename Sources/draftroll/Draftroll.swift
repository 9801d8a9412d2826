import ArgumentParser

/// The command line of the service.
struct Draftroll: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "draftroll",
        abstract: "The drafts-and-posts backend of a short-video app, to run on your own machine.",
        version: serverVersion,
        subcommands: [Serve.self, Health.self, Examine.self],
        defaultSubcommand: Serve.self)
}

/// The version that `--version` and `GET /v1/server` tell.
let serverVersion = "0.1.0"
