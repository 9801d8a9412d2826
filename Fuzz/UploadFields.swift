// The fields of uploads (tus, digests), each as the value of a field that came through the parser; and what a file is,
// judged by its first bytes.

// What the fields' readers need of the modules that are left out here.
struct Problem: Error {
    enum Code { case malformedRequest, checksumMismatch, digestMismatch }
    let code: Code
    let detail: String
    init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }
    static let uploadTooLarge = Problem(.malformedRequest, "too large")
    static let notMedia = Problem(.malformedRequest, "not media")
}

let maximumUpload: Int64 = 4 << 30

enum BlobWriter {
    struct Facts {
        let digest: Digest256
        let md5: [UInt8]
    }
}

private func head(_ name: String, _ value: ArraySlice<UInt8>, _ more: String = "") -> RequestHead? {
    let bytes = Array("POST / HTTP/1.1\r\nHost: a\r\n\(more)\(name): ".utf8) + value + Array("\r\n\r\n".utf8)
    var parser = RequestParser()
    var head = RequestHead()
    // A value may hold a line end, and then more fields than this.
    guard unsafe (try? parser.parse(bytes.span.bytes, into: &head)) != nil else { return nil }
    return head
}

func fuzzUploadFields(_ bytes: [UInt8]) {
    if let head = head("Upload-Length", bytes[...]), let creation = try? UploadCreation(head) {
        guard let length = creation.length, length > 0, length <= maximumUpload else {
            fatalError("an upload of \(String(describing: creation.length)) bytes")
        }
    }
    if let head = head("Upload-Metadata", bytes[...], "Upload-Length: 5\r\n"), let creation = try? UploadCreation(head),
        let name = creation.fileName
    {
        let isName = ![".", "..", ""].contains(name) && name.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x2f && $0 != 0x5c }
        if !isName { fatalError("a file name that is none: \(name)") }
    }
    if let head = head("Upload-Offset", bytes[...]), let offset = try? head.count(.uploadOffset), offset < 0 {
        fatalError("an offset of \(offset)")
    }
    if let head = head("Upload-Checksum", bytes[...]) { _ = try? UploadChecksum(head) }
    if let head = head("Repr-Digest", bytes[...]) { _ = try? ExpectedDigests(head) }
    if let head = head("Content-MD5", bytes[...]) { _ = try? ExpectedDigests(head) }
    _ = MediaFormat.detect(bytes)
    if let size = MediaFormat.pngSize(bytes), size.width < 0 || size.height < 0 { fatalError("\(size)") }
}
