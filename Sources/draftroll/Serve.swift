import ArgumentParser
import HTTPServer
import Logging

/// `draftroll serve`: every option is also an environment variable, `DRAFTROLL_` and its name.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the service until SIGTERM or SIGINT.",
        discussion: """
            Every option can also be given as an environment variable: DRAFTROLL_HOST, DRAFTROLL_PORT, \
            DRAFTROLL_DATA_DIR, DRAFTROLL_PUBLIC_DIR, DRAFTROLL_LOG_LEVEL, DRAFTROLL_DEMO=1, DRAFTROLL_ACCESS_LOG, \
            DRAFTROLL_CORS_ORIGIN (separated by commas), DRAFTROLL_HEAD_TIMEOUT and the other limits, \
            DRAFTROLL_TLS_CERT, DRAFTROLL_TLS_KEY, DRAFTROLL_TLS_SELF_SIGNED=1, DRAFTROLL_TLS_NAME (separated by \
            commas). The command line wins.

            With HTTPS, SIGHUP loads the certificate again without dropping a connection.
            """)

    @Option(help: "The address to listen on. 0.0.0.0 listens on all.")
    var host = Environment.value("HOST") ?? "127.0.0.1"

    @Option(help: "The port to listen on; 0 picks a free one.")
    var port: UInt16 = Environment.number("PORT") ?? 8080

    @Option(help: "The folder that everything is kept in. It is made if it is not there.")
    var dataDir = Environment.value("DATA_DIR") ?? "data"

    @Option(help: "The folder of the web pages. By default it is found beside the executable or the package.")
    var publicDir: String?

    @Flag(help: "Make the people of the demo, and tell their tokens to this machine.")
    var demo = false

    @Option(help: "trace, debug, info, notice, warning, error or critical.")
    var logLevel = Environment.value("LOG_LEVEL") ?? "info"

    @OptionGroup(title: "HTTP")
    var http: HTTPOptions

    @OptionGroup(title: "Limits")
    var limits: LimitOptions

    @OptionGroup(title: "HTTPS")
    var tls: TLSOptions

    func run() async throws {
        guard let level = Logger.Level(rawValue: logLevel) else {
            throw ValidationError(
                "--log-level is one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        var configuration = ServerConfiguration()
        configuration.host = host
        configuration.port = port
        try limits.apply(to: &configuration)
        let settings = ServiceSettings(
            server: configuration, dataDirectory: dataDir,
            publicDirectory: publicDir ?? Environment.value("PUBLIC_DIR"),
            isDemo: demo || Environment.flag("DEMO"), logLevel: level, http: http.settings,
            tls: try tls.settings(host: host))
        do {
            try await Service.run(settings)
        } catch let failure as StartFailure {
            writeToStandardError("draftroll: \(failure.message)\n")
            throw ExitCode.failure
        }
    }
}
