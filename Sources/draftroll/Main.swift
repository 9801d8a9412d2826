import ArgumentParser

/// The entry. Closures of an `@main` type are bound to the main thread and trap on others: all work is elsewhere.
@main
enum Main {
    static func main() async {
        await runDraftroll()
    }
}

nonisolated func runDraftroll() async {
    await Draftroll.main()
}
