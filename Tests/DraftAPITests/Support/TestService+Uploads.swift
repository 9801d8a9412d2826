import Testing

// What a tus client does.
extension TestService {
    static let tus: Fields = ["Tus-Resumable": "1.0.0"]

    /// Begins an upload; returns its path.
    func beginUpload(of length: Int?, as person: Person, metadata: String? = nil) async throws -> String {
        var fields = [(key: "Tus-Resumable", value: "1.0.0")]
        fields.append(length.map { ("Upload-Length", String($0)) } ?? ("Upload-Defer-Length", "1"))
        if let metadata { fields.append(("Upload-Metadata", metadata)) }
        let answer = try await send("POST", "/v1/uploads", as: person, lines: fields)
        try #require(answer.status == 201, "\(answer.text)")
        #expect(answer["upload-offset"] == "0")
        return try #require(answer["location"])
    }

    /// Sends a part.
    func append(
        _ bytes: [UInt8], to upload: String, at offset: Int, as person: Person, method: String = "PATCH",
        _ fields: Fields = [:]
    ) async throws -> Answer {
        var lines = fields.map { (key: $0.key, value: $0.value) }
        lines.append(("Tus-Resumable", "1.0.0"))
        lines.append(("Content-Type", "application/offset+octet-stream"))
        lines.append(("Upload-Offset", String(offset)))
        return try await send(method, upload, as: person, lines: lines, bytes: bytes)
    }

    func head(_ upload: String, as person: Person) async throws -> Answer {
        try await send("HEAD", upload, as: person, Self.tus)
    }

    /// How many bytes HEAD says are there.
    func offset(of upload: String, as person: Person) async throws -> Int? {
        try await head(upload, as: person)["upload-offset"].flatMap { Int($0) }
    }
}
