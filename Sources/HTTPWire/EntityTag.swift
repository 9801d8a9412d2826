/// An entity tag (RFC 9110 §8.8.3): what tells one representation of a resource from the next.
public struct EntityTag: Sendable, Hashable {
    /// What stands between the quotes.
    public let opaque: String
    /// Whether the tag only promises that the representations mean the same.
    public let isWeak: Bool

    /// A strong tag.
    ///
    /// - Parameter strong: What stands between the quotes: printable ASCII without a quote (etagc). Any other character
    ///   becomes `_`, so that a tag is always one that can be sent.
    public init(strong: String) {
        opaque = Self.sanitized(strong)
        isWeak = false
    }

    /// A weak tag. See `init(strong:)`.
    public init(weak: String) {
        opaque = Self.sanitized(weak)
        isWeak = true
    }

    private init(opaque: String, isWeak: Bool) {
        self.opaque = opaque
        self.isWeak = isWeak
    }

    /// Reads a single tag, quotes included; nil for anything that is not exactly one.
    public init?(_ text: String) {
        var list = EntityTagList(bytes: Array(text.utf8)[...])
        guard let tag = list.next(), list.isAtEnd else { return nil }
        self = tag
    }

    /// The tag of the same representation in a content coding, told apart from the tag of the plain one
    /// (RFC 9110 §8.8.3.3).
    public func coded(_ coding: ContentCoding) -> EntityTag {
        switch coding {
        case .identity: self
        case .gzip: EntityTag(opaque: opaque + "-gzip", isWeak: isWeak)
        }
    }

    /// Equal, and neither is weak (RFC 9110 §8.8.3.2).
    public func matchesStrongly(_ other: EntityTag) -> Bool { !isWeak && !other.isWeak && opaque == other.opaque }

    /// Equal whether weak or not (RFC 9110 §8.8.3.2).
    public func matchesWeakly(_ other: EntityTag) -> Bool { opaque == other.opaque }

    /// The tag as it is sent.
    public var text: String { isWeak ? "W/\"\(opaque)\"" : "\"\(opaque)\"" }

    private static func sanitized(_ text: String) -> String {
        guard !text.utf8.allSatisfy({ EntityTagList.isOpaque($0) && $0 < 0x80 }) else { return text }
        return String(decoding: text.utf8.map { EntityTagList.isOpaque($0) && $0 < 0x80 ? $0 : 0x5f }, as: UTF8.self)
    }

    fileprivate static func read(opaque: ArraySlice<UInt8>, isWeak: Bool) -> EntityTag {
        EntityTag(opaque: String(decoding: opaque, as: UTF8.self), isWeak: isWeak)
    }
}

extension EntityTag: CustomStringConvertible {
    /// The tag as it is sent.
    public var description: String { text }
}

extension FieldValue {
    /// The value of ETag.
    public init(_ tag: EntityTag) { self.init(unchecked: tag.text) }
}

/// Takes tags off the front of a list (RFC 9110 §5.6.1, §8.8.3). A comma may stand inside a tag.
struct EntityTagList {
    private var bytes: ArraySlice<UInt8>

    init(bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    /// Every tag of the list; nil if it is malformed.
    static func parse(_ text: String) -> [EntityTag]? {
        var list = EntityTagList(bytes: Array(text.utf8)[...])
        var tags: [EntityTag] = []
        while !list.skipSeparators() {
            guard let tag = list.next(), list.isAtSeparator else { return nil }
            tags.append(tag)
        }
        return tags
    }

    var isAtEnd: Bool { bytes.isEmpty }

    private var isAtSeparator: Bool {
        guard let byte = bytes.first(where: { !$0.isOptionalWhitespace }) else { return true }
        return byte == Byte.comma
    }

    /// etagc: printable ASCII but the quote, and obs-text.
    static func isOpaque(_ byte: UInt8) -> Bool { byte == 0x21 || (byte >= 0x23 && byte != 0x7f) }

    mutating func next() -> EntityTag? {
        let isWeak = bytes.starts(with: [0x57, Byte.slash])
        if isWeak { bytes.removeFirst(2) }
        guard bytes.first == Byte.quote else { return nil }
        bytes.removeFirst()
        guard let end = bytes.firstIndex(where: { !Self.isOpaque($0) }), bytes[end] == Byte.quote else { return nil }
        let opaque = bytes[..<end]
        bytes = bytes[(end + 1)...]
        return .read(opaque: opaque, isWeak: isWeak)
    }

    /// Skips white space and commas, empty elements included. Returns whether nothing follows.
    private mutating func skipSeparators() -> Bool {
        bytes = bytes.drop { $0.isOptionalWhitespace || $0 == Byte.comma }
        return bytes.isEmpty
    }
}
