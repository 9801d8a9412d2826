/// Something that happens at a time. Loop only.
protocol LoopTimer: AnyObject {
    /// Called once after the time it was scheduled for.
    func fire(now: Int64)
}

/// Timers by deadline: a binary heap.
///
/// Entries are never removed early. A connection keeps one entry and moves its own deadline, which costs nothing per
/// request; when the entry comes due too early, it is put back (see `Deadline`).
struct TimerHeap {
    private struct Entry {
        var deadline: Int64
        var timer: any LoopTimer
    }

    private var heap: [Entry] = []

    /// The time-out for `epoll_wait`: -1 without timers, otherwise milliseconds rounded up, at most a minute.
    func millisecondsUntilNext(now: Int64) -> Int32 {
        guard let first = heap.first else { return -1 }
        let wait = max(0, first.deadline &- now)
        return Int32(min(60_000, wait / 1_000_000 + 1))
    }

    mutating func insert(_ timer: any LoopTimer, at deadline: Int64) {
        heap.append(Entry(deadline: deadline, timer: timer))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].deadline < heap[parent].deadline else { break }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    mutating func popExpired(now: Int64) -> (any LoopTimer)? {
        guard let first = heap.first, first.deadline <= now else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            let left = 2 * parent + 1
            guard left < heap.count else { break }
            let right = left + 1
            let child = right < heap.count && heap[right].deadline < heap[left].deadline ? right : left
            guard heap[child].deadline < heap[parent].deadline else { break }
            heap.swapAt(child, parent)
            parent = child
        }
        return first.timer
    }
}

/// A deadline that can be moved or lifted at no cost, over a heap whose entries cannot.
///
/// At most one entry that matters is in the heap: the earliest one asked for. When it comes due, the deadline of that
/// moment decides whether to act, to go back into the heap, or to rest.
final class Deadline: LoopTimer {
    private unowned let loop: EventLoop
    private var entry: Int64?
    private var deadline: Int64?

    /// What happens when the deadline passes. The deadline is lifted first.
    var action: (() -> Void)?

    init(on loop: EventLoop) {
        self.loop = loop
    }

    /// Sets the deadline (monotonic nanoseconds), replacing the last one.
    func set(_ time: Int64) {
        deadline = time
        if let entry, entry <= time { return }
        entry = time
        loop.schedule(self, at: time)
    }

    func lift() {
        deadline = nil
    }

    func fire(now: Int64) {
        // An entry that a shorter one has overtaken comes due later and finds nothing of its own.
        guard let entry, entry <= now else { return }
        self.entry = nil
        guard let deadline else { return }
        if deadline > now {
            set(deadline)
        } else {
            self.deadline = nil
            action?()
        }
    }
}
