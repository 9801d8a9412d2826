/// Where random bytes come from. Passed in, so that a test can choose them.
public struct Randomness: Sendable {
    /// That many bytes; throws when the system has none to give.
    public var bytes: @Sendable (Int) throws -> [UInt8]

    public init(bytes: @escaping @Sendable (Int) throws -> [UInt8]) {
        self.bytes = bytes
    }
}

/// A source of randomness gave fewer bytes than were asked for.
public struct RandomnessExhausted: Error, Sendable {
    public init() {}
}
