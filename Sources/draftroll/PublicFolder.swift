import Crypto
import Glibc
import HTTPServer
import Logging

/// Finds and reads the web pages and the contract.
enum PublicFolder {
    /// - Parameter given: the folder that was asked for; nil to look for it.
    /// - Throws: `StartFailure` when a folder was asked for and cannot be read.
    static func load(_ given: String?, _ logger: Logger) throws -> StaticFiles {
        var pages = StaticFiles()
        guard let folder = given ?? find() else {
            logger.warning("no folder Public was found: there are no web pages; see --public-dir")
            return pages
        }
        func tag(_ bytes: [UInt8]) -> String { (try? SHA256.hash(bytes).hex.prefix(32)).map(String.init) ?? "0" }
        do {
            try pages.add(folder: folder, makeTag: tag)
            for contract in [folder + "/openapi.yaml", folder + "/../openapi.yaml"] where isFile(contract) {
                try pages.add(file: contract, at: "/openapi.yaml", makeTag: tag)
                break
            }
        } catch {
            throw StartFailure(
                message: "the folder \(folder) cannot be read: \(error). Give another with --public-dir.")
        }
        return pages
    }

    /// Looks in the folders above the executable, which lies in `.build/…` of the package or beside `Public`.
    private static func find() -> String? {
        var buffer = [CChar](repeating: 0, count: 4_096)
        let length = unsafe readlink("/proc/self/exe", &buffer, buffer.count - 1)
        guard length > 0 else { return nil }
        var folder = String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        for _ in 0..<8 {
            guard let slash = folder.lastIndex(of: "/") else { return nil }
            folder = String(folder[..<slash])
            if isFile(folder + "/Public/index.html") { return folder + "/Public" }
        }
        return nil
    }

    private static func isFile(_ path: String) -> Bool {
        unsafe access(path, R_OK) == 0
    }
}
