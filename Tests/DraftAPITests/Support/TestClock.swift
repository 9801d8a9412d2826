import DraftModel
import Synchronization

/// A clock that stands still until the test moves it.
final class TestClock: Sendable {
    private let milliseconds: Mutex<Int64>

    /// 2026-11-22T12:00:00Z.
    init(_ start: Int64 = 1_795_348_800_000) { milliseconds = Mutex(start) }

    var now: Timestamp { Timestamp(millisecondsSince1970: milliseconds.withLock { $0 }) }
    func advance(_ duration: Milliseconds) { milliseconds.withLock { $0 += duration.count } }
    var clock: Clock { Clock { self.now } }
}
