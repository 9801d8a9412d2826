/// Something that happens at a time. Loop only.
protocol LoopTimer: AnyObject {
    /// Called once after the time it was scheduled for.
    func fire(now: Int64)
    /// Whether it will never want to fire again: its entries are only in the way.
    var isAbandoned: Bool { get }
}

extension LoopTimer {
    var isAbandoned: Bool { false }
}

/// Timers by deadline: a binary heap.
///
/// No single entry is removed early. A connection keeps one entry and moves its own deadline, which costs nothing per
/// request; when the entry comes due too early, it is put back (see `Deadline`). The entries of connections that have
/// closed are swept out together once they are the greater part: otherwise each would stay for its 75 s, and a peer that
/// opens and closes connections would fill the memory with them.
struct TimerHeap {
    private struct Entry {
        var deadline: Int64
        var timer: any LoopTimer
    }

    /// Below this it is not worth sweeping.
    private static let minimumSweep = 256

    private var heap: [Entry] = []
    private var abandoned = 0

    /// How many entries there are.
    var count: Int { heap.count }

    /// The time-out for `epoll_wait`: -1 without timers, otherwise milliseconds rounded up, at most a minute.
    func millisecondsUntilNext(now: Int64) -> Int32 {
        guard let first = heap.first else { return -1 }
        let wait = max(0, first.deadline &- now)
        return Int32(min(60_000, wait / 1_000_000 + 1))
    }

    mutating func insert(_ timer: any LoopTimer, at deadline: Int64) {
        heap.append(Entry(deadline: deadline, timer: timer))
        rise(from: heap.count - 1)
    }

    /// To be told when a timer with so many entries is abandoned. Sweeping costs the time of the entries that stay, of
    /// which there are fewer than go: each close pays for a constant part of it.
    mutating func abandon(_ entries: Int) {
        abandoned += entries
        guard abandoned > Self.minimumSweep, abandoned > heap.count / 2 else { return }
        let kept = heap.filter { !$0.timer.isAbandoned }
        // In the order of their deadlines they are a heap.
        heap = kept.sorted { $0.deadline < $1.deadline }
        abandoned = 0
    }

    private mutating func rise(from index: Int) {
        var child = index
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
        if first.timer.isAbandoned { abandoned -= 1 }
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
    private var entries = 0
    private(set) var isAbandoned = false

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
        entries += 1
        loop.schedule(self, at: time)
    }

    func lift() {
        deadline = nil
    }

    /// Lifts the deadline for good, and lets its entries go.
    func abandon() {
        deadline = nil
        action = nil
        guard !isAbandoned else { return }
        isAbandoned = true
        loop.abandonTimers(entries)
    }

    func fire(now: Int64) {
        entries -= 1
        // An entry that a shorter one has overtaken comes due later and finds nothing of its own.
        guard let entry, entry <= now, !isAbandoned else { return }
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
