/// One thing that is wrong with one member of a JSON text that is otherwise well-formed.
public struct JSONFieldError: Error, Sendable, Hashable {
    /// Where it is, as a JSON Pointer (RFC 6901), for example `/clips/0/start_ms`; empty for the whole text.
    public let path: String
    /// A stable name of the problem: `unknown_field`, `missing_field`, `wrong_type`, `out_of_range`, ….
    public let code: String
    /// What was expected, in a sentence.
    public let detail: String

    public init(path: String, code: String, detail: String) {
        self.path = path
        self.code = code
        self.detail = detail
    }
}

/// Everything that is wrong with the members of a JSON text; never empty when thrown.
public struct JSONFieldErrors: Error, Sendable, Hashable {
    public var errors: [JSONFieldError]

    public init(_ errors: [JSONFieldError]) {
        self.errors = errors
    }

    /// A single problem.
    public init(path: String, code: String, detail: String) {
        errors = [JSONFieldError(path: path, code: code, detail: detail)]
    }
}

/// JSON Pointers (RFC 6901).
public enum JSONPointer {
    /// The pointer to a member of what `path` points to. RFC 6901 §3: `~` is written `~0` and `/` is written `~1`.
    public static func appending(_ key: String, to path: String) -> String {
        guard key.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else {
            return "\(path)/\(key)"
        }
        var escaped = ""
        for scalar in key.unicodeScalars {
            switch scalar {
            case "~": escaped += "~0"
            case "/": escaped += "~1"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return "\(path)/\(escaped)"
    }
}
