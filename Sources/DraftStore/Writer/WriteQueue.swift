internal import Crypto
internal import Threads

/// What waits for the writer's thread.
final class WriteQueue: Sendable {
    /// One round of the writer.
    struct Batch {
        var writes: [PendingWrite] = []
        /// Blobs whose last holder has let go of them.
        var releasedBlobs: [Digest256] = []
    }

    private struct Waiting {
        var writes: [PendingWrite] = []
        var releasedBlobs: [Digest256] = []
        var isClosed = false
    }

    private let waiting = Condition(Waiting())

    /// False if the queue is closed, and the write will never run.
    func append(_ write: PendingWrite) -> Bool {
        waiting.signal { waiting in
            guard !waiting.isClosed else { return false }
            waiting.writes.append(write)
            return true
        }
    }

    func append(releasedBlob digest: Digest256) {
        waiting.signal { waiting in
            // After the end, the sweep of the next start looks after it.
            if !waiting.isClosed { waiting.releasedBlobs.append(digest) }
        }
    }

    /// Everything that waits, up to `limit` writes; sleeps until there is something. Nil when the queue is closed and
    /// empty.
    func next(limit: Int) -> Batch? {
        waiting.wait { waiting -> Batch?? in
            if waiting.writes.isEmpty, waiting.releasedBlobs.isEmpty { return waiting.isClosed ? .some(nil) : nil }
            var batch = Batch()
            swap(&batch.releasedBlobs, &waiting.releasedBlobs)
            if waiting.writes.count <= limit {
                swap(&batch.writes, &waiting.writes)
            } else {
                batch.writes = Array(waiting.writes.prefix(limit))
                waiting.writes.removeFirst(limit)
            }
            return batch
        }
    }

    /// How many writes wait now.
    var count: Int { waiting.wait { $0.writes.count } }

    /// Takes in nothing more; what waits is still done.
    func close() { waiting.broadcast { $0.isClosed = true } }
}
