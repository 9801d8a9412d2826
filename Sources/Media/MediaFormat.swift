public import DraftModel

/// What kind of file some bytes are, judged by how they begin. Names and declared types are not believed.
public struct MediaFormat: Sendable, Hashable {
    public let kind: MediaKind
    /// The registered content type (IANA media types).
    public let contentType: String
    /// The usual extension of the container, lower-case, without a dot.
    public let fileExtension: String

    init(_ kind: MediaKind, _ contentType: String, _ fileExtension: String) {
        self.kind = kind
        self.contentType = contentType
        self.fileExtension = fileExtension
    }

    /// How many bytes of the beginning are enough for `detect`.
    public static let prefixLength = 64

    /// The format of a file that begins with `bytes`; nil when it is no video, sound or picture that is known here.
    public static func detect(_ bytes: [UInt8]) -> MediaFormat? {
        isoMedia(bytes) ?? riff(bytes) ?? matroska(bytes) ?? signatures.first { bytes.starts(with: $0.prefix) }?.format
            ?? mpegAudio(bytes)
    }

    /// Width and height in the header of a PNG (ISO/IEC 15948 §11.2.2), in pixels; nil for anything else.
    public static func pngSize(_ bytes: [UInt8]) -> (width: Int, height: Int)? {
        guard bytes.count >= 24, bytes.starts(with: [0x89, 0x50, 0x4e, 0x47]), bytes[12..<16].elementsEqual("IHDR".utf8)
        else { return nil }
        func number(_ start: Int) -> Int { bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
        return (number(16), number(20))
    }

    private static let signatures: [(prefix: [UInt8], format: MediaFormat)] = [
        ([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], MediaFormat(.image, "image/png", "png")),
        ([0xff, 0xd8, 0xff], MediaFormat(.image, "image/jpeg", "jpg")),
        (Array("GIF87a".utf8), MediaFormat(.image, "image/gif", "gif")),
        (Array("GIF89a".utf8), MediaFormat(.image, "image/gif", "gif")),
        (Array("ID3".utf8), MediaFormat(.audio, "audio/mpeg", "mp3")),
        (Array("fLaC".utf8), MediaFormat(.audio, "audio/flac", "flac")),
        (Array("OggS".utf8), MediaFormat(.audio, "audio/ogg", "ogg")),
    ]

    /// ISO base media files: a box of type `ftyp` first, whose brand tells them apart (ISO/IEC 14496-12 §4.3).
    private static func isoMedia(_ bytes: [UInt8]) -> MediaFormat? {
        guard bytes.count >= 12, bytes[4..<8].elementsEqual("ftyp".utf8) else { return nil }
        let brand = String(decoding: bytes[8..<12], as: UTF8.self)
        switch brand {
        case "qt  ": return MediaFormat(.video, "video/quicktime", "mov")
        case "M4A ", "M4B ": return MediaFormat(.audio, "audio/mp4", "m4a")
        case "M4V ", "M4VH", "M4VP": return MediaFormat(.video, "video/x-m4v", "m4v")
        case "heic", "heix", "heim", "heis", "mif1": return MediaFormat(.image, "image/heic", "heic")
        case "avif", "avis": return MediaFormat(.image, "image/avif", "avif")
        case _ where brand.hasPrefix("3gp"): return MediaFormat(.video, "video/3gpp", "3gp")
        default: return MediaFormat(.video, "video/mp4", "mp4")
        }
    }

    private static func riff(_ bytes: [UInt8]) -> MediaFormat? {
        guard bytes.count >= 12, bytes.starts(with: "RIFF".utf8) else { return nil }
        switch String(decoding: bytes[8..<12], as: UTF8.self) {
        case "WAVE": return MediaFormat(.audio, "audio/wav", "wav")
        case "WEBP": return MediaFormat(.image, "image/webp", "webp")
        case "AVI ": return MediaFormat(.video, "video/x-msvideo", "avi")
        default: return nil
        }
    }

    /// Matroska and WebM: an EBML header that names its document type (RFC 8794 §11.2.4).
    private static func matroska(_ bytes: [UInt8]) -> MediaFormat? {
        guard bytes.starts(with: [0x1a, 0x45, 0xdf, 0xa3]) else { return nil }
        let header = String(decoding: bytes.prefix(prefixLength), as: UTF8.self)
        if header.contains("webm") { return MediaFormat(.video, "video/webm", "webm") }
        return header.contains("matroska") ? MediaFormat(.video, "video/matroska", "mkv") : nil
    }

    /// MPEG audio without a tag: eleven set bits begin each frame. Layer 0 is AAC in ADTS.
    private static func mpegAudio(_ bytes: [UInt8]) -> MediaFormat? {
        guard bytes.count >= 4, bytes[0] == 0xff, bytes[1] & 0xe0 == 0xe0, bytes[2] >> 4 != 0xf else { return nil }
        switch (bytes[1] >> 1) & 0b11 {
        case 0 where bytes[1] & 0xf6 == 0xf0: return MediaFormat(.audio, "audio/aac", "aac")
        case 1 where bytes[2] >> 2 & 0b11 != 0b11: return MediaFormat(.audio, "audio/mpeg", "mp3")
        default: return nil
        }
    }
}
