/// An operation on its way through the writer, whatever its result's type.
class PendingWrite: @unchecked Sendable {
    // Unchecked, because a subclass keeps the result between `run` and `finish`: only the writer's thread calls them,
    // one after the other.

    /// Runs the operation and keeps its result. False if it failed.
    func run(in transaction: borrowing Transaction) -> Bool { false }

    /// Answers the caller: with the kept result, or with what became of the whole batch.
    func finish(batchFailure: StoreError?) {}
}

final class PendingOperation<Value: Sendable>: PendingWrite, @unchecked Sendable {
    private let operation: @Sendable (borrowing Transaction) throws -> Value
    private let continuation: CheckedContinuation<Value, any Error>
    private var result: Result<Value, any Error>?

    init(
        _ operation: @escaping @Sendable (borrowing Transaction) throws -> Value,
        continuation: CheckedContinuation<Value, any Error>
    ) {
        self.operation = operation
        self.continuation = continuation
    }

    override func run(in transaction: borrowing Transaction) -> Bool {
        do {
            result = .success(try operation(transaction))
            return true
        } catch {
            result = .failure(error)
            return false
        }
    }

    override func finish(batchFailure: StoreError?) {
        // A failed batch fails its failed operations alike: what they failed on may never have been committed.
        if let batchFailure {
            continuation.resume(throwing: batchFailure)
        } else {
            continuation.resume(with: result ?? .failure(StoreError(.failed, cause: "the operation never ran")))
        }
    }
}
