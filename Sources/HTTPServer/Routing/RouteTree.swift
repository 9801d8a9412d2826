public import HTTPWire

/// The routes of a router as a tree of path segments, each node with a table of its literal children and at most one
/// `{named}` child. It knows routes by number alone: code that is not generic is compiled once, and well.
@usableFromInline
struct RouteTree: Sendable {
    @usableFromInline
    enum Match {
        case found(route: Int, PathParameters)
        case methodNotAllowed(allowed: [HTTPMethod])
        case notFound
    }

    private struct Endpoint: Sendable {
        let method: HTTPMethod
        let route: Int
        /// The names of the route's `{named}` segments.
        let names: [String]
    }

    private struct Node: Sendable {
        var literals: [String: Int] = [:]
        var named: Int?
        /// What the path that ends here offers, by method; a few at most.
        var endpoints: [Endpoint] = []

        func endpoint(_ method: HTTPMethod) -> Endpoint? { endpoints.first { $0.method == method } }

        var allowed: [HTTPMethod] {
            var allowed = endpoints.map(\.method)
            if endpoint(.get) != nil, endpoint(.head) == nil { allowed.append(.head) }
            if endpoint(.options) == nil { allowed.append(.options) }
            return allowed.sorted { $0.name < $1.name }
        }
    }

    private var nodes = [Node()]

    init() {}

    /// Adds a route. A second one for the same method and path is a programming error and stops the process at start.
    mutating func add(_ method: HTTPMethod, _ pattern: String, route: Int) {
        var node = 0
        var names: [String] = []
        for segment in pattern.split(separator: "/") {
            let isNamed = segment.hasPrefix("{")
            if isNamed { names.append(String(segment.dropFirst().dropLast())) }
            if let known = isNamed ? nodes[node].named : nodes[node].literals[String(segment)] {
                node = known
                continue
            }
            let new = nodes.count
            nodes.append(Node())
            if isNamed { nodes[node].named = new } else { nodes[node].literals[String(segment)] = new }
            node = new
        }
        precondition(nodes[node].endpoint(method) == nil, "\(method) \(pattern) is routed twice")
        nodes[node].endpoints.append(Endpoint(method: method, route: route, names: names))
    }

    @usableFromInline
    func match(_ method: HTTPMethod, path: String) -> Match {
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
        if let found = nodes[node].endpoint(method) ?? (method == .head ? nodes[node].endpoint(.get) : nil) {
            return .found(route: found.route, PathParameters(names: found.names, values: values))
        }
        return nodes[node].endpoints.isEmpty ? .notFound : .methodNotAllowed(allowed: nodes[node].allowed)
    }

    private static func decoded(_ segment: Substring.UTF8View) -> String? {
        let text = String(Substring(segment))
        return segment.contains(UInt8(ascii: "%")) ? PercentDecoding.segment(text) : text
    }
}
