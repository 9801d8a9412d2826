import Foundation

/// What an upload says about its file.
enum ContentTypes {
    /// The media type that usually goes with an extension; video for unknown ones, because the server looks for itself.
    static func guess(pathExtension: String) -> String {
        switch pathExtension.lowercased() {
        case "mp4", "m4v": "video/mp4"
        case "mov", "qt": "video/quicktime"
        case "webm": "video/webm"
        case "mkv": "video/matroska"
        case "mp3": "audio/mpeg"
        case "m4a", "aac": "audio/mp4"
        case "wav": "audio/wav"
        case "ogg", "opus": "audio/ogg"
        case "jpg", "jpeg": "image/jpeg"
        case "png": "image/png"
        case "gif": "image/gif"
        case "webp": "image/webp"
        case "heic": "image/heic"
        default: "video/mp4"
        }
    }

    /// A `Content-Disposition` that names a file: in ASCII for everybody, and as it is for those who know RFC 8187.
    static func attachment(named name: String) -> String {
        let plain = String(
            name.unicodeScalars.map { scalar in
                scalar.isASCII && scalar.value >= 0x20 && scalar.value != 0x7F && scalar != "\"" && scalar != "\\"
                    ? Character(scalar) : "_"
            })
        guard plain != name, let encoded = name.addingPercentEncoding(withAllowedCharacters: attributeCharacters) else {
            return "attachment; filename=\"\(plain)\""
        }
        return "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(encoded)"
    }

    /// RFC 8187 section 3.2.1, `attr-char`.
    private static let attributeCharacters = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&+-.^_`|~")
}
