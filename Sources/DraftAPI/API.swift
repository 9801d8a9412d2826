internal import DraftStore
public import HTTPServer
internal import HTTPWire
internal import Logging

/// Answers one call of a route. It throws a `Problem`, or what `Problem.init(describing:)` knows to describe.
typealias Handler = @Sendable (Call) async throws -> Response

/// `/v1` and the pages around it: routes, and the one way from a request to its answer.
public struct API: Sendable {
    private let services: Services
    private let router: Router<Handler>

    public init(_ services: Services) {
        self.services = services
        var router = Router<Handler>()
        router.addProbes()
        router.addUsers()
        router.addDevices()
        router.addMedia()
        router.addUploads()
        router.addDrafts()
        router.addHistory()
        router.addPreview()
        router.addMusic()
        router.addPosting()
        router.addPosts()
        router.addJobs()
        router.addCameraRoll()
        router.addEvents()
        self.router = router
    }

    /// Every route, as method and OpenAPI path.
    public var routes: [(method: String, path: String)] {
        router.routes.map { ($0.method.name, $0.pattern) }
    }

    /// The responder of one loop, with a database connection of its own for reading.
    ///
    /// - Throws: `StoreError` when the database cannot be opened.
    public func responder(on loop: EventLoop) throws -> Responder {
        let reader = LoopBound(try services.store.makeReader(), on: loop)
        return Compression().wrap { [self] request in
            await respond(to: Call(request: request, services: services, reader: reader.value, loop: loop))
        }
    }

    /// The way of a request: its route, the route's handler, and a problem document for what the handler throws.
    private func respond(to call: Call) async -> Response {
        do {
            return try await handler(for: call.request)(call)
        } catch {
            let problem = Problem(describing: error)
            if problem.code.status.code >= 500 {
                services.logger.error(
                    "request failed",
                    metadata: [
                        "request_id": "\(call.request.id)", "code": "\(problem.code.rawValue)",
                        "cause": "\(problem.cause ?? String(describing: error))",
                    ])
            }
            return problem.response(requestID: call.request.id)
        }
    }

    private func handler(for request: Request) throws(Problem) -> Handler {
        // OPTIONS * asks about the server as a whole (RFC 9110 §9.3.7).
        if request.head.path == "*" { return { _ in Response(status: .noContent) } }
        switch router.match(request.method, path: request.head.path) {
        case .found(let handler, let parameters):
            request.parameters = parameters
            return handler
        case .methodNotAllowed(let allowed):
            return try Self.answerForMethod(request.method, allowed: allowed)
        case .notFound:
            if let page = services.pages.response(to: request) {
                return try Self.handler(of: page, for: request.method)
            }
            throw Problem(
                .unknownRoute, "There is nothing at this path. GET /openapi.yaml lists the routes; / shows the service."
            )
        }
    }

    /// Pages are read only.
    private static func handler(of page: Response, for method: HTTPMethod) throws(Problem) -> Handler {
        guard method == .get || method == .head else {
            return try answerForMethod(method, allowed: [.get, .head, .options])
        }
        var answer = page
        // The pages are made of files of ours alone, and nobody frames them.
        answer.fields.set(
            .contentSecurityPolicy,
            "default-src 'self'; media-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'")
        answer.fields.set(.xContentTypeOptions, "nosniff")
        let final = answer
        return { _ in final }
    }

    private static func answerForMethod(_ method: HTTPMethod, allowed: [HTTPMethod]) throws(Problem) -> Handler {
        let list = allowed.map(\.name).joined(separator: ", ")
        guard method == .options else {
            var problem = Problem(.methodNotAllowed, "\(method.name) is not allowed here. Allowed are \(list).")
            problem.fields.set(.allow, FieldValue(methods: allowed))
            throw problem
        }
        return { _ in
            var response = Response(status: .noContent)
            response.fields.set(.allow, FieldValue(methods: allowed))
            return response
        }
    }
}

extension FieldValue {
    /// The value of `Allow`. Method names are tokens, so nothing in it needs checking.
    fileprivate init(methods: [HTTPMethod]) {
        let text = methods.map(\.name).joined(separator: ", ")
        self = (try? FieldValue(text)) ?? "GET"
    }
}
