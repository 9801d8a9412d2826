internal import HTTPWire

/// Content types of files by their extension, for the files that a web page of ours is made of.
enum MediaTypes {
    private static let byExtension: [String: FieldValue] = [
        "css": "text/css; charset=utf-8",
        "html": "text/html; charset=utf-8",
        "ico": "image/x-icon",
        "jpg": "image/jpeg",
        "js": "text/javascript; charset=utf-8",
        "json": "application/json",
        "md": "text/markdown; charset=utf-8",
        "mp4": "video/mp4",
        "png": "image/png",
        "svg": "image/svg+xml",
        "txt": "text/plain; charset=utf-8",
        "webmanifest": "application/manifest+json",
        "webp": "image/webp",
        "woff2": "font/woff2",
        "yaml": "application/yaml",
    ]

    /// The type of a file name, `application/octet-stream` for extensions that are not known.
    static func type(of name: String) -> FieldValue {
        guard let dot = name.lastIndex(of: ".") else { return "application/octet-stream" }
        return byExtension[name[name.index(after: dot)...].lowercased()] ?? "application/octet-stream"
    }
}
