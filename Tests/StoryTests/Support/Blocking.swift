import Threads

/// The threads that tests block on children and sockets: never those of Swift's tasks, of which there are only as many
/// as cores and which the other tests need.
private let threads = Result { try ThreadPool(named: "story", count: 4) }

/// Runs a body that blocks.
func blocking<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await threads.get().run(body)
}
