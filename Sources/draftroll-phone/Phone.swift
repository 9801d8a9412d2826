import ArgumentParser

/// The phone at the command line.
struct Phone: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "draftroll-phone",
        abstract: "A phone for the command line: drafts, posts and camera roll on a Draftroll server.",
        discussion: """
            Who you are is said before the command: draftroll-phone --as maya drafts

            The token comes from --token, from DRAFTROLL_TOKEN, from an earlier sign-in, or on a server started with --demo \
            on this machine from the server itself.
            """,
        subcommands: [PlayDemo.self],
        groupedSubcommands: [
            CommandGroup(name: "People", subcommands: [SignUp.self, SignIn.self, ShowMe.self]),
            CommandGroup(
                name: "Drafts",
                subcommands: [
                    Upload.self, Drafts.self, NewDraft.self, ShowDraft.self, Edit.self, Next.self, PostDraft.self,
                ]),
            CommandGroup(name: "Saved videos", subcommands: [Jobs.self, Gallery.self, SaveFile.self]),
        ])

    @OptionGroup(title: "Server and user") var connection: ConnectionOptions
}
