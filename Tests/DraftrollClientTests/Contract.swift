import Foundation
import Testing
import Yams

/// The contract, read from the file that the server serves.
struct Contract {
    /// An example of an answer or a request, with the schema it is an example of.
    struct Example: Sendable, CustomTestStringConvertible {
        /// For example `get /v1/me 200 maya`.
        let name: String
        /// The schema's name, for example `Me`; nil if it is written in place.
        let schema: String?
        let json: Data
        var testDescription: String { name }
    }

    private let document: [String: Any]

    init() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../openapi.yaml")
        let text = try String(contentsOf: file.standardizedFileURL, encoding: .utf8)
        document = try #require(try Yams.load(yaml: text) as? [String: Any])
    }

    /// The examples of all answers in JSON.
    func answers() throws -> [Example] {
        try operations().flatMap { name, operation in
            try object(operation["responses"]).sorted { $0.key < $1.key }.flatMap { status, response in
                try examples("\(name) \(status)", content: try object(response)["content"])
            }
        }
    }

    /// The examples of all requests in JSON.
    func requests() throws -> [Example] {
        try operations().flatMap { name, operation in
            guard let body = operation["requestBody"] else { return [Example]() }
            return try examples(name, content: try object(body)["content"])
        }
    }

    private func operations() throws -> [(String, [String: Any])] {
        try object(document["paths"]).sorted { $0.key < $1.key }.flatMap { path, item in
            try object(item).filter { $0.key != "parameters" }.sorted { $0.key < $1.key }.map { method, operation in
                ("\(method) \(path)", try object(operation))
            }
        }
    }

    private func examples(_ name: String, content: Any?) throws -> [Example] {
        guard let content else { return [] }
        return try object(content).filter { $0.key.hasSuffix("json") }.sorted { $0.key < $1.key }.flatMap {
            type, media in
            let media = try object(media)
            let reference = (media["schema"] as? [String: Any])?["$ref"] as? String
            return try object(media["examples"]).map { key, example in
                Example(
                    name: "\(name) \(key)", schema: reference?.split(separator: "/").last.map { String($0) },
                    json: try JSONSerialization.data(withJSONObject: try #require(try object(example)["value"])))
            }
        }
    }

    /// An object, found by its reference if it is one.
    private func object(_ value: Any?) throws -> [String: Any] {
        let object = try #require(value as? [String: Any])
        guard let reference = object["$ref"] as? String else { return object }
        var target: Any? = document
        for name in reference.dropFirst(2).split(separator: "/") {
            target = (target as? [String: Any])?[String(name)]
        }
        return try self.object(target)
    }
}
