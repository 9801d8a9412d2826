import DraftModel
import Testing

@testable import Media

/// The beginning of a file, and what it is.
struct Beginning: Sendable, CustomTestStringConvertible {
    let what: String
    let bytes: [UInt8]
    let format: String?

    init(_ what: String, _ bytes: [UInt8], _ format: String?) {
        self.what = what
        self.bytes = bytes
        self.format = format
    }

    /// An ISO base media file of a brand.
    static func brand(_ brand: String, _ format: String?) -> Beginning {
        Beginning("brand \(brand)", [0, 0, 0, 24] + Array("ftyp\(brand)".utf8) + [0, 0, 2, 0], format)
    }

    static func riff(_ form: String, _ format: String?) -> Beginning {
        Beginning("RIFF \(form)", Array("RIFF".utf8) + [1, 2, 3, 4] + Array(form.utf8), format)
    }

    var testDescription: String { what }
}

@Suite("What a file is, by how it begins")
struct MediaFormatTests {
    private static let ebml: [UInt8] = [0x1a, 0x45, 0xdf, 0xa3]

    private static let beginnings: [Beginning] = [
        .brand("isom", "video video/mp4 mp4"), .brand("iso5", "video video/mp4 mp4"),
        .brand("mp42", "video video/mp4 mp4"),
        .brand("avc1", "video video/mp4 mp4"), .brand("qt  ", "video video/quicktime mov"),
        .brand("M4A ", "audio audio/mp4 m4a"), .brand("M4B ", "audio audio/mp4 m4a"),
        .brand("M4V ", "video video/x-m4v m4v"),
        .brand("heic", "image image/heic heic"), .brand("mif1", "image image/heic heic"),
        .brand("avif", "image image/avif avif"), .brand("3gp4", "video video/3gpp 3gp"),
        .brand("3gp5", "video video/3gpp 3gp"), .riff("WAVE", "audio audio/wav wav"),
        .riff("WEBP", "image image/webp webp"),
        .riff("AVI ", "video video/x-msvideo avi"), .riff("ACON", nil),
        Beginning("WebM", ebml + Array("....B\u{82}.webm".utf8), "video video/webm webm"),
        Beginning("Matroska", ebml + Array("....matroska".utf8), "video video/matroska mkv"),
        Beginning("EBML of something else", ebml + Array("....else".utf8), nil),
        Beginning("PNG", [0x89] + Array("PNG\r\n\u{1a}\n".utf8), "image image/png png"),
        Beginning("PNG through a text conversion", [0x89] + Array("PNG\n\u{1a}\n".utf8), nil),
        Beginning("JPEG", [0xff, 0xd8, 0xff, 0xe0], "image image/jpeg jpg"),
        Beginning("GIF87a", Array("GIF87a".utf8), "image image/gif gif"),
        Beginning("GIF89a", Array("GIF89a".utf8), "image image/gif gif"),
        Beginning("MP3 with a tag", Array("ID3\u{4}".utf8), "audio audio/mpeg mp3"),
        Beginning("MP3 without", [0xff, 0xfb, 0x90, 0x00], "audio audio/mpeg mp3"),
        Beginning("AAC", [0xff, 0xf1, 0x50, 0x80], "audio audio/aac aac"),
        Beginning("FLAC", Array("fLaC".utf8), "audio audio/flac flac"),
        Beginning("Ogg", Array("OggS".utf8), "audio audio/ogg ogg"),
        Beginning("nothing", [], nil), Beginning("one byte", [0xff], nil),
        Beginning("a box that breaks off", [0, 0, 0, 24] + Array("ftyp".utf8), nil),
        Beginning("another box", [0, 0, 0, 24] + Array("moovisom".utf8), nil),
        Beginning("text", Array("hello, world, this is text".utf8), nil),
        Beginning("HTML", Array("<!doctype html><script>".utf8), nil),
        Beginning("SVG", Array("<svg xmlns=\"http://www.w3.org/2000/svg\">".utf8), nil),
        Beginning("PDF", Array("%PDF-1.7".utf8), nil), Beginning("ZIP", Array("PK\u{3}\u{4}".utf8), nil),
        Beginning("ELF", [0x7f] + Array("ELF".utf8), nil), Beginning("set bits", [0xff, 0xff, 0xff, 0xff], nil),
        Beginning("UTF-16", [0xff, 0xfe, 0x68, 0x00], nil), Beginning("zeros", [UInt8](repeating: 0, count: 64), nil),
    ]

    @Test("kind, content type and extension", arguments: beginnings)
    func detect(_ beginning: Beginning) {
        let format = MediaFormat.detect(beginning.bytes)
        #expect(format.map { "\($0.kind.rawValue) \($0.contentType) \($0.fileExtension)" } == beginning.format)
        // What follows the beginning does not matter.
        let longer = MediaFormat.detect(beginning.bytes + [UInt8](repeating: 0x20, count: 100))
        if beginning.format != nil { #expect(longer == format) }
        #expect(beginning.bytes.count <= MediaFormat.prefixLength)
    }

    @Test("no beginning of any length is too short to be looked at", arguments: beginnings)
    func short(_ beginning: Beginning) {
        for count in 0...beginning.bytes.count { _ = MediaFormat.detect(Array(beginning.bytes.prefix(count))) }
    }
}
