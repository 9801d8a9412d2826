/// Reads the members of one object and collects everything that is wrong with them, each with its JSON Pointer,
/// instead of stopping at the first.
///
/// Getters of required members return a stand-in (an empty string, 0, `false`) where the member is missing or wrong, so
/// that reading goes on; ``finish()`` then throws, so a stand-in is never used:
///
/// ```swift
/// var reader = JSONObjectReader(body)
/// let handle = reader.string("handle", length: 2...24)
/// let limit = reader.optionalInteger("storage_limit_bytes", in: 0...Int64.max)
/// try reader.finish()   // throws JSONFieldErrors: also for members nobody asked for
/// ```
///
/// An optional member that is `null` counts as absent.
public struct JSONObjectReader: Sendable {
    /// Where the object is, as a JSON Pointer (RFC 6901); empty for the whole text.
    public let path: String
    /// Everything found wrong so far.
    public private(set) var errors: [JSONFieldError] = []

    private let object: JSONObject
    /// False when there was no object to read: then members are not reported as missing one by one.
    private let isObject: Bool
    /// The names asked for so far, in order: those a client may use.
    private var known: [String] = []

    /// How many problems are told at most: a body of 100,000 wrong members must not make a greater answer.
    private static let maximumErrors = 50

    /// Reads `value`, which must be an object; if it is not, that is the one error.
    public init(_ value: JSONValue, path: String = "") {
        self.path = path
        if case .object(let object) = value {
            self.object = object
            isObject = true
        } else {
            object = JSONObject()
            isObject = false
            errors = [
                JSONFieldError(
                    path: path, code: "wrong_type", detail: "Expected an object, but this is \(value.kindInWords).")
            ]
        }
    }

    // MARK: Any member

    /// Whether the object has that member, be it `null`. Does not count as reading it.
    public func has(_ key: String) -> Bool { object[key] != nil }

    /// The member as it is, `null` too; nil when it is absent.
    public mutating func value(_ key: String) -> JSONValue? {
        remember(key)
        return object[key]
    }

    /// Records a problem with a member that the caller found.
    public mutating func refuse(_ key: String, code: String, detail: String) {
        remember(key)
        add([JSONFieldError(path: JSONPointer.appending(key, to: path), code: code, detail: detail)])
    }

    /// Adds problems found elsewhere, with paths of their own.
    public mutating func add(_ others: [JSONFieldError]) {
        errors.append(contentsOf: others.prefix(max(Self.maximumErrors - errors.count, 0)))
    }

    // MARK: The end

    /// Reports members that nobody asked for, and throws everything that was found wrong.
    public mutating func finish() throws(JSONFieldErrors) {
        reportUnread()
        if !errors.isEmpty { throw JSONFieldErrors(errors) }
    }

    /// Reports members that nobody asked for, by name, together with the names there are.
    mutating func reportUnread() {
        for member in object.members where !known.contains(member.key) {
            guard errors.count < Self.maximumErrors else { return }
            let names = known.isEmpty ? "It has no members." : "Known are: \(known.joined(separator: ", "))."
            errors.append(
                JSONFieldError(
                    path: JSONPointer.appending(member.key, to: path), code: "unknown_field",
                    detail: "There is no member \"\(member.key.prefix(40))\" here. \(names)"))
        }
    }

    // MARK: For the getters

    /// The member, or nil when it is absent or `null`.
    mutating func present(_ key: String) -> JSONValue? {
        guard let value = value(key), value != .null else { return nil }
        return value
    }

    /// The member, or nil, reported, when it is absent or `null`.
    mutating func required(_ key: String, _ expected: String) -> JSONValue? {
        if let value = present(key) { return value }
        if isObject {
            refuse(key, code: "missing_field", detail: "Expected \(expected), but the member is missing.")
        }
        return nil
    }

    mutating func refuseType(_ key: String, _ expected: String, _ value: JSONValue) {
        refuse(key, code: "wrong_type", detail: "Expected \(expected), but this is \(value.kindInWords).")
    }

    private mutating func remember(_ key: String) {
        if !known.contains(key) { known.append(key) }
    }
}
