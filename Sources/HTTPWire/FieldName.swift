/// A field name (RFC 9110 §5.1): a token, equal to another whatever the letter case. It keeps its spelling.
///
/// `Content_Length` is another name than `Content-Length`.
public struct FieldName: Sendable {
    enum Storage: Sendable {
        case known(KnownField)
        /// A name outside the table, as written and in lower case.
        case other(spelling: String, key: String)
    }

    let storage: Storage

    init(_ known: KnownField) { storage = .known(known) }

    /// The field of this name, nil if it is not a token (RFC 9110 §5.6.2).
    public init?(_ name: String) {
        let bytes = unsafe name.utf8.span.bytes
        let range = 0..<bytes.byteCount
        guard !range.isEmpty, bytes.all(in: .token, range) else { return nil }
        if let known = KnownFieldTable.shared.find(bytes, range) {
            storage = .known(known)
        } else {
            storage = .other(spelling: name, key: name.lowercased())
        }
    }

    /// The name as it is written.
    public var spelling: String {
        switch storage {
        case .known(let known): "\(known.spelling)"
        case .other(let spelling, _): spelling
        }
    }

    /// The entry of the table, nil for a name outside it.
    var known: KnownField? {
        if case .known(let known) = storage { known } else { nil }
    }
}

extension FieldName: Hashable {
    /// Whether both are the same name, letter case aside.
    public static func == (left: FieldName, right: FieldName) -> Bool {
        switch (left.storage, right.storage) {
        case (.known(let left), .known(let right)): left == right
        case (.other(_, let left), .other(_, let right)): left == right
        default: false
        }
    }

    /// Hashes the name, letter case aside.
    public func hash(into hasher: inout Hasher) {
        switch storage {
        case .known(let known): hasher.combine(known)
        case .other(_, let key): hasher.combine(key)
        }
    }
}

extension FieldName: CustomStringConvertible {
    /// The name as it is written.
    public var description: String { spelling }
}
