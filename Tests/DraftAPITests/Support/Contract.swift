import Foundation
import JSON
import Testing
import Yams

/// The contract, read from the file that the server serves, as JSON.
struct Contract: Sendable {
    /// One method of one path.
    struct Operation: Sendable, Hashable, CustomTestStringConvertible {
        let method: String
        let path: String
        var testDescription: String { "\(method) \(path)" }
    }

    /// The contract as it is in the repository.
    static let shared = Result { try Contract() }

    private let document: JSONValue
    /// Every operation with its description.
    let operations: [Operation: JSONValue]
    /// The codes that the page of problems explains: of problems, and of fields.
    let explained: Set<String>

    /// The repository.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        .standardizedFileURL

    /// The path of a file of the repository.
    static func path(of name: String) -> String { root.appending(path: name).path() }

    private init() throws {
        let text = try String(contentsOf: Self.root.appending(path: "openapi.yaml"), encoding: .utf8)
        document = Self.json(try Yams.load(yaml: text))
        var operations: [Operation: JSONValue] = [:]
        for path in document["paths"]?.object?.members ?? [] {
            for method in path.value.object?.members ?? [] where method.key != "parameters" {
                operations[Operation(method: method.key.uppercased(), path: path.key)] = method.value
            }
        }
        self.operations = operations
        let page = try String(contentsOf: Self.root.appending(path: "Public/problems.html"), encoding: .utf8)
        explained = Set(page.matches(of: #/<code>([a-z_]+)<\/code>/#).map { String($0.1) })
    }

    private static func json(_ value: Any?) -> JSONValue {
        switch value {
        case let bool as Bool: .bool(bool)
        case let number as Int: .number(JSONNumber(Int64(number)))
        case let number as Double: .number(JSONNumber(number))
        case let text as String: .string(text)
        case let array as [Any]: .array(array.map(json))
        case let object as [String: Any]:
            .object(
                object.sorted { $0.key < $1.key }.reduce(into: JSONObject()) { $0[$1.key] = json($1.value) })
        default: .null
        }
    }

    /// The operation that a request is one of. HEAD is described by GET, unless it is something of its own.
    func operation(_ method: String, _ target: String) -> Operation? {
        described(method, target) ?? (method == "HEAD" ? described("GET", target) : nil)
    }

    private func described(_ method: String, _ target: String) -> Operation? {
        guard !target.hasSuffix("/") else { return nil }
        let path = target.prefix { $0 != "?" }.split(separator: "/")
        let candidates = operations.keys.filter { operation in
            let pattern = operation.path.split(separator: "/")
            return operation.method == method && pattern.count == path.count
                && zip(pattern, path).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
        }
        // A literal segment wins over a named one.
        return candidates.min { $0.path.count(where: { $0 == "{" }) < $1.path.count(where: { $0 == "{" }) }
    }

    /// What in an answer is not as the contract says.
    func violations(in answer: Answer, to operation: Operation, isHead: Bool = false) -> [String] {
        let name = "\(operation.testDescription) \(answer.status)"
        guard let responses = operations[operation]?["responses"] else { return ["\(name): no such operation"] }
        let described = responses[String(answer.status)]
        // Only what can happen to any request at all may be left to `default`.
        let isGeneral = [400, 405, 408, 500, 503].contains(answer.status)
        guard let response = resolved(described ?? (isGeneral ? responses["default"] : nil)) else {
            return ["\(name) is not described"]
        }
        guard let content = response["content"]?.object else {
            return answer.body.isEmpty ? [] : ["\(name) has a body"]
        }
        let type = answer["content-type"]?.split(separator: ";").first.map { String($0) } ?? "none"
        guard let media = content[type] ?? content["*/*"] else { return ["\(name) is of type \(type)"] }
        guard type.hasSuffix("json"), !isHead else { return [] }
        guard let json = try? answer.json else { return ["\(name) is no JSON: \(answer.text)"] }
        return violations(in: json, schema: media["schema"] ?? .null).map { "\(name): \($0)" }
    }

    /// The value of an example with its schema, and where it stands.
    func examples() -> [(name: String, value: JSONValue, schema: JSONValue)] {
        var found: [(name: String, value: JSONValue, schema: JSONValue)] = []
        func add(_ name: String, _ media: JSONValue?) {
            guard let media = resolved(media), let schema = media["schema"] else { return }
            for example in media["examples"]?.object?.members ?? [] {
                if let value = resolved(example.value)?["value"] {
                    found.append(("\(name) \(example.key)", value, schema))
                }
            }
            if let example = media["example"] { found.append((name, example, schema)) }
        }
        for (operation, description) in operations {
            let name = operation.testDescription
            for type in resolved(description["requestBody"])?["content"]?.object?.members ?? [] {
                add("\(name) \(type.key)", type.value)
            }
            for parameter in description["parameters"]?.array ?? [] {
                add("\(name) \(resolved(parameter)?["name"]?.string ?? "")", parameter)
            }
            for response in description["responses"]?.object?.members ?? [] {
                for type in resolved(response.value)?["content"]?.object?.members ?? [] {
                    add("\(name) \(response.key) \(type.key)", type.value)
                }
                for field in resolved(response.value)?["headers"]?.object?.members ?? [] {
                    add("\(name) \(response.key) \(field.key)", field.value)
                }
            }
        }
        for parameter in document["components"]?["parameters"]?.object?.members ?? [] {
            add("parameter \(parameter.key)", parameter.value)
        }
        return found.sorted { $0.name < $1.name }
    }

    /// A schema by its name.
    func schema(_ name: String) -> JSONValue { document["components"]?["schemas"]?[name] ?? .null }

    /// Follows references.
    func resolved(_ value: JSONValue?) -> JSONValue? {
        guard let reference = value?["$ref"]?.string else { return value }
        var target: JSONValue? = document
        for name in reference.dropFirst(2).split(separator: "/") { target = target?[String(name)] }
        return resolved(target)
    }
}
