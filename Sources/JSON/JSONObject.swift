/// The members of a JSON object, in the order they were written, each name once.
///
/// Names are equal when they are canonically equivalent Unicode, as Swift strings are: two names that look the same
/// to a person are one name.
public struct JSONObject: Sendable, Hashable {
    /// One member: a name and its value.
    public struct Member: Sendable, Hashable {
        public let key: String
        public var value: JSONValue

        public init(key: String, value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// The members in order.
    public private(set) var members: [Member] = []

    /// Where each name is, kept only once a linear search would cost more than hashing.
    /// Without it, a body of 100,000 names would take quadratic time.
    private var index: [String: Int]?

    /// The number of members up to which searching the array beats hashing.
    private static let linearSearchLimit = 16

    /// An object without members.
    public init() {}

    public var count: Int { members.count }
    public var isEmpty: Bool { members.isEmpty }

    /// The names in order.
    public var keys: [String] { members.map(\.key) }

    /// The value of a member. Setting a value keeps the member's place, or appends it; setting `nil` removes it.
    public subscript(_ key: String) -> JSONValue? {
        get {
            position(of: key).map { members[$0].value }
        }
        set {
            guard let newValue else {
                removeValue(forKey: key)
                return
            }
            if let position = position(of: key) {
                members[position].value = newValue
            } else {
                append(Member(key: key, value: newValue))
            }
        }
    }

    /// Removes a member, if there is one, in time linear in the number of members. Returns its value.
    @discardableResult
    public mutating func removeValue(forKey key: String) -> JSONValue? {
        guard let position = position(of: key) else { return nil }
        let removed = members.remove(at: position)
        if index != nil { rebuildIndex() }
        return removed.value
    }

    /// Adds a member unless its name is taken. Returns whether it was added.
    mutating func appendIfNew(_ member: Member) -> Bool {
        guard position(of: member.key) == nil else { return false }
        append(member)
        return true
    }

    /// The member's place in ``members``.
    func position(of key: String) -> Int? {
        if let index { return index[key] }
        return members.firstIndex { $0.key == key }
    }

    private mutating func append(_ member: Member) {
        members.append(member)
        if index != nil {
            index?[member.key] = members.count - 1
        } else if members.count > Self.linearSearchLimit {
            rebuildIndex()
        }
    }

    private mutating func rebuildIndex() {
        guard members.count > Self.linearSearchLimit else {
            index = nil
            return
        }
        var rebuilt: [String: Int] = [:]
        rebuilt.reserveCapacity(members.count * 2)
        for (position, member) in members.enumerated() { rebuilt[member.key] = position }
        index = rebuilt
    }
}

extension JSONObject {
    /// Two objects are equal when they have the same members, in any order (RFC 8259 §4: an object is unordered).
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.count == right.count else { return false }
        return left.members.allSatisfy { right[$0.key] == $0.value }
    }

    /// Hashes the members without regard to their order.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(count)
        var combined = 0
        for member in members {
            var memberHasher = Hasher()
            memberHasher.combine(member)
            combined ^= memberHasher.finalize()
        }
        hasher.combine(combined)
    }
}
