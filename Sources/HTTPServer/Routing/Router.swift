public import HTTPWire

/// Finds the handler of a request by its path and method.
///
/// Literal segments win over named ones. Finding a route takes time in the length of the path, not in the number of
/// routes.
public struct Router<Handler: Sendable>: Sendable {
    /// One route as it was added.
    public struct Route: Sendable {
        /// The method.
        public let method: HTTPMethod
        /// The path with `{named}` segments, as in OpenAPI.
        public let pattern: String
    }

    /// What a path and method lead to.
    public enum Match {
        /// The route's handler, and what stands in its named segments.
        case found(Handler, PathParameters)
        /// The path is known, the method is not; HEAD and OPTIONS are answered for every path.
        case methodNotAllowed(allowed: [HTTPMethod])
        /// The path is not known.
        case notFound
    }

    // Visible to the compiler of whoever uses the router, so that looking up a handler costs no generic code.
    @usableFromInline var tree = RouteTree()
    /// The handler of each route, in the order of `routes`.
    @usableFromInline var handlers: [Handler] = []

    /// All routes, in the order in which they were added.
    public private(set) var routes: [Route] = []

    /// A router without routes.
    public init() {}

    /// Adds a route. A second one for the same method and path is a programming error and stops the process at start.
    ///
    /// - Parameter pattern: such as `/v1/drafts/{id}`; a named segment stands for one non-empty segment.
    public mutating func on(_ method: HTTPMethod, _ pattern: String, _ handler: Handler) {
        tree.add(method, pattern, route: routes.count)
        routes.append(Route(method: method, pattern: pattern))
        handlers.append(handler)
    }

    /// Looks up a path (raw, dot segments already resolved) and a method. HEAD finds GET's handler.
    ///
    /// Segments are compared decoded. An encoded slash, and an empty segment, as in `//` or at the end, are part of no
    /// route: to other programs they may separate what they do not separate here.
    @inlinable
    public func match(_ method: HTTPMethod, path: String) -> Match {
        switch tree.match(method, path: path) {
        case .found(let route, let parameters): .found(handlers[route], parameters)
        case .methodNotAllowed(let allowed): .methodNotAllowed(allowed: allowed)
        case .notFound: .notFound
        }
    }
}
