public import HTTPWire

/// Finds the handler of a request by its path and method.
///
/// Routes form a tree of path segments, each node with a table of its literal children and at most one `{named}` child:
/// finding one takes time in the length of the path, not in the number of routes. Literal segments win over named ones.
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

    private struct Node: Sendable {
        var literals: [String: Int] = [:]
        var named: Int?
        var handlers: [HTTPMethod: (handler: Handler, names: [String])] = [:]

        func match(_ method: HTTPMethod, _ values: [String]) -> Match {
            if let (handler, names) = handlers[method] ?? (method == .head ? handlers[.get] : nil) {
                return .found(handler, PathParameters(names: names, values: values))
            }
            if handlers.isEmpty { return .notFound }
            var allowed = Array(handlers.keys)
            if handlers[.get] != nil, handlers[.head] == nil { allowed.append(.head) }
            if handlers[.options] == nil { allowed.append(.options) }
            return .methodNotAllowed(allowed: allowed.sorted { $0.description < $1.description })
        }
    }

    private var nodes = [Node()]

    /// All routes, in the order in which they were added.
    public private(set) var routes: [Route] = []

    /// A router without routes.
    public init() {}

    /// Adds a route. A second one for the same method and path is a programming error and stops the process at start.
    ///
    /// - Parameter pattern: such as `/v1/drafts/{id}`; a named segment stands for one non-empty segment.
    public mutating func on(_ method: HTTPMethod, _ pattern: String, _ handler: Handler) {
        var node = 0
        var names: [String] = []
        for segment in pattern.split(separator: "/") {
            let next: Int?
            if segment.hasPrefix("{") {
                names.append(String(segment.dropFirst().dropLast()))
                next = nodes[node].named
            } else {
                next = nodes[node].literals[String(segment)]
            }
            if let next {
                node = next
                continue
            }
            nodes.append(Node())
            if segment.hasPrefix("{") {
                nodes[node].named = nodes.count - 1
            } else {
                nodes[node].literals[String(segment)] = nodes.count - 1
            }
            node = nodes.count - 1
        }
        precondition(nodes[node].handlers[method] == nil, "\(method) \(pattern) is routed twice")
        nodes[node].handlers[method] = (handler, names)
        routes.append(Route(method: method, pattern: pattern))
    }

    /// Looks up a path (raw, dot segments already resolved) and a method. HEAD finds GET's handler.
    ///
    /// Segments are compared decoded. An encoded slash, and an empty segment, as in `//` or at the end, are part of no
    /// route: to other programs they may separate what they do not separate here.
    public func match(_ method: HTTPMethod, path: String) -> Match {
        guard path.utf8.first == UInt8(ascii: "/") else { return .notFound }
        var node = 0
        var values: [String] = []
        var rest = path.utf8.dropFirst()
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
            guard let text = Self.decoded(rest[..<end]), !text.isEmpty else { return .notFound }
            if let next = nodes[node].literals[text] {
                node = next
            } else if let next = nodes[node].named {
                values.append(text)
                node = next
            } else {
                return .notFound
            }
            guard end < rest.endIndex else { break }
            rest = rest[rest.index(after: end)...]
            // A slash at the end begins one more segment, an empty one.
            if rest.isEmpty { return .notFound }
        }
        return nodes[node].match(method, values)
    }

    private static func decoded(_ segment: Substring.UTF8View) -> String? {
        let text = String(Substring(segment))
        return segment.contains(UInt8(ascii: "%")) ? PercentDecoding.segment(text) : text
    }
}
