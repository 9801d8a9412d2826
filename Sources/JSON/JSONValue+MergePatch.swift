extension JSONValue {
    /// The result of a JSON merge patch (RFC 7396 §2): members of the patch replace those of this value, `null` removes
    /// them, objects are merged member by member, and anything else replaces the whole.
    ///
    /// Takes time linear in the size of both.
    public func applyingMergePatch(_ patch: JSONValue) -> JSONValue {
        guard case .object(let changes) = patch else { return patch }
        let target = object ?? JSONObject()
        var result = JSONObject()
        for member in target.members {
            guard let change = changes[member.key] else {
                result[member.key] = member.value
                continue
            }
            if change != .null { result[member.key] = member.value.applyingMergePatch(change) }
        }
        for change in changes.members where change.value != .null && target[change.key] == nil {
            // Through an empty object even where nothing was, so that nulls within the patch are removed too.
            result[change.key] = JSONValue.null.applyingMergePatch(change.value)
        }
        return .object(result)
    }
}
