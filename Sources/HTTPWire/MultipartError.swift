/// Why a multipart body cannot be read. To be answered with 400.
public struct MultipartError: Error, Sendable, Hashable {
    /// What is wrong.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// Content-Type must be multipart/form-data with a boundary of 1 to 70 characters.
        case badBoundary = "bad_boundary"
        /// Too much text precedes the first boundary.
        case preambleTooLong = "preamble_too_long"
        /// A boundary is followed by neither a new line nor two hyphens.
        case badDelimiter = "bad_delimiter"
        /// The head of a part is malformed or too large.
        case badPartHead = "bad_part_head"
        /// Each part needs Content-Disposition: form-data with a name.
        case missingPartName = "missing_part_name"
        /// The body has too many parts.
        case tooManyParts = "too_many_parts"
        /// The body ends before its closing boundary.
        case incompleteMultipart = "incomplete_multipart"
    }

    /// What is wrong. The raw value is a stable code.
    public let code: Code

    init(_ code: Code) { self.code = code }

    /// What is wrong and what to do, in one English sentence.
    public var detail: String {
        switch code {
        case .badBoundary: "Content-Type must be multipart/form-data with a boundary of 1 to 70 characters."
        case .preambleTooLong: "Too much text precedes the first boundary. Begin the body with it."
        case .badDelimiter: "A boundary is followed by neither a new line nor two hyphens."
        case .badPartHead: "The head of a part is malformed or too large."
        case .missingPartName: "Each part needs Content-Disposition: form-data with a name."
        case .tooManyParts: "The body has too many parts. Send fewer."
        case .incompleteMultipart: "The body ends before its closing boundary. Send it again, whole."
        }
    }
}

extension MultipartError: CustomStringConvertible {
    /// The code and what to do.
    public var description: String { "\(code.rawValue): \(detail)" }
}
