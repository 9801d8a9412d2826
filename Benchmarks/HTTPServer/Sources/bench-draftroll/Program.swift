import HTTPServer
import HTTPWire
import Logging

// bench-draftroll PORT FOLDER [CERTIFICATE KEY]: one loop; a short JSON answer at `/`, and what stands in the folder,
// with JSON packed for those who take it.

@main
struct Program {
    static func main() async throws {
        try await serve(Array(CommandLine.arguments.dropFirst()))
    }
}

func serve(_ arguments: [String]) async throws {
    guard arguments.count == 2 || arguments.count == 4, let port = UInt16(arguments[0]) else {
        throw Usage()
    }
    var configuration = ServerConfiguration()
    configuration.port = port
    if arguments.count == 4 {
        configuration.tls = TLSConfiguration(certificateFile: arguments[2], keyFile: arguments[3])
    }
    let router = try routes(folder: arguments[1])
    var logger = Logger(label: "bench")
    logger.logLevel = .error
    let server = try Server(configuration: configuration, logger: logger) { _ in
        Compression().wrap { request in
            guard case .found(let handler, let parameters) = router.match(request.method, path: request.head.path)
            else { return Response(status: .notFound) }
            request.parameters = parameters
            return handler(request)
        }
    }
    try await server.start()
    // Until it is killed.
    while true { try await Task.sleep(for: .seconds(3_600)) }
}

typealias Handler = @Sendable (Request) -> Response

func routes(folder: String) throws -> Router<Handler> {
    let health = Array(#"{"status":"ok"}"#.utf8)
    var json = ResponseFields()
    json.set(.contentType, "application/json")
    let fields = json
    let list = try OpenFile(path: folder + "/list.json").readAll()

    var router = Router<Handler>()
    router.on(.get, "/") { _ in Response(status: .ok, fields: fields, body: .bytes(health)) }
    router.on(.get, "/list.json") { _ in Response(status: .ok, fields: fields, body: .bytes(list)) }
    // Opened for each request, as a blob of the service is.
    router.on(.get, "/file/{name}") { request in
        guard let name = request.parameters["name"],
            let file = try? OpenFile(path: folder + "/" + name)
        else { return Response(status: .notFound) }
        return Content(source: .file(file), type: "application/octet-stream", etag: EntityTag(strong: name))
            .response(to: request)
    }
    return router
}

struct Usage: Error, CustomStringConvertible {
    let description = "bench-draftroll PORT FOLDER [CERTIFICATE KEY]"
}
