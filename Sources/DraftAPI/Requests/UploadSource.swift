internal import HTTPServer
internal import HTTPWire

/// The bytes of an uploaded file, out of a raw body or out of the part `file` of a form (RFC 7578).
struct UploadSource {
    private let body: RequestBody
    private var form: MultipartParser?
    /// Bytes of the form that are not yet understood.
    private var pending: [UInt8] = []
    private var isInFile = false
    private var hasFile = false
    /// The name that the client gives the file, without any path.
    private(set) var fileName: String?

    init(_ request: Request) throws(Problem) {
        body = request.body
        let type = request.head.value(.contentType).flatMap { ParameterizedValue($0) }
        if let type, type.value == "multipart/form-data", let field = request.head.value(.contentType) {
            form = try Self.parsing { () throws(MultipartError) in try MultipartParser(contentType: field) }
        } else {
            fileName = request.head.value(.contentDisposition).flatMap { ParameterizedValue($0) }?.fileName
        }
    }

    /// The next bytes of the file, nil at its end. An empty array is not the end.
    mutating func next(upTo maximum: Int) async throws -> [UInt8]? {
        guard form != nil else { return try await body.read(upTo: maximum) }
        while true {
            if !pending.isEmpty, let bytes = try takeFromForm() { return bytes }
            guard let more = try await body.read(upTo: maximum) else {
                try Self.parsing { [form] () throws(MultipartError) in try form?.finish() }
                guard hasFile else {
                    throw Problem(.malformedRequest, "The form has no part named `file`. Send the bytes in one.")
                }
                return nil
            }
            pending.append(contentsOf: more)
        }
    }

    /// Takes all steps that the pending bytes allow; file bytes on the way are returned.
    private mutating func takeFromForm() throws(Problem) -> [UInt8]? {
        var offset = 0
        var found: [UInt8] = []
        defer { pending.removeFirst(offset) }
        while offset < pending.count {
            let step = try step(at: offset)
            switch step {
            case .needMore(let consumed):
                offset += consumed
                return found.isEmpty ? nil : found
            case .partBegin(let part, _):
                isInFile = part.name == "file" && !hasFile
                if isInFile {
                    hasFile = true
                    fileName = part.fileName
                }
            case .data(let range, _):
                if isInFile {
                    found.append(contentsOf: pending[(offset + range.lowerBound)..<(offset + range.upperBound)])
                }
            case .partEnd:
                isInFile = false
            case .end:
                break
            }
            offset += step.consumed
        }
        return found.isEmpty ? nil : found
    }

    private mutating func step(at offset: Int) throws(Problem) -> MultipartStep {
        guard var parser = form else { return .end(consumed: pending.count - offset) }
        form = nil
        defer { form = parser }
        do throws(MultipartError) {
            return unsafe try parser.next(pending.span.bytes.extracting(offset..<pending.count))
        } catch {
            throw Problem(.malformedRequest, "The form cannot be read: \(error.detail)")
        }
    }

    private static func parsing<Result>(_ body: () throws(MultipartError) -> Result) throws(Problem) -> Result {
        do throws(MultipartError) {
            return try body()
        } catch {
            throw Problem(.malformedRequest, "The form cannot be read: \(error.detail)")
        }
    }
}
