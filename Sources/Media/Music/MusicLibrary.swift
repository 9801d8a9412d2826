public import DraftModel
internal import Glibc

/// The built-in music as files, which the service synthesises itself when they are first wanted.
public struct MusicLibrary: Sendable {
    /// Counts changes of how tracks sound, so that old files are not taken for new ones.
    private static let version = 1

    private let directory: String

    /// - Parameter directory: where the files are kept, absolute. It is made when the first is.
    public init(directory: String) { self.directory = directory }

    /// The file of a track. Blocks while it is synthesised, for well under a second in a release build.
    ///
    /// - Throws: `RenderError` when it cannot be written.
    public func file(of track: MusicTrack) throws(RenderError) -> String {
        let path = "\(directory)/\(track.rawValue)-\(Self.version).wav"
        if unsafe access(path, R_OK) == 0 { return path }
        if unsafe mkdir(directory, 0o700) != 0, errno != EEXIST { throw .failed("mkdir \(directory): errno \(errno)") }
        // Written aside and renamed: whoever else makes it meanwhile makes the same.
        let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0 ... .max))"
        try write(Synthesizer.waveFile(of: track), to: temporary)
        guard unsafe rename(temporary, path) == 0 else { throw .failed("rename \(path): errno \(errno)") }
        return path
    }

    private func write(_ bytes: [UInt8], to path: String) throws(RenderError) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .failed("open \(path): errno \(errno)") }
        defer { _ = close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else {
                let number = errno
                _ = unsafe unlink(path)
                throw number == ENOSPC ? .storageFull : .failed("write \(path): errno \(number)")
            }
            rest = rest.dropFirst(count)
        }
    }
}
