/// The values of a route's `{named}` segments, percent-decoded.
public struct PathParameters: Sendable {
    private var names: [String] = []
    private var values: [String] = []

    /// No parameters.
    public init() {}

    init(names: [String], values: [String]) {
        self.names = names
        self.values = values
    }

    /// The value of the segment with this name in the route's pattern.
    public subscript(name: String) -> String? {
        for (index, candidate) in names.enumerated() where candidate == name && index < values.count {
            return values[index]
        }
        return nil
    }

    /// The value of the segment with this name as a number or another type that can be read from text; nil where it is
    /// none. Answer 404 then: there is no such resource.
    public func value<Value: LosslessStringConvertible>(_ name: String, as type: Value.Type = Value.self) -> Value? {
        self[name].flatMap(Value.init)
    }
}
