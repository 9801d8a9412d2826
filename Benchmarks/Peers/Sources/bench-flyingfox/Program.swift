import FlyingFox
import Foundation

// bench-flyingfox PORT: a short JSON answer at `/`.

@main
struct Program {
    static func main() async throws {
        let server = FlyingFox.HTTPServer(
            address: try .inet(ip4: "127.0.0.1", port: UInt16(CommandLine.arguments[1]) ?? 0), logger: .disabled)
        await server.appendRoute("GET /") { _ in
            HTTPResponse(
                statusCode: .ok, headers: [.contentType: "application/json"],
                body: Data(#"{"status":"ok"}"#.utf8))
        }
        try await server.run()
    }
}
