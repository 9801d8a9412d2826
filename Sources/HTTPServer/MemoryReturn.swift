internal import CLinux

/// Gives the memory of a burst of connections back to the system once it is over. Loop only.
///
/// glibc keeps what is freed below something that is not: after a hundred thousand connections that is megabytes, which
/// nobody else on the machine can use. It is looked for once after a burst, so an idle loop still uses no processor time.
final class MemoryReturn {
    /// How many connections make a burst.
    private static let burst = 1_000
    /// How long none may have closed before it counts as over, in nanoseconds.
    private static let quiet: Int64 = 1_000_000_000

    private let loop: EventLoop
    private let deadline: Deadline
    private var closed = 0

    init(on loop: EventLoop) {
        self.loop = loop
        deadline = Deadline(on: loop)
        deadline.action = { [unowned self] in
            closed = 0
            clinux_return_free_memory()
        }
    }

    /// Counts a connection that has closed.
    func noteClosed() {
        closed += 1
        if closed >= Self.burst { deadline.set(loop.now &+ Self.quiet) }
    }

    /// Stops: nothing is given back any more.
    func end() {
        deadline.end()
    }
}
