internal import Glibc
internal import HTTPWire

/// The files of a folder, read once at start and served from memory, compressible ones as gzip too.
///
/// What is served was found by walking the folder; a request's path is only ever looked up among those names. Nothing a
/// client sends reaches the file system, so there is nothing to traverse.
public struct StaticFiles: Sendable {
    private struct File: Sendable {
        let plain: Content
        let gzipped: Content?
    }

    private var files: [String: File] = [:]

    /// No files.
    public init() {}

    /// Reads the files below `folder`; names that begin with a dot and links are left out.
    ///
    /// - Parameter makeTag: gives a file's entity tag from its bytes, without quotes.
    /// - Throws: `SystemError` when the folder or a file cannot be read, `GzipError`.
    public mutating func add(folder: String, at prefix: String = "/", makeTag: ([UInt8]) -> String) throws {
        guard let stream = unsafe opendir(folder) else { throw SystemError.last("opendir") }
        defer { unsafe closedir(stream) }
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name.hasPrefix(".") { continue }
            switch unsafe Int(entry.pointee.d_type) {
            case Int(DT_DIR): try add(folder: "\(folder)/\(name)", at: "\(prefix)\(name)/", makeTag: makeTag)
            case Int(DT_REG): try add(file: "\(folder)/\(name)", at: prefix + name, makeTag: makeTag)
            default: continue
            }
        }
    }

    /// Reads one file, to be served at `path`; `index.html` also at its folder's path.
    public mutating func add(file: String, at path: String, makeTag: ([UInt8]) -> String) throws {
        let bytes = try OpenFile(path: file).readAll()
        let type = MediaTypes.type(of: path)
        let tag = makeTag(bytes)
        let plainTag = EntityTag(strong: tag)
        let gzippedTag = plainTag.coded(.gzip)
        var plain = Content(source: .bytes(bytes), type: type, etag: plainTag)
        var gzipped: Content?
        if Compression.isWorthwhile(type: type.text) {
            let smaller = try Gzip.compress(bytes, level: 9)
            // Another coding is another representation, with a tag of its own (RFC 9110 §8.8.3.3).
            if smaller.count < bytes.count {
                var packed = Content(source: .bytes(smaller), type: type, etag: gzippedTag)
                packed.otherCodings = [plainTag]
                plain.otherCodings = [gzippedTag]
                gzipped = packed
            }
        }
        files[path] = File(plain: plain, gzipped: gzipped)
        if path.hasSuffix("/index.html") { files[String(path.dropLast(10))] = files[path] }
    }

    /// The paths that are served.
    public var paths: [String] { files.keys.sorted() }

    /// Answers a GET or HEAD for one of the files; nil when the path is none of theirs.
    public func response(to request: Request) -> Response? {
        guard let file = files[request.head.path] else { return nil }
        guard let gzipped = file.gzipped else { return file.plain.response(to: request) }
        let coding = ContentCoding.negotiate(acceptEncoding: request.head.combinedValue(.acceptEncoding))
        // A range counts bytes of one representation: it is always of the plain one (RFC 9110 §14.2).
        let sendsGzip = coding == .gzip && request.head.value(.range) == nil
        var response = (sendsGzip ? gzipped : file.plain).response(to: request)
        response.fields.set(.vary, "Accept-Encoding")
        if sendsGzip, response.status == .ok { response.fields.set(.contentEncoding, "gzip") }
        return response
    }
}

extension OpenFile {
    /// The whole file in memory, for small ones.
    ///
    /// - Throws: `SystemError` when reading fails.
    public func readAll() throws(SystemError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Int(clamping: size))
        var filled = 0
        while filled < bytes.count {
            let count = unsafe bytes.withUnsafeMutableBytes { bytes in
                unsafe pread(
                    descriptor, bytes.baseAddress.map { unsafe $0 + filled }, bytes.count - filled, off_t(filled))
            }
            if count == 0 { break }
            if count < 0 {
                if errno == EINTR { continue }
                throw SystemError(call: "pread", number: errno)
            }
            filled += count
        }
        bytes.removeLast(bytes.count - filled)
        return bytes
    }
}
