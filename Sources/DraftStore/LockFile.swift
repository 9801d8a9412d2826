internal import Glibc

/// Keeps a second process out of a data directory. The kernel lets go of the lock with the process, however it ends.
///
/// A lock is of the open file, and a child that was just made holds that too, until it becomes its program: closing the
/// file does not let go of the lock as long as there is such a child. So it is always let go by name.
struct LockFile: ~Copyable, Sendable {
    private let file: Descriptor

    init(_ path: String) throws(StoreError) {
        let number = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard number >= 0 else { throw StoreError(errno: errno, "open \(path)") }
        let opened = Descriptor(number)
        guard flock(number, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            throw reason == EWOULDBLOCK ? StoreError(.inUse, cause: path) : StoreError(errno: reason, "flock \(path)")
        }
        file = opened
    }

    deinit { release() }

    /// Lets others in, before the lock file is closed.
    func release() { _ = flock(file.number, LOCK_UN) }
}
