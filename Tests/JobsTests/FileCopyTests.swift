import Crypto
import DraftModel
import Glibc
import Synchronization
import Testing

@testable import Jobs

@Suite("A copy ends in the one right file, or in none and a reason")
struct FileCopyTests {
    private static let content = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    private static let target = "camera-roll/maya/iphone/DCIM/100APPLE/IMG_0001.MP4"

    private let directory: TemporaryDirectory
    private let failing = FailingOperations()

    init() throws {
        directory = try TemporaryDirectory()
        try write(Self.content, to: "source")
    }

    private func write(_ bytes: [UInt8], to name: String) throws {
        let descriptor = unsafe open(directory.path + "/" + name, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        defer { _ = close(descriptor) }
        let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
        try #require(count == bytes.count)
    }

    private func copy(_ operations: FileOperations? = nil) throws -> FileCopy {
        FileCopy(
            source: directory.path + "/source", root: directory.path, path: Self.target,
            size: Int64(Self.content.count),
            digest: try SHA256.hash(Self.content),
            item: CameraRollItemID(timestamp: Timestamp(millisecondsSince1970: 0), random: (1, 2)),
            operations: operations ?? failing.operations)
    }

    private var cameraRoll: [String] { directory.files(in: "camera-roll") }
    private let whole = ["maya/iphone/DCIM/100APPLE/IMG_0001.MP4"]

    @Test("the file has the source's bytes and is no link to it")
    func copies() throws {
        let reported = Mutex<[Int64]>([])
        #expect(
            try copy(FileOperations()).run { bytes in
                reported.withLock { $0.append(bytes) }
                return true
            })
        #expect(try cameraRoll == whole && directory.bytes(of: Self.target) == Self.content)
        #expect(reported.withLock { $0 }.last == Int64(Self.content.count))
        var facts = stat()
        try #require(unsafe stat(directory.path + "/source", &facts) == 0)
        #expect(facts.st_nlink == 1)
    }

