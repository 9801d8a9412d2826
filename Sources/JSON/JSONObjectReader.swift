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
    /// The names asked for so far, in order and perhaps repeated: those a client may use.
    private var known: [String] = []
    /// Of each member, whether it was asked for.
    private var wasRead: [Bool]

    /// How many problems are told at most: a body of 100,000 wrong members must not make a greater answer.
    private static let maximumErrors = 50

    /// Reads `value`, which must be an object; if it is not, that is the one error.
    public init(_ value: JSONValue, path: String = "") {
        self.path = path
        if case .object(let object) = value {
            self.object = object
            isObject = true
            wasRead = Array(repeating: false, count: object.count)
        } else {
            object = JSONObject()
            isObject = false
            wasRead = []
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
        guard let position = remember(key) else { return nil }
        return object.members[position].value
    }

    /// Records a problem with a member that the caller found.
    public mutating func refuse(_ key: String, code: String, detail: String) {
        _ = remember(key)
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
        guard wasRead.contains(false) else { return }
        var names: [String] = []
        for name in known where !names.contains(name) { names.append(name) }
        let knownNames = names.isEmpty ? "It has no members." : "Known are: \(names.joined(separator: ", "))."
        for (member, wasRead) in zip(object.members, wasRead) where !wasRead {
            guard errors.count < Self.maximumErrors else { return }
            errors.append(
                JSONFieldError(
                    path: JSONPointer.appending(member.key, to: path), code: "unknown_field",
                    detail: "There is no member \"\(member.key.prefix(40))\" here. \(knownNames)"))
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

    /// Notes that a client may use the name. Returns the member's place, if it did.
    private mutating func remember(_ key: String) -> Int? {
        known.append(key)
        guard let position = object.position(of: key) else { return nil }
        wasRead[position] = true
        return position
    }
}
