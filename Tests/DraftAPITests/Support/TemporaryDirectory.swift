import Crypto
import Foundation

/// A directory that goes with its owner.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "/draftapi-" + Hex.encode(try randomBytes(count: 8))
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The files below a subdirectory, as paths relative to it.
    func files(in name: String) -> [String] {
        guard let all = FileManager.default.enumerator(atPath: path + "/" + name) else { return [] }
        return all.compactMap { $0 as? String }.filter {
            var isDirectory: ObjCBool = false
            return unsafe FileManager.default.fileExists(atPath: "\(path)/\(name)/\($0)", isDirectory: &isDirectory)
                && !isDirectory.boolValue
        }.sorted()
    }

    func bytes(of name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: path + "/" + name)))
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path + "/" + name) }
}
