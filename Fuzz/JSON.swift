// JSON: what is accepted can be written, and what was written is read again as the same value. The first writing may
// round a number that no double holds; from then on nothing changes.

func fuzzJSON(_ bytes: [UInt8]) {
    guard let value = try? JSONValue.parse(bytes) else { return }
    guard let written = try? JSONValue.parse(value.serialized), let again = try? JSONValue.parse(written.serialized),
        again == written
    else { fatalError("\(String(decoding: value.serialized, as: UTF8.self)) is not read as it was written") }
    // RFC 7396 §2: applying a patch again changes nothing.
    let patched = JSONValue.null.applyingMergePatch(value)
    if patched.applyingMergePatch(value) != patched { fatalError("a patch that is applied again makes another value") }
}
