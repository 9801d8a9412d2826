import DraftrollClient

/// A step that did not end as the story says.
struct StoryFailure: Error {
    let step: String
    let reason: String
}

/// Something in an answer that is not as it must be.
struct Unexpected: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Does one step of the story, and prints what came of it.
///
/// - Parameter work: Does it, and says in a line what was seen.
func step<Result>(_ name: String, _ work: () async throws -> (Result, says: String)) async throws -> Result {
    do {
        let (result, says) = try await work()
        print("\(Style.green("✓")) \(Style.bold(Text.fitted(name, 17)))\(says)")
        return result
    } catch {
        print("\(Style.red("✗")) \(Style.bold(name))")
        throw StoryFailure(step: name, reason: "\(error)")
    }
}

/// Throws unless a claim of the story is true.
func expect(_ claim: Bool, _ otherwise: @autoclosure () -> String) throws {
    guard claim else { throw Unexpected(otherwise()) }
}

/// Throws unless a request is refused with this code.
func expectRefusal<Value>(_ code: DraftrollError.Code, of what: String, _ request: () async throws -> Value)
    async throws
{
    do {
        _ = try await request()
    } catch let error as DraftrollError {
        guard error.code == code else {
            throw Unexpected("\(what) was to be refused with \(code.rawValue), but: \(error)")
        }
        return
    }
    throw Unexpected("\(what) was to be refused with \(code.rawValue), but it was allowed.")
}
