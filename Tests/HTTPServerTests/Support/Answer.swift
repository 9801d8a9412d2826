/// One answer as a client reads it.
struct Answer {
    /// Everything up to the empty line.
    let head: String
    let status: Int
    /// In lower case.
    let fields: [(name: String, value: String)]
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    var closes: Bool { self["connection"] == "close" }

    init(from client: Client, isHead: Bool) throws {
        head = try client.take(upTo: "\r\n\r\n")
        let lines = head.components(between: "\r\n")
        guard let first = lines.first, first.hasPrefix("HTTP/1.1 "), let status = Int(first.dropFirst(9).prefix(3))
        else {
            throw Client.Failure(description: "no status line: \(head)")
        }
        self.status = status
        let fields = lines.dropFirst().filter { !$0.isEmpty }.map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return (name: parts[0].lowercased(), value: parts.count > 1 ? String(parts[1].drop { $0 == " " }) : "")
        }
        self.fields = fields
        func value(_ name: String) -> String? { fields.first { $0.name == name }?.value }
        if isHead || status < 200 || status == 204 || status == 304 {
            body = []
        } else if let length = value("content-length").flatMap(Int.init) {
            body = try client.take(length)
        } else if value("transfer-encoding") == "chunked" {
            body = try Self.chunks(from: client)
        } else {
            body = try client.takeAll()
        }
    }

    private static func chunks(from client: Client) throws -> [UInt8] {
        var body: [UInt8] = []
        while true {
            let line = try client.take(upTo: "\r\n").dropLast()
            guard let size = Int(line, radix: 16) else { throw Client.Failure(description: "no chunk size: \(line)") }
            body += try client.take(size)
            guard try client.take(2) == Array("\r\n".utf8) else { throw Client.Failure(description: "no chunk end") }
            if size == 0 { return body }
        }
    }
}

extension String {
    fileprivate func components(between separator: Character) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
}
