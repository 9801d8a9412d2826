import ArgumentParser
import HTTPServer
import HTTPWire

/// The sizes and deadlines of HTTP that may be set. Their defaults are those of `ServerConfiguration`, `WireLimits` and
/// `DeadlinePolicy`.
struct LimitOptions: ParsableArguments {
    @Option(help: "Seconds for the head of a request, from its first byte to its last. (default: 20)")
    var headTimeout: Int64?

    @Option(help: "Seconds for a body, and one more for every 500 bytes of it. (default: 20)")
    var bodyTimeout: Int64?

    @Option(help: "Seconds for which a connection may rest between two requests. (default: 75)")
    var idleTimeout: Int64?

    @Option(help: "Seconds after which an answer is given up of which the client takes nothing. (default: 30)")
    var writeTimeout: Int64?

    @Option(help: "The longest request line, in bytes; 414 beyond it. (default: 8192)")
    var maxRequestLine: Int64?

    @Option(help: "The largest head of a request, in bytes; 431 beyond it. (default: 65536)")
    var maxHead: Int64?

    @Option(help: "How many connections may be open at once. (default: 20000)")
    var maxConnections: Int64?

    @Option(help: "How many of them may come from one address. (default: 10000)")
    var maxConnectionsPerAddress: Int64?

    /// The configuration with what was asked for; the command line wins over the environment.
    func apply(to configuration: inout ServerConfiguration) throws {
        let second = DeadlinePolicy.second
        func seconds(_ option: String, _ given: Int64?, _ deadline: inout Int64) throws {
            if let value = try Self.value(option, given, in: 1...86_400) { deadline = value * second }
        }
        func number(_ option: String, _ given: Int64?, in range: ClosedRange<Int64>, _ limit: inout Int) throws {
            if let value = try Self.value(option, given, in: range) { limit = Int(value) }
        }
        try seconds("head-timeout", headTimeout, &configuration.deadlines.head)
        try seconds("body-timeout", bodyTimeout, &configuration.deadlines.bodyGrace)
        try seconds("idle-timeout", idleTimeout, &configuration.deadlines.idle)
        try seconds("write-timeout", writeTimeout, &configuration.deadlines.stalledWrite)
        // RFC 9112 §3 asks for at least 8,000 bytes of request line.
        try number("max-request-line", maxRequestLine, in: 8_000...1_048_576, &configuration.limits.maximumRequestLine)
        try number("max-head", maxHead, in: 8_192...1_048_576, &configuration.limits.maximumHead)
        try number("max-connections", maxConnections, in: 1...1_000_000, &configuration.maximumConnections)
        try number(
            "max-connections-per-address", maxConnectionsPerAddress, in: 1...1_000_000,
            &configuration.maximumConnectionsPerAddress)
    }

    private static func value(
        _ option: String, _ given: Int64?, in range: ClosedRange<Int64>
    ) throws -> Int64? {
        let variable = option.uppercased().split(separator: "-").joined(separator: "_")
        let value: Int64
        if let given {
            value = given
        } else if let text = Environment.value(variable) {
            guard let number = Int64(text) else {
                throw ValidationError("DRAFTROLL_\(variable) is \(text), which is no number.")
            }
            value = number
        } else {
            return nil
        }
        guard range.contains(value) else {
            throw ValidationError("--\(option) is a number from \(range.lowerBound) to \(range.upperBound).")
        }
        return value
    }
}
