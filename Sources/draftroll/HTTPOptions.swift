import ArgumentParser
import HTTPServer

/// What may be set about HTTP itself.
struct HTTPOptions: ParsableArguments {
    @Option(help: "A file that a line of JSON is appended to for each request; /dev/stdout works. Off by default.")
    var accessLog: String?

    @Option(
        parsing: .upToNextOption,
        help:
            "An origin whose web pages may call the service (CORS), such as https://app.example; * for all. May be repeated."
    )
    var corsOrigin: [String] = []

    /// What was asked for; the command line wins over the environment.
    var settings: HTTPSettings {
        let origins = corsOrigin.isEmpty ? Environment.value("CORS_ORIGIN").map { [$0] } ?? [] : corsOrigin
        return HTTPSettings(
            accessLog: accessLog ?? Environment.value("ACCESS_LOG"),
            origins: origins.flatMap { $0.split(separator: ",").map(String.init) })
    }
}

/// What `serve` was told about HTTP itself.
struct HTTPSettings: Sendable {
    /// Where the access log goes; nil for nowhere.
    var accessLog: String?
    /// The origins whose pages may call.
    var origins: [String]

    /// Opens the access log, if there is to be one.
    ///
    /// - Throws: `StartFailure`.
    func openAccessLog() throws -> AccessLog? {
        guard let accessLog else { return nil }
        do {
            return try AccessLog(path: accessLog)
        } catch {
            throw StartFailure(message: "the access log \(accessLog) cannot be written: \(error).")
        }
    }
}
