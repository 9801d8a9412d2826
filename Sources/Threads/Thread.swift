internal import CLinux
internal import Glibc

/// One thread of the operating system, which runs one function and is joined once.
public final class Thread: @unchecked Sendable {
    private let handle: pthread_t

    /// Starts a thread.
    ///
    /// - Parameters:
    ///   - name: what `top -H` and debuggers show; the kernel keeps its first 15 bytes.
    ///   - body: what the thread runs.
    /// - Throws: `ThreadError` with the errno of `pthread_create` when the system has no thread to give.
    public init(named name: String, _ body: @escaping @Sendable () -> Void) throws(ThreadError) {
        let start = Start(name: name, body: body)
        var created = pthread_t()
        let code = unsafe pthread_create(
            &created, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                let start = unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                unsafe clinux_name_thread(String(decoding: start.name.utf8.prefix(15), as: UTF8.self))
                start.body()
                return nil
            }, Unmanaged.passRetained(start).toOpaque())
        guard code == 0 else {
            unsafe Unmanaged.passUnretained(start).release()
            throw ThreadError(errno: code)
        }
        handle = created
    }

    /// Waits until the thread's function has returned. May be called once, from another thread.
    public func join() {
        _ = pthread_join(handle, nil)
    }

    private final class Start: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }
}

/// The system refused a thread.
public struct ThreadError: Error, Sendable {
    /// The error number of `pthread_create`, usually `EAGAIN`.
    public let errno: Int32
}
