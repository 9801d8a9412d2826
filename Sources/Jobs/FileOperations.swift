internal import CLinux
internal import Glibc

/// The system calls of a copy that can fail, so that a test can make each of them fail.
///
/// Each closure returns what its system call does: -1 and an error number in `errno` on failure.
struct FileOperations: Sendable {
    var makeDirectory: @Sendable (_ path: String) -> Int32 = { unsafe mkdir($0, 0o755) }
    var open: @Sendable (_ path: String, _ flags: Int32) -> Int32 = { unsafe Glibc.open($0, $1, 0o644) }
    /// Shares the blocks of the source, where the file system can.
    var clone: @Sendable (_ target: Int32, _ source: Int32) -> Int32 = { clinux_clone($0, $1) }
    /// Copies up to `count` bytes at the same offset in both, within the kernel.
    var copyRange: @Sendable (_ source: Int32, _ target: Int32, _ offset: Int64, _ count: Int) -> Int = {
        var from = $2
        var to = $2
        return unsafe clinux_copy_file_range($0, &from, $1, &to, $3)
    }
    var sync: @Sendable (_ descriptor: Int32) -> Int32 = { fsync($0) }
    /// Gives a file its name, unless there is one of this name.
    var rename: @Sendable (_ from: String, _ to: String) -> Int32 = { unsafe clinux_rename_no_replace($0, $1) }
    var remove: @Sendable (_ path: String) -> Int32 = { unsafe unlink($0) }
}
