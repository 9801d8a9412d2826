/// A representation together with the ETag of its version, to guard a change with `If-Match`.
@dynamicMemberLookup
public struct Versioned<Value: Sendable>: Sendable {
    /// The representation.
    public let value: Value
    /// Nil if the server sent none.
    public let etag: String?

    /// A member of the value.
    public subscript<Member>(dynamicMember member: KeyPath<Value, Member>) -> Member { value[keyPath: member] }
}

extension Versioned: Equatable where Value: Equatable {}
