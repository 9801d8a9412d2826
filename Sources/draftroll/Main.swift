import ArgumentParser
import Threads

/// The entry. Closures of an `@main` type are bound to the main thread and trap on others: all work is elsewhere.
///
/// It is not `async`. For an asynchronous `main`, the runtime gives the main thread to Dispatch, which parks it in
/// `sigsuspend` with every signal unblocked: SIGTERM would end the process there and then, whoever waits for it with
/// `sigwait`. So the main thread blocks the signals first, for itself and for every thread that is made from then on,
/// and waits for the command to end.
@main
enum Main {
    static func main() {
        Signals.block()
        runDraftroll()
    }
}

nonisolated func runDraftroll() {
    let isOver = Condition(false)
    Task {
        // Ends the process itself where the command fails.
        await Draftroll.main()
        isOver.signal { $0 = true }
    }
    isOver.wait { $0 ? () : nil }
}
