internal import HTTPWire

/// Sends answers that are text and not small as gzip to those who take it (RFC 9110 §8.4, §12.5.3).
///
/// A body that is long or made as it goes is packed as a stream, piece by piece. Left alone are bodies that come from files
/// or were announced with their length, parts (206), what is coded already, and what would not become smaller; and long ones
/// for HTTP/1.0, where a body without a known length ends with its connection. The plain and the packed answer have
/// different entity tags (§8.8.3.3); whoever evaluates `If-Match` accepts both, through `EntityTag.coded`. `Vary` is on
/// both, and on the 304 that stands for either.
public struct Compression: Sendable {
    /// Bodies from this size on, in bytes. Smaller ones fit into a packet either way.
    public var minimumSize = 1_024
    /// Bodies up to this size, in bytes, are packed at once: it happens on the loop, about 5 ms for a quarter of a
    /// megabyte. Longer ones are streamed, with turns for other connections in between.
    public var maximumSize = 262_144
    /// zlib's level. 4 packs JSON to within a few percent of 6 in half the time.
    public var level: Int32 = 4

    /// The defaults.
    public init() {}

    /// The responder with its answers packed.
    public func wrap(_ responder: @escaping Responder) -> Responder {
        let packer = Packer(settings: self)
        return { request in
            var response = await responder(request)
            packer.pack(&response, for: request)
            return response
        }
    }

    /// Whether answers of this type are worth packing: text, JSON, XML and the like. Media are packed already.
    static func isWorthwhile(type: String) -> Bool {
        let essence = type.prefix { $0 != ";" && $0 != " " }.lowercased()
        if essence.hasPrefix("text/") { return essence != "text/event-stream" }
        return ["json", "xml", "yaml", "javascript"].contains { essence.hasSuffix($0) }
    }

    /// Packs on one loop, with one piece of zlib's state that all its requests share. Loop only.
    private final class Packer: @unchecked Sendable {
        private let settings: Compression
        private var deflater: Deflater?

        init(settings: Compression) {
            self.settings = settings
        }

        func pack(_ response: inout Response, for request: Request) {
            if response.status == .notModified {
                response.fields.append("Accept-Encoding", toList: .vary)
                adoptTag(&response, for: request)
                return
            }
            guard isPackable(response.body), response.status != .partialContent,
                !response.fields.contains(.contentEncoding), !response.fields.contains(.contentRange),
                let type = response.fields[.contentType], Compression.isWorthwhile(type: type)
            else { return }
            response.fields.append("Accept-Encoding", toList: .vary)
            guard Self.wantsGzip(request), let body = packed(response.body, for: request) else { return }
            response.body = body
            response.fields.set(.contentEncoding, "gzip")
            // What counts or sums the plain bytes is no longer true of these.
            response.fields.remove(.acceptRanges)
            response.fields.remove(.contentMD5)
            response.fields.remove(.contentDigest)
            response.fields.remove(.reprDigest)
            if let text = response.fields[.etag], let tag = EntityTag(text) {
                response.fields.set(.etag, FieldValue(tag.coded(.gzip)))
            }
        }

        /// A 304 names the tag of what the client holds (RFC 9110 §15.4.5): the packed one's, if it asked by that.
        private func adoptTag(_ response: inout Response, for request: Request) {
            guard let text = response.fields[.etag], let tag = EntityTag(text) else { return }
            let coded = tag.coded(.gzip)
            guard request.head.combinedValue(.ifNoneMatch)?.contains(coded.text) == true else { return }
            response.fields.set(.etag, FieldValue(coded))
        }

        private func isPackable(_ body: ResponseBody) -> Bool {
            switch body {
            case .bytes(let bytes): bytes.count >= settings.minimumSize
            case .stream(let length, _): length == nil
            case .none, .file: false
            }
        }

        /// nil for a body that would not become smaller, or would cost an HTTP/1.0 client its connection.
        private func packed(_ body: ResponseBody, for request: Request) -> ResponseBody? {
            let level = settings.level
            switch body {
            case .bytes(let bytes) where bytes.count <= settings.maximumSize:
                guard let packed = packed(bytes), packed.count < bytes.count else { return nil }
                return .bytes(packed)
            case .bytes where request.head.version == .http10:
                return nil
            case .bytes(let bytes):
                return .stream(length: nil) { writer in
                    try await writer.pack(level: level) { writer in try await writer.write(bytes) }
                }
            case .stream(_, let produce):
                return .stream(length: nil) { writer in try await writer.pack(level: level, produce) }
            case .none, .file:
                return nil
            }
        }

        private func packed(_ body: [UInt8]) -> [UInt8]? {
            do throws(GzipError) {
                if let deflater { return try deflater.gzip(body) }
                let made = try Deflater(level: settings.level)
                deflater = made
                return try made.gzip(body)
            } catch {
                // Without memory for it the answer goes out plain, which every client takes.
                return nil
            }
        }

        /// A range counts bytes of the plain representation: it is never packed (RFC 9110 §14.2).
        private static func wantsGzip(_ request: Request) -> Bool {
            request.head.contains(.acceptEncoding) && !request.head.contains(.range)
                && ContentCoding.negotiate(acceptEncoding: request.head.combinedValue(.acceptEncoding)) == .gzip
        }
    }
}
