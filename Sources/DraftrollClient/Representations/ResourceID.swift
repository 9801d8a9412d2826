/// The id of a `Resource`: ids of different things are different types.
public struct ResourceID<Resource>: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral,
    CustomStringConvertible
{
    /// The id as the server writes it, for example `drf_…`.
    public let rawValue: String
    /// From the text that the server sends.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// From a literal.
    public init(stringLiteral value: String) { rawValue = value }
    /// The id as the server writes it.
    public var description: String { rawValue }
}
