import Glibc
import Synchronization

@testable import Jobs

/// The steps of a copy, by their system calls.
enum CopyStep: String, Sendable, CaseIterable {
    case makeDirectory, openSource, openTarget, openTemporary, openFolder, copyRange, syncFile, syncFolder, rename
}

/// File operations of which a step fails, for as many times as the test says. Cloning never works, so that the steps are
/// the same on every file system.
final class FailingOperations: Sendable {
    private struct State {
        var step: CopyStep?
        var number: Int32 = 0
        var times = 0
        /// What the descriptors were opened for.
        var folders: Set<Int32> = []
        var calls: [CopyStep] = []
    }

    private let state = Mutex(State())

    func fail(_ step: CopyStep, with number: Int32, times: Int = .max) {
        state.withLock { state in
            state.step = step
            state.number = number
            state.times = times
        }
    }

    func heal() { state.withLock { $0.step = nil } }

    /// The steps in the order in which they were taken.
    var calls: [CopyStep] { state.withLock { $0.calls } }

    /// Whether the step is to fail now; then `errno` says how.
    private func fails(_ step: CopyStep) -> Bool {
        let number: Int32? = state.withLock { state in
            state.calls.append(step)
            guard state.step == step, state.times > 0 else { return nil }
            state.times -= 1
            return state.number
        }
        if let number { errno = number }
        return number != nil
    }

    var operations: FileOperations {
        var operations = FileOperations()
        let real = operations
        operations.makeDirectory = { self.fails(.makeDirectory) ? -1 : real.makeDirectory($0) }
        operations.open = { path, flags in
            let step: CopyStep =
                if flags & O_DIRECTORY != 0 {
                    .openFolder
                } else if path.hasSuffix(".part") {
                    .openTemporary
                } else if flags & O_NOFOLLOW != 0 {
                    .openTarget
                } else {
                    .openSource
                }
            if self.fails(step) { return -1 }
            let descriptor = real.open(path, flags)
            self.state.withLock { state in
                if step == .openFolder { state.folders.insert(descriptor) } else { state.folders.remove(descriptor) }
            }
            return descriptor
        }
        operations.clone = { _, _ in
            errno = EOPNOTSUPP
            return -1
        }
        operations.copyRange = { self.fails(.copyRange) ? -1 : real.copyRange($0, $1, $2, $3) }
        operations.sync = { descriptor in
            let isFolder = self.state.withLock { $0.folders.contains(descriptor) }
            return self.fails(isFolder ? .syncFolder : .syncFile) ? -1 : real.sync(descriptor)
        }
        operations.rename = { self.fails(.rename) ? -1 : real.rename($0, $1) }
        return operations
    }
}
