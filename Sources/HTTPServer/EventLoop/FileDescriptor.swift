internal import Glibc

/// An open descriptor with one owner, closed when the owner goes.
struct FileDescriptor: ~Copyable, Sendable {
    let raw: Int32

    init(owning raw: Int32) {
        self.raw = raw
    }

    deinit {
        // EINTR and EIO leave the descriptor closed on Linux, and nothing was written through it that is not synced.
        _ = close(raw)
    }
}