    @Test("each folder is synced in its parent, the file before it gets its name, and the folder after")
    func order() throws {
        #expect(try copy().run { _ in true })
        let calls = failing.calls
        #expect(calls.count(where: { $0 == .makeDirectory }) == 5)
        let end = Array(calls.drop { $0 != .openTarget })
        #expect(
            end == [.openTarget, .openSource, .openTemporary, .copyRange, .syncFile, .rename, .openFolder, .syncFolder])
        let start = calls.prefix { $0 != .openTarget }
        #expect(Array(start) == (0..<5).flatMap { _ in [CopyStep.makeDirectory, .openFolder, .syncFolder] })
    }

    /// How a step fails, and what people are told.
    struct Fault: Sendable, CustomTestStringConvertible {
        let step: CopyStep
        let number: Int32
        let code: JobError.Code
        var testDescription: String { "\(step) \(number)" }
    }

    private static let faults: [Fault] = CopyStep.allCases.flatMap { step in
        [
            (ENOSPC, JobError.Code.storageFull), (EACCES, .permissionDenied), (EIO, .ioError), (EDQUOT, .storageFull),
            (EROFS, .permissionDenied),
        ]
        .map { Fault(step: step, number: $0.0, code: $0.1) }
    }

    @Test("a step that fails is told by what it means, and the next run ends in the one file", arguments: faults)
    func fails(_ fault: Fault) throws {
        failing.fail(fault.step, with: fault.number, times: 1)
        #expect { try copy().run { _ in true } } throws: { error in
            (error as? CopyError)?.code == fault.code && (error as? CopyError)?.number == fault.number
        }
        // Nothing half-made shows under the name, and nothing temporary stays.
        #expect(cameraRoll.isEmpty || cameraRoll == whole)
        if cameraRoll == whole { #expect(try directory.bytes(of: Self.target) == Self.content) }
        #expect(try copy().run { _ in true })
        #expect(try cameraRoll == whole && directory.bytes(of: Self.target) == Self.content)
    }

    @Test(
        "what a killed run has left is taken up",
        arguments: ["a part", "all but the name", "all but the folder's sync"])
    func interrupted(_ left: String) throws {
        let part = "camera-roll/maya/iphone/DCIM/100APPLE/.crl_00000000000000010000000001.part"
        try directory.write("", to: part)
        let name = try #require(cameraRoll.first)
        try #require(name.hasSuffix(".part"))
        switch left {
        case "a part": try write(Array(Self.content.prefix(1_000)), to: part)
        case "all but the name": try write(Self.content, to: part)
        default:
            try write(Self.content, to: Self.target)
            try #require(unsafe unlink(directory.path + "/" + part) == 0)
        }
        let item = try #require(CameraRollItemID("crl_00000000000000010000000001"))
        var copy = try copy()
        copy = FileCopy(
            source: copy.source, root: copy.root, path: copy.path, size: copy.size, digest: copy.digest, item: item,
            operations: failing.operations)
        #expect(try copy.run { _ in true })
        #expect(try cameraRoll == whole && directory.bytes(of: Self.target) == Self.content)
        // Also where the file was in place its folder is synced: the run before may not have come to it.
        #expect(failing.calls.last == .syncFolder)
    }

    @Test("another file under the name is left alone, and no temporary file stays")
    func anotherFile() throws {
        try directory.write("somebody else's", to: Self.target)
        #expect { try copy().run { _ in true } } throws: { ($0 as? CopyError)?.code == .ioError }
        #expect(cameraRoll == whole)
        #expect(try directory.bytes(of: Self.target) == Array("somebody else's".utf8))
    }

    @Test("another file that comes in the last moment is left alone too")
    func lastMoment() throws {
        var operations = failing.operations
        let rename = operations.rename
        operations.rename = { [directory] from, to in
            try? directory.write("somebody else's", to: Self.target)
            return rename(from, to)
        }
        #expect { try copy(operations).run { _ in true } } throws: { ($0 as? CopyError)?.number == EEXIST }
        #expect(cameraRoll == whole)
        #expect(try directory.bytes(of: Self.target) == Array("somebody else's".utf8))
    }

    @Test("a link under the name is not followed")
    func link() throws {
        try directory.write("private", to: "private")
        try directory.write("", to: "camera-roll/maya/iphone/DCIM/100APPLE/x")
        try #require(unsafe unlink(directory.path + "/camera-roll/maya/iphone/DCIM/100APPLE/x") == 0)
        try #require(unsafe symlink(directory.path + "/private", directory.path + "/" + Self.target) == 0)
        #expect(throws: CopyError.self) { try copy().run { _ in true } }
        #expect(try directory.bytes(of: "private") == Array("private".utf8))
    }

    @Test("a source that is gone, or is another size than it should be, is told as missing")
    func source() throws {
        try write(Array(Self.content.dropLast()), to: "source")
        #expect { try copy().run { _ in true } } throws: { ($0 as? CopyError)?.code == .sourceMissing }
        try #require(unsafe unlink(directory.path + "/source") == 0)
        #expect { try copy().run { _ in true } } throws: { ($0 as? CopyError)?.code == .sourceMissing }
        #expect(cameraRoll.isEmpty)
    }

    @Test("a source that becomes shorter during the copy is told as missing")
    func shorter() throws {
        var operations = failing.operations
        operations.copyRange = { _, _, _, _ in 0 }
        #expect { try copy(operations).run { _ in true } } throws: { ($0 as? CopyError)?.code == .sourceMissing }
        #expect(cameraRoll.isEmpty)
    }

    @Test(
        "where the kernel does not copy between two file systems, memory does",
        arguments: [EXDEV, EINVAL, ENOSYS, EOPNOTSUPP])
    func throughMemory(_ number: Int32) throws {
        failing.fail(.copyRange, with: number)
        let reported = Mutex<Int64>(0)
        #expect(
            try copy().run { bytes in
                reported.withLock { $0 = bytes }
                return true
            })
        #expect(reported.withLock { $0 } == Int64(Self.content.count))
        #expect(try directory.bytes(of: Self.target) == Self.content)
    }

    @Test("an interrupted call and one that copies little are gone on with")
    func partial() throws {
        failing.fail(.copyRange, with: EINTR, times: 3)
        var operations = failing.operations
        let copyRange = operations.copyRange
        operations.copyRange = { copyRange($0, $1, $2, min($3, 1_000)) }
        #expect(try copy(operations).run { _ in true })
        #expect(try directory.bytes(of: Self.target) == Self.content)
    }

    @Test("a copy that is stopped leaves nothing")
    func stopped() throws {
        #expect(try copy().run { _ in false } == false)
        #expect(cameraRoll.isEmpty)
        #expect(try copy().run { _ in true })
        #expect(cameraRoll == whole)
    }
}
