import Foundation

/// Tokens of earlier sign-ins, in a file that only its owner can read.
struct TokenFile {
    let url: URL

    /// `draftroll/tokens.json` in the user's configuration folder.
    static let standard: TokenFile = {
        let environment = ProcessInfo.processInfo.environment
        let folder =
            environment["XDG_CONFIG_HOME"].map { URL(filePath: $0) }
            ?? FileManager.default.homeDirectoryForCurrentUser.appending(path: ".config")
        return TokenFile(url: folder.appending(path: "draftroll/tokens.json"))
    }()

    func token(of handle: String, at server: String) throws -> String? {
        try read()[key(handle, server)]
    }

    func save(_ token: String, of handle: String, at server: String) throws {
        var tokens = try read()
        tokens[key(handle, server)] = token
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let path = url.path(percentEncoded: false)
        if !FileManager.default.fileExists(atPath: path) {
            // Made with its permissions, so that nobody can read it even for a moment.
            _ = FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        }
        try encoder.encode(tokens).write(to: url)
    }

    private func read() throws -> [String: String] {
        guard FileManager.default.fileExists(atPath: url.path(percentEncoded: false)) else { return [:] }
        return try JSONDecoder().decode([String: String].self, from: Data(contentsOf: url))
    }

    private func key(_ handle: String, _ server: String) -> String {
        "\(handle)@\(server.hasSuffix("/") ? String(server.dropLast()) : server)"
    }
}
