import ArgumentParser

/// Only calls the one function: closures written in an `@main` type trap when they run on another thread.
@main
enum PhoneMain {
    static func main() async { await runPhone() }
}

nonisolated func runPhone() async {
    await Phone.main()
}
