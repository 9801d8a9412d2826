import JSON
import Synchronization
import Testing

extension TestService {
    typealias Fields = KeyValuePairs<String, String>

    func get(
        _ target: String, as person: Person? = nil, _ fields: Fields = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        try await send("GET", target, as: person, fields, sourceLocation: sourceLocation)
    }

    func post(
        _ target: String, as person: Person? = nil, _ fields: Fields = [:], json: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        try await send("POST", target, as: person, fields, json: json, sourceLocation: sourceLocation)
    }

    func patch(
        _ target: String, as person: Person? = nil, _ fields: Fields = [:], json: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        try await send("PATCH", target, as: person, fields, json: json, sourceLocation: sourceLocation)
    }

    func put(
        _ target: String, as person: Person? = nil, _ fields: Fields = [:], json: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        try await send("PUT", target, as: person, fields, json: json, sourceLocation: sourceLocation)
    }

    func delete(
        _ target: String, as person: Person? = nil, _ fields: Fields = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        try await send("DELETE", target, as: person, fields, sourceLocation: sourceLocation)
    }

    /// Sends one request on a connection of its own, and holds the answer against the contract.
    func send(
        _ method: String, _ target: String, as person: Person? = nil, _ fields: Fields = [:], json: String? = nil,
        bytes: [UInt8]? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        try await send(
            method, target, as: person, lines: fields.map { ($0.key, $0.value) }, json: json, bytes: bytes,
            sourceLocation: sourceLocation)
    }

    /// As `send`, with fields that were put together.
    func send(
        _ method: String, _ target: String, as person: Person?, lines fields: [(key: String, value: String)],
        json: String? = nil, bytes: [UInt8]? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        var lines = ["\(method) \(target) HTTP/1.1", "Host: localhost", "Connection: close"]
        if let person { lines.append("Authorization: Bearer \(person.token)") }
        let names = fields.map { $0.key.lowercased() }
        let body = bytes ?? json.map { Array($0.utf8) }
        if json != nil, !names.contains("content-type") { lines.append("Content-Type: application/json") }
        lines += fields.map { "\($0.key): \($0.value)" }
        if let body { lines.append("Content-Length: \(body.count)") }
        let head = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
        let answer = try await exchange(head + (body ?? []), isHead: method == "HEAD")
        try expectContract(answer, method, target, sourceLocation)
        return answer
    }

    /// Sends bytes as they are on a connection of its own and reads one answer.
    func exchange(_ bytes: [UInt8], isHead: Bool = false, thenFinish: Bool = false) async throws -> Answer {
        try await Wire.blocking { [port] in
            let wire = try Wire(port: port)
            try wire.send(bytes)
            if thenFinish { wire.finishSending() }
            var reader = AnswerReader(wire: wire)
            return try reader.next(isHead: isHead)
        }
    }

    private func expectContract(
        _ answer: Answer, _ method: String, _ target: String, _ sourceLocation: SourceLocation
    ) throws {
        let contract = try Contract.shared.get()
        guard let operation = contract.operation(method, target) else { return }
        asked.withLock { if (200..<300).contains(answer.status) { _ = $0.insert(operation) } }
        let violations = contract.violations(in: answer, to: operation, isHead: method == "HEAD")
        #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))", sourceLocation: sourceLocation)
        // What every problem promises.
        guard answer.status >= 400, method != "HEAD" else { return }
        #expect(answer["content-type"] == "application/problem+json", sourceLocation: sourceLocation)
        let problem = try answer.json
        #expect(problem["status"]?.int64 == Int64(answer.status), sourceLocation: sourceLocation)
        #expect(problem["type"]?.string == "/problems.html#\(answer.code ?? "")", sourceLocation: sourceLocation)
        for code in answer.fieldErrors.compactMap({ $0.split(separator: " ").last }) {
            #expect(
                contract.explained.contains(String(code)), "\(code) is not explained", sourceLocation: sourceLocation)
        }
        #expect((problem["detail"]?.string ?? "").count > 10, sourceLocation: sourceLocation)
    }
}
